"""Rows of the ledger as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

State = Literal[
    "queued",  # written down, nothing sent
    "sending",  # may have left this machine; outcome unknown until the answer is saved
    "waiting",  # the vendor has a task for it
    "finished",  # the vendor is done; the file is not here yet
    "done",  # verified and in the store
    "failed",  # refused, failed at the vendor, or its file is damaged for good
    "halted",  # the vendor or its credentials refuse everything; the same command tries again
    "unknown",  # nobody can tell whether it was paid for; only a person may send it again
    "canceled",
]
RunState = Literal["active", "done", "failed", "halted", "canceled"]

#: Nothing more happens to a submission in one of these by itself.
FINAL: frozenset[str] = frozenset({"done", "failed", "halted", "unknown", "canceled"})
#: The vendor holds, or may hold, a place for it.
IN_FLIGHT: frozenset[str] = frozenset({"sending", "waiting"})
#: It was, or may have been, paid for.
SPENT: frozenset[str] = frozenset({"sending", "waiting", "finished", "done", "unknown"})


@dataclass(frozen=True, slots=True)
class Submission:
    """One paid request: a clip's identity, take and attempt, and how it stands. ``base_url`` is the address that was
    asked for instead of the configured one, ``sent_to`` the one that it was sent to last."""

    submission: str
    identity: str
    take: int
    attempt: int
    provider: str
    target: str
    base_url: str | None
    sent_to: str | None
    account: str | None
    request: str
    assets: str
    frames: str
    expected: str
    seconds: float
    amount: float
    currency: str
    billed: float | None
    state: State
    cause: str | None
    message: str | None
    owner: str | None
    token: str | None
    generation: int
    settles: float
    settle: float
    lookups: int
    refusals: int
    stalled: int
    rests: float
    task: str | None
    progress: float | None
    link: str | None
    sha256: str | None
    bytes: int | None
    notes: str | None
    created: float
    sent: float | None
    accepted: float | None
    finished: float | None
    filed: float | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Submission:
        """Build one from a row."""
        return cls(**{field.name: row[field.name] for field in fields(cls)})

    @property
    def payload(self) -> dict[str, Any]:
        """The request as the manifest holds it: ``method``, ``path``, ``body``."""
        loaded: dict[str, Any] = json.loads(self.request)
        return loaded


@dataclass(frozen=True, slots=True)
class ClipState:
    """One clip of a run with the state of its submission; ``blocked`` names the clip that it waits for in vain,
    ``before`` is what former attempts at it cost."""

    clip: str
    position: int
    identity: str
    take: int
    submission: str
    needs: tuple[str, ...]
    cached: bool
    seconds: float
    amount: float
    currency: str
    heading: str
    file: str
    line: int
    state: str
    cause: str | None
    message: str | None
    progress: float | None
    refusals: int
    stalled: bool
    billed: float | None
    task: str | None
    sha256: str | None
    notes: tuple[str, ...]
    rests: float
    sent: float | None
    filed: float | None
    before: float = 0.0
    blocked: str | None = None


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run was asked for. ``project`` is the folder of the script's files; ``limit`` the most that it may spend;
    ``opens`` a dumped window; ``name`` and ``scenes`` what ``scenec.lock`` calls the film and says of its scenes."""

    provider: str
    project: str
    base_url: str | None = None
    limit: float | None = None
    opens: str | None = None
    batch: int | None = None
    detached: bool = False
    output: str | None = None
    name: str = ""
    scenes: str = "{}"
    draft: bool = False


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as the ledger has it."""

    run: str
    started: float
    finished: float | None
    film: str
    target: str
    provider: str
    state: RunState
    cause: str | None
    message: str | None
    limit_amount: float | None
    output: str | None
    detached: bool
    opens: str | None
    batch: int | None
