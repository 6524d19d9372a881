"""How a sandbox is set up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from compiler.sandbox.clock import Clock, SystemClock

DEFAULT_KEY = "sandbox"
DEFAULT_SECRET = "sandbox-secret"  # noqa: S105 - opens nothing but the stand-in
DEFAULT_TOKEN = "sandbox-token"  # noqa: S105

FilmKind = Literal["animatic", "plain"]

_RATE = re.compile(r"\s*(\d+)\s*/\s*(s|sec|second|m|min|minute|h|hour)\s*", re.IGNORECASE)
_WINDOWS = {"s": 1.0, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``count`` submissions in any ``seconds`` seconds."""

    count: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.count}/{ {1.0: 's', 60.0: 'min', 3600.0: 'h'}.get(self.seconds, f'{self.seconds:g} s') }"


def parse_rate(text: str) -> Rate:
    """Return the rate that ``60/min``, ``2/s`` or ``500/h`` stands for. Raises ``ValueError`` with what to write."""
    found = _RATE.fullmatch(text)
    if not found or not int(found[1]):
        raise ValueError(f"{text!r} is not a rate; write it like 60/min, 2/s or 500/h")
    return Rate(int(found[1]), _WINDOWS[found[2][0].lower()])


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """What ``scenec sandbox`` can be told.

    ``speed`` divides the time that a task takes. ``concurrency`` and ``rate`` hold per key. ``credit`` is in the
    units of the ledger's amounts, None for no end. ``link_life`` in seconds. ``film`` chooses what is drawn: the full
    animatic or a plain card. ``keys`` are secrets by key: tokens of these keys need their signature; where ``open``
    is true, tokens of other keys are taken by their form and times alone. ``tokens`` are ready tokens. ``body_limit``
    in bytes. ``workers`` is how many films are drawn at once. ``port`` 0 takes a free one.
    """

    host: str = "127.0.0.1"
    port: int = 0
    speed: float = 60.0
    concurrency: int = 5
    rate: Rate = Rate(60, 60.0)
    credit: float | None = None
    faults: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0
    link_life: float = 3600.0
    film: FilmKind = "animatic"
    keys: Mapping[str, str] = field(default_factory=lambda: {DEFAULT_KEY: DEFAULT_SECRET})
    open: bool = True
    tokens: frozenset[str] = frozenset({DEFAULT_TOKEN})
    body_limit: int = 64 * 2**20
    workers: int = 2
    clock: Clock = field(default_factory=SystemClock)
