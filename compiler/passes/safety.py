"""The safety pass: words for which a vendor would refuse a prompt (E701), or may (W702)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.diagnostics.model import Diagnostic
from compiler.diagnostics.wording import short
from compiler.film.model import Film, Scene, Shot, Subject
from compiler.film.reading import Reading, texts
from compiler.film.safety import find_unsafe
from compiler.passes.base import Pass, World
from compiler.syntax.nodes import Dialogue, Run, Words


def run(film: Film, world: World) -> Iterable[Diagnostic]:
    """Report unsafe words in everything of the script that a prompt is made of, in the order of the script."""
    found: list[Diagnostic] = []
    for reading in _readings(film):
        found.extend(_check(reading))
    return sorted(found, key=lambda finding: _place(film, finding))


def _place(film: Film, finding: Diagnostic) -> tuple[int, int]:
    order = {id(file.source): index for index, file in enumerate(film.files)}
    return order.get(id(finding.span.source), len(order)), finding.span.start


def _readings(film: Film) -> Iterator[Reading]:
    """Yield every text of which prompts are made, each once. What is to be kept out of the picture (``negative``) is
    not told as something to show, and so is not read."""
    if film.style is not None:
        yield Reading(film.style)
    for subject in film.subjects.values():
        if subject.mentioned:
            yield from _subject(subject)
    for scene in film.scenes:
        yield from _scene(scene)
        for shot in scene.shots:
            yield from _shot(shot)


def _subject(subject: Subject) -> Iterator[Reading]:
    at = subject.tag.source.text.find(subject.label, subject.tag.start, subject.tag.end)
    if at >= 0 and subject.label != subject.name:
        end = at + len(subject.label)
        yield Reading(Words(subject.tag.source, (Run(subject.label, at, end),), at, end))
    for paragraph in subject.description:
        yield Reading(*paragraph.lines)


def _scene(scene: Scene) -> Iterator[Reading]:
    setting = (scene.setting.place, scene.setting.time) if scene.setting is not None else ()
    yield from _given(*setting, scene.lighting, scene.sound, scene.music, scene.style)


def _shot(shot: Shot) -> Iterator[Reading]:
    for item in shot.body:
        lines = texts(item)
        if lines:
            yield Reading(*lines)
        if isinstance(item, Dialogue):
            yield from _given(item.delivery)
    yield from _given(shot.camera, shot.lighting, *shot.sounds, shot.music, shot.physics)


def _given(*words: Words | None) -> Iterator[Reading]:
    for text in words:
        if text is not None and text.parts:
            yield Reading(text)


def _check(reading: Reading) -> Iterator[Diagnostic]:
    for hit in find_unsafe(reading.text):
        span = reading.span(hit.start, hit.end)
        if hit.value.level == "refused":
            yield Diagnostic(
                "E701",
                f'the vendor would refuse this prompt: "{short(span.text)}" ({hit.value.category})',
                span,
                hit.value.category,
                help=("tell it without these words: what the camera sees before or after, a face, a sound",),
            )
        else:
            yield Diagnostic(
                "W702",
                f'the vendor may refuse this prompt: "{short(span.text)}" ({hit.value.category})',
                span,
                hit.value.category,
                help=("soften the words, or allow it here: # scenec: allow W702",),
            )


PASS = Pass(name="safety", run=run, needs=("structure", "names"), codes=("E701", "W702"))
