"""How often a vendor is asked about a task."""

from __future__ import annotations

import time
from collections.abc import Callable

#: So many questions a second does one process ask at most, however many clips wait in it.
QUESTIONS = 40.0


def least_pause(waiting: int) -> float:
    """Return the least pause between two questions about one clip where ``waiting`` of them wait in this process and
    nothing says that this one is about to be done."""
    return waiting / QUESTIONS


class Pace:
    """The pauses between questions: short at first and growing to the longest, and where the vendor tells how far it
    is, until about the moment at which it will be done. All in seconds."""

    def __init__(self, first: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._first = first
        self._pause = first
        self._clock = clock
        self._early: tuple[float, float] | None = None
        self._late: tuple[float, float] | None = None

    def begin(self, least: float) -> float:
        """The vendor has just taken it: return the pause before the first question."""
        self._early = self._late = (self._clock(), 0.0)
        return max(self._first, least)

    def next(self, progress: float | None, least: float, longest: float) -> float:
        """Return the pause before the next question; ``progress`` is 0 to 1, None where it is not known. Below
        ``least`` it is only where the end is near, above ``longest`` only where ``least`` is."""
        longest = max(longest, least)
        self._pause = min(max(self._pause * 1.5, least), longest)
        if progress is None:
            return self._pause
        now = self._clock()
        if self._early is None or self._late is None or progress < self._late[1]:
            self._early = self._late = (now, progress)
        elif progress > self._late[1]:
            self._late = (now, progress)
        (began, low), (_, high) = self._early, self._late
        if high <= low or now <= began:
            return self._pause
        remaining = (1.0 - progress) * (now - began) / (high - low)
        # Half of an early estimate, all of a late one: it is rarely linear.
        share = 0.6 if progress < 0.7 else 1.02
        return min(max(remaining * share, self._first / 2), longest)
