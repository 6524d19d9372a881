"""How long an address that does not answer is tried."""

from __future__ import annotations

import time


class UnreachableError(Exception):
    """An address has not answered for as long as it was given; the message is its last failure."""


class Patience:
    """Counts failures in a row, and gives up when they have lasted ``seconds``."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._since: float | None = None
        self.misses = 0

    def answered(self) -> None:
        """Begin anew: there was an answer."""
        self._since = None
        self.misses = 0

    def missed(self, reason: str) -> None:
        """Count a failure. Raises UnreachableError when patience is at its end."""
        self.misses += 1
        now = time.monotonic()
        if self._since is None:
            self._since = now
        if now - self._since >= self._seconds:
            raise UnreachableError(reason)
