"""What time it is. Tests pass a clock that they move by hand."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time in seconds since 1970, and how long to wait for a moment."""

    def now(self) -> float:
        """Return the present moment; it never goes back."""
        ...

    def wall(self) -> float:
        """Return what the machine's clock shows, which tokens are written by; it may jump."""
        ...

    def wait_for(self, moment: float) -> float | None:
        """Return for how many real seconds to wait for ``moment``; None where waiting does not bring it nearer."""
        ...


class SystemClock:
    """The machine's clock, read once and then counted on by the monotonic one, so that no task jumps with it."""

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()

    def now(self) -> float:
        """Return the present moment."""
        return time.monotonic() + self._offset

    def wall(self) -> float:
        """Return what the machine's clock shows."""
        return time.time()

    def wait_for(self, moment: float) -> float | None:
        """Return the seconds until ``moment``, at least 0."""
        return max(0.0, moment - self.now())


def written(moment: float) -> str:
    """Return a moment as ISO 8601 in UTC with milliseconds."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
