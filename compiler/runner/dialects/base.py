"""What the runner needs to know of a vendor's wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Status = Literal["running", "succeeded", "failed"]


@dataclass(frozen=True, slots=True)
class Call:
    """One request: method, path with its query, and body (None for none)."""

    method: str
    path: str
    body: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A task as the vendor tells of it. ``billed`` is its own bill, where it tells one."""

    task: str
    status: Status
    external_id: str | None = None
    progress: float | None = None
    link: str | None = None
    cause: str | None = None
    message: str | None = None
    billed: float | None = None


class Dialect(Protocol):
    """One vendor's way of submitting, asking and looking up. ``lookup`` tells whether it can find a task by our name,
    ``seeds`` whether a payload may carry a seed."""

    lookup: bool
    seeds: bool

    def submit(self, request: Mapping[str, Any], external_id: str, callback: str | None) -> Call:
        """Return the submission of a manifest's request, named ``external_id``."""
        ...

    def submitted(self, body: Any) -> str | None:
        """Return the task id that the answer to a submission holds, None where it holds none."""
        ...

    def poll(self, request: Mapping[str, Any], task: str) -> Call:
        """Return the question how a task stands."""
        ...

    def look_up(self, request: Mapping[str, Any], external_id: str) -> Call:
        """Return the question which task has the name ``external_id``."""
        ...

    def found(self, body: Any) -> Task | None:
        """Read the answer to ``poll``, ``look_up`` or a callback's body; None where it shows no task."""
        ...
