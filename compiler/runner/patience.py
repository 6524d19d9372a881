"""How long an address that does not answer is tried."""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from compiler.runner.circumstances import Circumstances
from compiler.runner.http import RefusedError

#: Where nobody listens at an address of this machine, nobody is about to (seconds).
NOBODY_HERE = 10.0
#: An address that nobody asked for so long is tried anew (seconds).
_FORGOTTEN = 90.0
#: An address that does not answer is tried again after so many seconds at most.
LONGEST_PAUSE = 15.0
#: Whoever is about to ask an address that was given up so lately does not (seconds).
_JUST = 15.0


class UnreachableError(Exception):
    """An address has not answered for as long as it was given; the message is its last failure."""


class Reach:
    """Whether an address answers, as all who ask it in this process have found. ``seconds`` is how long it is tried."""

    def __init__(
        self,
        address: str,
        seconds: float,
        circumstances: Circumstances | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = address
        self._seconds = seconds
        self._circumstances = circumstances or Circumstances()
        self._clock = clock
        self._here = _is_here(address)
        self._since: float | None = None
        self._last = 0.0
        self._over: tuple[float, float, str] | None = None

    def now(self) -> float:
        """Return the moment, by the clock that ``over`` means."""
        return self._clock()

    def answered(self) -> None:
        """Begin anew: there was an answer."""
        self._over = None
        if self._since is not None:
            self._since = None
            self._circumstances.answers(self._address)

    def over(self, since: float) -> str | None:
        """Return the last failure where the address has just been given up, so that none of those tries it in vain who
        have waited ``since`` before that. Whoever comes later tries it: it may have been mended."""
        now = self._clock()
        if self._over is None or now - self._over[1] > _JUST or since > self._over[0]:
            return None
        given_up, _, reason = self._over
        self._over = given_up, now, reason
        return reason

    def missed(self, error: Exception) -> float:
        """Take note of a failure and return for how many seconds the address is tried on; not above 0 at the end."""
        now = self._clock()
        if self._since is None or now - self._last > max(_FORGOTTEN, self._seconds):
            self._since = now
        self._last = now
        lasted = now - self._since
        left = self._limit(error) - lasted
        if left > 0:
            self._circumstances.silent(self._address, str(error), lasted, left)
        else:
            self._over = now, now, str(error)
            self._circumstances.given_up(self._address)
        return left

    def _limit(self, error: Exception) -> float:
        return min(self._seconds, NOBODY_HERE) if self._here and isinstance(error, RefusedError) else self._seconds


class Patience:
    """One clip's patience with an address: its own failures in a row, and what is left of all clips' time for it."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._began = reach.now()
        self.misses = 0
        self.left = math.inf

    def answered(self) -> None:
        """Begin anew: there was an answer."""
        self._reach.answered()
        self.misses = 0
        self.left = math.inf

    def check(self) -> None:
        """Raises UnreachableError where another clip has just found that patience is at its end."""
        reason = self._reach.over(self._began)
        if reason is not None:
            raise UnreachableError(reason)

    def missed(self, error: Exception) -> UnreachableError | None:
        """Count a failure. Return an error to raise when patience is at its end."""
        self.misses += 1
        self.left = self._reach.missed(error)
        return UnreachableError(str(error)) if self.left <= 0 else None

    def pause(self, seconds: float) -> float:
        """Return how long to wait before the next try, where ``seconds`` are meant: the last comes when time is up."""
        return max(min(seconds, LONGEST_PAUSE, self.left), 0.05)


def _is_here(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
