"""What was ordered, and the task that it became."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["pending", "processing", "succeeded", "failed"]


@dataclass(frozen=True, slots=True)
class Order:
    """A payload that was found good. ``seconds`` of film at ``amount`` units, ``width`` by ``height`` pixels;
    ``payload`` is what is drawn: the body without what names or routes the submission."""

    seconds: int
    amount: float
    width: int
    height: int
    audio: bool
    external_id: str | None
    callback_url: str | None
    payload: dict[str, Any]


@dataclass(slots=True)
class Task:
    """One accepted and billed submission. Moments in seconds since 1970.

    ``starts`` is when it leaves ``pending``, ``due`` when its time is up; it succeeds when its time is up and its
    film is drawn. ``film`` is the film's name. ``faults`` are those still to come. ``link`` numbers the links given
    out for it, ``link_ends`` is when the newest one dies.
    """

    id: str
    external_id: str | None
    key: str
    dialect: str
    path: str
    seconds: int
    amount: float
    submitted_at: float
    starts: float
    due: float
    film: str
    origin: str
    callback_url: str | None
    status: Status = "pending"
    progress: float = 0.0
    drawn: bool = False
    error: tuple[str, str] | None = None
    faults: set[str] = field(default_factory=set)
    link: int = 0
    link_ends: float = 0.0
    link_dead: bool = False
    downloads: int = 0

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in ("succeeded", "failed")
