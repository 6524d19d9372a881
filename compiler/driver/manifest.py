"""The manifest: what a film is made of, clip by clip, and what would be sent for each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from compiler.driver.assets import assets_of
from compiler.driver.cues import cues
from compiler.driver.digest import clip_digest
from compiler.driver.inputs import STANDARD_INPUT
from compiler.film.inherited import resolution_of
from compiler.film.model import Clip, Film, Shot, seconds, subject_of
from compiler.film.target import Target
from compiler.passes.base import Files
from compiler.syntax.nodes import Mention, Run, Use, Words
from compiler.text.source import Source

Seconds = int | float


class _Model(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class Transition(_Model):
    """How the film enters a clip."""

    kind: Literal["cut", "dissolve", "fade"]
    seconds: Seconds


class Cost(_Model):
    """What a clip costs; ``rate`` is the price of a second."""

    seconds: Seconds
    rate: float
    amount: float
    currency: str


class Place(_Model):
    """Lines of a script, both ends included; ``file`` is relative to the main script's folder."""

    file: str
    line: int
    end_line: int


class Cue(_Model):
    """A spoken line; ``start`` and ``end`` are seconds from the shot's start, estimated from its words."""

    speaker: str
    text: str
    delivery: str | None
    start: Seconds
    end: Seconds


class ShotEntry(_Model):
    """One shot of a clip."""

    duration: Seconds
    source: Place
    dialogue: list[Cue]
    id: str | None = None


class Asset(_Model):
    """A file that goes with a payload."""

    uri: str
    sha256: str
    bytes: int


class Request(_Model):
    """What submits a clip; ``body`` is the payload."""

    method: str
    path: str
    body: dict[str, Any]


class ClipEntry(_Model):
    """One clip. ``depends_on`` are the clips that must be there first."""

    id: str
    scene: int
    heading: str
    duration: Seconds
    depends_on: list[str]
    transition: Transition
    digest: str
    cost: Cost
    shots: list[ShotEntry]
    assets: list[Asset]
    request: Request
    scene_id: str | None = None


class Budget(_Model):
    """What a render of the film may cost at most."""

    amount: float
    currency: str


class Manifest(_Model):
    """A whole film. ``resolution`` is that of the assembled film: the largest of its clips."""

    scenec: Literal[1] = 1
    film: str
    target: str
    source: str
    duration: Seconds
    aspect: str
    resolution: tuple[int, int]
    budget: Budget | None = None
    clips: list[ClipEntry] = Field(default_factory=list)


def chunks(film: Film, target: Target, files: Files, source: Source) -> Iterator[bytes]:
    """Yield the manifest as UTF-8 JSON with an indent of two, a clip at a time."""
    head = _head(film, target, source).model_dump_json(indent=2, exclude_none=True)
    empty = '"clips": []\n}'
    if not film.clips:
        yield f"{head}\n".encode()
        return
    yield (head.removesuffix(empty) + '"clips": [').encode()
    digests: dict[str, str] = {}
    for number, clip in enumerate(film.clips):
        entry = _entry(film, clip, target, files, digests).model_dump_json(indent=2, exclude_unset=True)
        yield ((",\n    " if number else "\n    ") + entry.replace("\n", "\n    ")).encode()
    yield b"\n  ]\n}\n"


def payload_json(payload: dict[str, Any]) -> bytes:
    """Return a payload as UTF-8 JSON with an indent of two."""
    return (json.dumps(payload, ensure_ascii=False, indent=2) + "\n").encode()


def _head(film: Film, target: Target, source: Source) -> Manifest:
    wanted = {resolution_of(film, clip.scene) for clip in film.clips} or {film.resolution or "720p"}
    sizes = target.sizes[film.aspect]
    budget = Budget(amount=film.budget.amount, currency=film.budget.currency) if film.budget is not None else None
    return Manifest(
        film=film.title if film.title is not None else _stem(source),
        target=target.name,
        source=source.relative,
        duration=seconds(sum(clip.duration for clip in film.clips)),
        aspect=film.aspect,
        resolution=max(sizes[name] for name in wanted),
        budget=budget,
    )


def _stem(source: Source) -> str:
    if source.name == STANDARD_INPUT:
        return "Untitled"
    return source.relative.rsplit("/", 1)[-1].removesuffix(".scene")


def _entry(film: Film, clip: Clip, target: Target, files: Files, digests: dict[str, str]) -> ClipEntry:
    scene = clip.scene
    body = target.lower(film, clip)
    assets = assets_of(clip, body, files)
    digest = digests[clip.id] = clip_digest(target, body, assets, digests)
    opens = bool(scene.shots) and clip.shots[0] is scene.shots[0]
    transition = scene.transition if opens else None
    optional = {"scene_id": scene.id} if scene.id is not None else {}
    assert clip.cost is not None
    return ClipEntry(
        id=clip.id,
        scene=scene.number,
        heading=_heading(scene.heading),
        duration=seconds(clip.duration),
        depends_on=[clip.continues.id] if clip.continues is not None else [],
        transition=Transition(
            kind=transition.kind if transition else "cut", seconds=seconds(transition.duration) if transition else 0
        ),
        digest=digest,
        cost=Cost(seconds=clip.cost.seconds, rate=clip.cost.rate, amount=clip.cost.amount, currency=clip.cost.currency),
        shots=[_shot(shot) for shot in clip.shots],
        assets=[Asset(uri=asset.uri, sha256=asset.sha256, bytes=asset.bytes) for asset in assets],
        request=Request(method=target.method, path=target.path, body=body),
        **optional,
    )


def _shot(shot: Shot) -> ShotEntry:
    source = shot.source
    last = len(source.text[shot.tag.start : max(shot.end, shot.tag.end)].rstrip())
    place = Place(
        file=source.relative,
        line=source.position(shot.tag.start).line,
        end_line=source.position(shot.tag.start + last).line,
    )
    optional = {"id": shot.id} if shot.id is not None else {}
    spoken = [
        Cue(speaker=cue.speaker, text=cue.text, delivery=cue.delivery, start=cue.start, end=cue.end)
        for cue in cues(shot)
    ]
    return ShotEntry(duration=seconds(shot.duration or 0), source=place, dialogue=spoken, **optional)


def _heading(heading: Words | None) -> str:
    """Return a heading for people: mentions are names as they were declared."""
    if heading is None:
        return ""
    return "".join(_heading_part(part) for part in heading.parts)


def _heading_part(part: Run | Mention | Use) -> str:
    if isinstance(part, Run):
        return part.text
    subject = subject_of(part) if isinstance(part, Mention) else None
    return subject.name if subject is not None else part.name
