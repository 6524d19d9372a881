"""The vendor's rate: so many submissions in any window, per key."""

from __future__ import annotations

import math
from collections import deque

from compiler.sandbox.options import Rate
from compiler.sandbox.refusals import RefusalError


class RateLimit:
    """A sliding window: at no moment have more than ``rate.count`` submissions come in the last ``rate.seconds``."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._taken: dict[str, deque[float]] = {}

    def take(self, key: str, now: float) -> None:
        """Count one submission of ``key``. Raises ``RefusalError`` 429, uncounted, where the window is full."""
        taken = self._taken.setdefault(key, deque())
        while taken and taken[0] <= now - self._rate.seconds:
            taken.popleft()
        if len(taken) >= self._rate.count:
            wait = max(1, math.ceil(taken[0] + self._rate.seconds - now))
            raise RefusalError(429, "rate_limited", f"at most {self._rate} submissions a key are taken", wait)
        taken.append(now)


class Peak:
    """The most events that ever fell within one window of ``seconds``."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._recent: deque[float] = deque()
        self.most = 0

    def count(self, now: float) -> None:
        """Count one event."""
        self._recent.append(now)
        while self._recent[0] <= now - self._seconds:
            self._recent.popleft()
        self.most = max(self.most, len(self._recent))
