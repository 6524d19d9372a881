"""What a target says of itself: limits, features and prices as data, and how it words a prompt.

Passes know targets only by this page; the targets themselves live in ``compiler.targets``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from compiler.film.model import Clip, Film

FEATURES = frozenset(
    {"audio", "negative", "seed", "references", "first", "last", "continue", "video"}
    | {"voice_id", "element", "professional", "lens"}
)


class TargetError(Exception):
    """A target or its templates cannot be used. One line that says where and how to mend it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one generation may hold. Durations in milliseconds, lengths in Unicode code points, sizes in bytes."""

    shots: int
    clip_min: int
    clip_max: int
    shot_min: int
    step: int
    prompt: int
    single_prompt: int
    negative: int
    references_clip: int
    references_subject: int
    videos: int
    image_side: int
    image_bytes: int
    image_ratio: float


@dataclass(frozen=True, slots=True)
class Pricing:
    """Price of a second by mode, and of a stored or moved GB. ``megabits`` is what a second of film weighs, in Mbit, by
    resolution name; it matters only where a GB has a price."""

    currency: str
    rates: Mapping[str, float]
    storage_per_gb: float = 0.0
    bandwidth_per_gb: float = 0.0
    megabits: Mapping[str, float] = field(default_factory=dict)


class Target(Protocol):
    """One dialect of one vendor with one model.

    ``method`` and ``path`` are the request that submits a clip. ``features`` are the things that a script can ask for
    and this target does, out of ``FEATURES``; ``ignored`` are those it takes no notice of although the film is still
    worth generating (W804); asking for anything in neither is E803. ``sizes`` gives ``(width, height)`` by aspect and
    resolution name.
    """

    name: str
    version: str
    model: str
    method: str
    path: str
    limits: Limits
    features: frozenset[str]
    ignored: frozenset[str]
    pricing: Pricing
    sizes: Mapping[str, Mapping[str, tuple[int, int]]]

    def write_prompt(self, parts: Mapping[str, Any], language: str) -> str:
        """Word one shot's prompt from its parts, in ``language`` (``en`` or ``zh``). ``templates/README.md`` lists
        the parts. Raises TargetError where a template fails."""
        ...

    def prompt_bound(self, parts: Mapping[str, Any]) -> int | None:
        """Return a length that the prompt of ``parts`` does not pass, None where only wording it can tell."""
        ...

    def lower(self, film: Film, clip: Clip) -> dict[str, Any]:
        """Return the clip's payload, keys in wire order."""
        ...
