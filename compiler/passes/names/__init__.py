"""Binds names: what every mention stands for, and what is declared twice, never used, or not mentioned as it should."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics.model import Diagnostic, Label
from compiler.film.model import Film
from compiler.passes.base import Pass, World
from compiler.passes.names.binding import Binder
from compiler.passes.names.prose import Readers
from compiler.passes.names.table import Names
from compiler.syntax.nodes import Tag
from compiler.text.letters import name_key
from compiler.text.source import Span


def _run(film: Film, world: World) -> Iterator[Diagnostic]:
    yield from _declared_twice(film)
    binder = Binder(film, Names(film.subjects.values()))
    binder.run()
    yield from binder.diagnostics
    yield from _unused(film)
    yield from Readers(film).film(film)


def _declared_twice(film: Film) -> Iterator[Diagnostic]:
    for subject in film.repeated:
        first = film.subjects[name_key(subject.name)]
        message = f"{subject.name} is declared twice"
        help = "rename one of the two, or put both descriptions into one definition"
        if subject.name != first.name:
            message = f"{subject.name} is the same name as {first.name}"
            help = "names compare without regard to case and width; rename one of the two"
        label = Label(first.name_span, f"the {first.kind} {first.name} is declared here")
        yield Diagnostic("E202", message, subject.name_span, labels=(label,), help=(help,))
    for ids in (
        [(scene.id, scene.tag) for scene in film.scenes],
        [(shot.id, shot.tag) for _, shot in film.shots()],
    ):
        seen: dict[str, Tag] = {}
        for id, tag in ids:
            if id is None:
                continue
            first_tag = seen.setdefault(id, tag)
            if first_tag is not tag:
                label = Label(first_tag.span, "it is given here first")
                help = "an id names one scene or shot; change one of the two"
                yield Diagnostic(
                    "E202", f"the id {id} is given twice", _id_span(tag, id), labels=(label,), help=(help,)
                )


def _id_span(tag: Tag, id: str) -> Span:
    at = tag.source.text.rfind(id, tag.start, tag.end)
    return tag.span if at < 0 else Span(tag.source, at, at + len(id))


def _unused(film: Film) -> Iterator[Diagnostic]:
    """Report what the main file declares in vain. A file without a scene is there for others to include."""
    if not film.scenes:
        return
    main = film.file.source
    for subject in film.subjects.values():
        if not subject.mentioned and subject.tag.source is main:
            yield Diagnostic(
                "W204",
                f"the {subject.kind} {subject.name} is declared and never used",
                subject.name_span,
                help=(f"mention it as @{subject.name}, or take the definition out",),
            )
    for parameter in film.parameters.values():
        if not parameter.uses and parameter.span.source is main:
            yield Diagnostic(
                "W204",
                f"the parameter {parameter.name} is declared and never used",
                parameter.span,
                help=(f"use it as {{{parameter.name}}}, or take the declaration out",),
            )


PASS = Pass(
    "names",
    _run,
    needs=("structure",),
    codes=("E201", "E202", "E203", "W204", "W205", "W206"),
    writes=(
        "mention.binding",
        "mention.name",
        "mention.end",
        "words.parts",
        "paragraph.lines",
        "subject.mentioned",
        "scene.setting",
        "shot.body",
    ),
)
