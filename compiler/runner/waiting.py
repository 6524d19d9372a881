"""How often a vendor is asked about a task."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """The pauses between questions: short at first and growing to ``longest``, and where the vendor tells how far it
    is, until about the moment at which it will be done. All in seconds."""

    def __init__(self, first: float, longest: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._first = first
        self._longest = longest
        self._pause = first
        self._clock = clock
        self._seen: list[tuple[float, float]] = []

    def next(self, progress: float | None) -> float:
        """Return the pause before the next question; ``progress`` is 0 to 1, None where it is not known."""
        self._pause = min(self._pause * 1.5, self._longest)
        now = self._clock()
        if progress is None:
            return self._pause
        if self._seen and progress < self._seen[-1][1]:
            self._seen.clear()
        if not self._seen or progress > self._seen[-1][1]:
            self._seen.append((now, progress))
        (began, low), (_, high) = self._seen[0], self._seen[-1]
        if high <= low or now <= began:
            return self._pause
        remaining = (1.0 - progress) * (now - began) / (high - low)
        # Half of an early estimate, all of a late one: it is rarely linear.
        share = 0.6 if progress < 0.7 else 1.02
        return min(max(remaining * share, self._first / 2), self._longest)
