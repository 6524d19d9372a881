"""Builds the film from its lines: what every tag and every line belongs to, and what every value says."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics.model import Diagnostic
from compiler.film.model import Film
from compiler.passes.base import Pass, World
from compiler.passes.structure import film_tags, scenes, shots, subjects
from compiler.passes.structure.standing import State
from compiler.passes.structure.walk import Handler, Walk

_HANDLERS: dict[tuple[State, str], Handler] = {
    ("film", "film"): film_tags.title,
    ("film", "aspect"): film_tags.aspect,
    ("film", "mode"): film_tags.film_mode,
    ("film", "resolution"): film_tags.resolution,
    ("film", "audio"): film_tags.audio,
    ("film", "style"): film_tags.film_style,
    ("film", "negative"): film_tags.film_negative,
    ("film", "seed"): film_tags.film_seed,
    ("film", "language"): film_tags.language,
    ("film", "split"): film_tags.film_split,
    ("film", "budget"): film_tags.budget,
    ("film", "param"): film_tags.parameter,
    ("film", "include"): film_tags.include,
    ("film", "character"): subjects.define,
    ("film", "prop"): subjects.define,
    ("film", "place"): subjects.define,
    ("film", "scene"): scenes.scene,
    ("film", "shot"): shots.shot,
    ("subject", "ref"): subjects.references,
    ("subject", "video"): subjects.video,
    ("subject", "voice"): subjects.voice,
    ("subject", "element"): subjects.element,
    ("scene", "lighting"): scenes.lighting,
    ("scene", "sound"): scenes.sound,
    ("scene", "music"): scenes.music,
    ("scene", "style"): scenes.style,
    ("scene", "negative"): scenes.negative,
    ("scene", "seed"): scenes.scene_seed,
    ("scene", "mode"): scenes.mode,
    ("scene", "split"): scenes.split,
    ("scene", "continue"): scenes.continues,
    ("scene", "transition"): scenes.transition,
    ("shot", "camera"): shots.camera,
    ("shot", "lighting"): shots.lighting,
    ("shot", "sound"): shots.sound,
    ("shot", "music"): shots.music,
    ("shot", "physics"): shots.physics,
    ("shot", "first"): shots.first,
    ("shot", "last"): shots.last,
}

_FIELDS = (
    "title",
    "aspect",
    "mode",
    "resolution",
    "audio",
    "style",
    "negative",
    "no_negative",
    "seed",
    "language",
    "split",
    "budget",
    "tags",
    "subjects",
    "repeated",
    "scenes",
)


def _run(film: Film, world: World) -> Iterator[Diagnostic]:
    blank = Film(film.file)
    for name in _FIELDS:
        setattr(film, name, getattr(blank, name))
    walk = Walk(film, world, _HANDLERS)
    walk.run()
    yield from walk.diagnostics


PASS = Pass(
    "structure",
    _run,
    needs=("parameters",),
    codes=("E102", "E103", "E104"),
    writes=tuple(f"film.{name}" for name in _FIELDS),
)
