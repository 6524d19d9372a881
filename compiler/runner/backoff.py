"""How long to wait before trying again: exponential, with full jitter."""

from __future__ import annotations

import random

FIRST = 5.0
LONGEST = 300.0


def pause(
    attempt: int, after: float | None = None, *, first: float = FIRST, source: random.Random | None = None
) -> float:
    """Return the seconds to wait after the ``attempt``-th refusal in a row, counted from 1.

    Drawn evenly from 0 to ``first`` x 2^(attempt-1), at most 300; never less than ``after``, what the vendor asked for.
    """
    ceiling = min(first * 2 ** min(max(attempt, 1) - 1, 16), LONGEST)
    drawn = (source or random).uniform(0.0, ceiling)
    if after is None:
        return drawn
    # A second at random, or all that were told alike would come back at once.
    return max(after + (source or random).uniform(0.0, 1.0), drawn)
