"""The camera pass: vague moves (W601) and too many of them in one shot (W602)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from compiler.diagnostics.model import Diagnostic, Label
from compiler.diagnostics.wording import short
from compiler.film.lexicon import Hit
from compiler.film.model import Film, Shot
from compiler.film.reading import Reading
from compiler.film.vocabulary import Move, camera_separators, moves, vague_camera_words
from compiler.passes.base import Pass, World
from compiler.syntax.nodes import Words

MOST_MOVES = 2

Place = tuple[int, int]


def run(film: Film, world: World) -> Iterable[Diagnostic]:
    """Report camera texts that say no axis, and shots with more than two moves."""
    return [finding for _, shot in film.shots() if shot.camera is not None for finding in _check(shot, shot.camera)]


def _check(shot: Shot, camera: Words) -> Iterator[Diagnostic]:
    text = camera.plain()
    vague, counted = read_camera(text)
    if not vague and len(counted) <= MOST_MOVES:
        return
    reading = Reading(camera)
    for place in vague:
        span = reading.span(*place)
        yield Diagnostic(
            "W601",
            f'"{short(span.text)}" is a vague camera move',
            span,
            "which axis, and how fast?",
            help=("say axis and speed: slow push-in, pan left, tilt up, orbit right, crane down, static",),
        )
    if len(counted) > MOST_MOVES:
        first, second, third = (reading.span(*place) for place in counted[:3])
        yield Diagnostic(
            "W602",
            f"{len(counted)} camera moves in one shot; a model follows {MOST_MOVES} at most",
            third.to(reading.span(*counted[-1])),
            "one move too many" if len(counted) == MOST_MOVES + 1 else "too many moves",
            labels=(Label(first, "the first move"), Label(second, "the second")),
            help=("keep two moves, or give the rest a shot of their own",),
        )


@lru_cache(maxsize=4096)
def read_camera(text: str) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Read a camera text; return the places of its vague words and of its moves, one place a move.

    What a move rides on is no move of its own, nor is how the camera is held; the same move said twice in a row is
    one.
    """
    vague = vague_camera_words("always").find(text)
    found = [hit for hit in moves().find(text) if not any(_overlap(hit, other) for other in vague)]
    if not vague and not found:
        vague = vague_camera_words("alone").find(text)[:1]
    return tuple((hit.start, hit.end) for hit in vague), tuple(_count(text, found))


def _overlap(one: Hit[Move], other: Hit[bool]) -> bool:
    return one.start < other.end and other.start < one.end


def _count(text: str, found: list[Hit[Move]]) -> list[Place]:
    """Return one place a move, by the rules of ``grammar/vocabulary/camera.toml``."""
    cuts = camera_separators(text)
    parts: dict[int, list[Hit[Move]]] = {}
    for hit in found:
        parts.setdefault(sum(cut <= hit.start for cut in cuts), []).append(hit)
    counted: list[Hit[Move]] = []
    for part in parts.values():
        moving = [hit for hit in part if hit.value.kind == "move"]
        for hit in moving or [hit for hit in part if hit.value.kind == "rig"][:1]:
            if not counted or counted[-1].value.motion != hit.value.motion:
                counted.append(hit)
    return [(hit.start, hit.end) for hit in counted]


PASS = Pass(name="camera", run=run, needs=("structure",), codes=("W601", "W602"))
