"""Puts the values of parameters in the place of ``{name}``.

The lines of a film with parameters are copied, so that one parsed file can be compiled with other values, row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from compiler.diagnostics.model import Diagnostic, Edit, Fix, Label
from compiler.diagnostics.wording import short
from compiler.film.model import Film, Item, Parameter
from compiler.passes.base import Pass, World
from compiler.passes.mending import uses
from compiler.syntax import tags
from compiler.syntax.nodes import (
    BadLine,
    Beat,
    Dialogue,
    Mention,
    Part,
    Prose,
    Run,
    Tag,
    TagLine,
    TextLine,
    Use,
    Words,
)
from compiler.text.letters import NAME, name_key
from compiler.text.nearest import nearest
from compiler.text.source import Span

_DECLARATION = re.compile(rf"\s*({NAME.pattern})\s*([=＝]\s*)?")


# Among more parameters than anybody declares by hand, the nearest are not looked for.
_MOST_COMPARED = 200


class Declaration(NamedTuple):
    """What ``[param: name = default]`` says: the name, its place, and the parts of the default, None without one."""

    name: str
    span: Span
    default: tuple[Part, ...] | None


def read(tag: Tag) -> Declaration | None:
    """Read a ``param`` tag; None where it has not the form ``name = default`` or ``name``."""
    if tag.value is None or not isinstance(tag.value.parts[0], Run):
        return None
    head, rest = tag.value.parts[0], tag.value.parts[1:]
    match = _DECLARATION.match(head.text)
    if match is None or (match[2] is None and (rest or match.end() != len(head.text))):
        return None
    span = Span(tag.source, head.start + match.start(1), head.start + match.end(1))
    if match[2] is None:
        return Declaration(match[1], span, None)
    cut = match.end()
    first = (Run(head.text[cut:], head.start + cut, head.end),) if cut < len(head.text) else ()
    return Declaration(match[1], span, first + rest)


def _declare(film: Film, world: World, values: dict[str, str]) -> Iterator[Diagnostic]:
    """Fill ``film.parameters`` (by name as declared), and ``values`` by the form in which names compare."""
    given = {name_key(name): " ".join(value.splitlines()) for name, value in world.values.items()}
    film.parameters = {}
    declared: dict[str, Parameter] = {}
    for item in film.items:
        if type(item) is not TagLine:
            continue
        for tag in item.tags:
            kind = tags.lookup(tag.name)
            declaration = read(tag) if kind is not None and kind.name == "param" else None
            if declaration is None:
                continue
            name, span, parts = declaration
            key = name_key(name)
            first = declared.get(key)
            if first is not None:
                message = f"the parameter {name} is declared twice"
                label = Label(first.span, "declared here first")
                yield Diagnostic("E106", message, span, labels=(label,), help=("keep one of the two",))
                continue
            default = None
            if parts is not None:
                new, undefined = _filled(parts, values)
                for part in parts:
                    if isinstance(part, Use) and name_key(part.name) in declared:
                        declared[name_key(part.name)].uses += 1
                default = Words(tag.source, new, tag.start, tag.end).plain()
                for use in undefined:
                    help = "the default of a parameter may use the parameters declared before it"
                    yield _undefined(tag, use, list(film.parameters), help)
            film.parameters[name] = declared[key] = Parameter(name, default, span)
            value = given.get(key, default)
            if value is not None:
                values[key] = value
            else:
                yield Diagnostic(
                    "E106",
                    f"the parameter {name} has no value",
                    span,
                    help=(f"give it one with --set {name}=… or a column of the table, or write a default behind an =",),
                )
    yield from _undeclared(film, world)


def _undeclared(film: Film, world: World) -> Iterator[Diagnostic]:
    """Report values from outside for parameters that the script does not have."""
    declared = list(film.parameters)
    for name in world.values:
        if name_key(name) in map(name_key, declared):
            continue
        if declared:
            span = next(iter(film.parameters.values())).span
            help = "the script declares " + ", ".join(declared)
            near = nearest(name, declared, 1)
            if near:
                help = f"did you mean {near[0]}? {help[0].upper()}{help[1:]}"
        else:
            span, help = Span(film.file.source, 0, 0), "the script declares no parameters"
        yield Diagnostic("E106", f"a value is given for {short(name)}, which is not a parameter", span, help=(help,))


def _undefined(tag: Tag | Words, use: Use, declared: list[str], help: str = "") -> Diagnostic:
    span = Span(tag.source, use.start, use.end)
    near = _nearest(use.name, tuple(declared)) if len(declared) <= _MOST_COMPARED else []
    advice = [f"did you mean {' or '.join(f'{{{name}}}' for name in near)}?"] if near else []
    advice.append(
        help or f"declare it in the film header: [param: {short(use.name)} = …]; for the character itself write \\{{"
    )
    fix = Fix(f"use {{{near[0]}}}", (Edit(span, f"{{{near[0]}}}"),)) if near else None
    return Diagnostic("E106", f"the parameter {short(use.name)} is not defined", span, help=tuple(advice), fix=fix)


@lru_cache(maxsize=256)
def _nearest(name: str, declared: tuple[str, ...]) -> list[str]:
    return nearest(name, declared)


def _filled(parts: tuple[Part, ...], values: Mapping[str, str]) -> tuple[tuple[Part, ...], list[Use]]:
    """Return a copy of ``parts`` with the values in place, and the uses that have none."""
    new: list[Part] = []
    undefined: list[Use] = []
    for part in parts:
        if isinstance(part, Run):
            new.append(part)
        elif isinstance(part, Mention):
            new.append(Mention(part.name, part.start, part.end))
        elif (value := values.get(name_key(part.name))) is None:
            undefined.append(part)
            new.append(part)
        else:
            # A run as long as its source would pass for text that stands there letter by letter.
            cut = 1 if len(value) == part.end - part.start else len(value)
            new += [Run(text, part.start, part.end) for text in (value[:cut], value[cut:]) if text]
    return tuple(new), undefined


class _Filler:
    """Copies lines with the values in place."""

    def __init__(self, film: Film, values: Mapping[str, str]) -> None:
        self.values = values
        self.parameters = {name_key(name): parameter for name, parameter in film.parameters.items()}
        self.diagnostics: list[Diagnostic] = []

    def item(self, item: Item) -> Item:
        if isinstance(item, Prose):
            return Prose(self.line(item.line))
        if isinstance(item, TagLine):
            return TagLine(self.tags(item.tags))
        if isinstance(item, Beat):
            line, more = self.line(item.line), [self.line(line) for line in item.more]
            return Beat(item.source, item.begin, item.finish, item.time_start, item.time_end, line, more)
        if isinstance(item, Dialogue):
            speaker = Mention(item.speaker.name, item.speaker.start, item.speaker.end)
            delivery = self.words(item.delivery) if item.delivery is not None else None
            line, more = self.line(item.line), [self.line(line) for line in item.more]
            return Dialogue(item.source, speaker, delivery, line, more, item.quotes)
        if isinstance(item, BadLine):
            for name in uses(item):
                if name_key(name) in self.parameters:
                    self.parameters[name_key(name)].uses += 1
        return item

    def line(self, line: TextLine) -> TextLine:
        return TextLine(self.words(line.words), self.tags(line.tags) if line.tags else ())

    def words(self, words: Words) -> Words:
        if len(words.parts) > 1 or (words.parts and isinstance(words.parts[0], Use)):
            for part in words.parts:
                if isinstance(part, Use):
                    self.use(words, part)
        parts, _ = _filled(words.parts, self.values)
        return Words(words.source, parts, words.start, words.end)

    def use(self, words: Words, use: Use) -> None:
        parameter = self.parameters.get(name_key(use.name))
        if parameter is not None:
            parameter.uses += 1
        else:
            declared = [known.name for known in self.parameters.values()]
            self.diagnostics.append(_undefined(words, use, declared))

    def tags(self, tags_: tuple[Tag, ...]) -> tuple[Tag, ...]:
        return tuple(self.tag(tag) for tag in tags_)

    def tag(self, tag: Tag) -> Tag:
        if tag.value is None:
            return tag
        kind = tags.lookup(tag.name)
        if kind is not None and kind.name == "param":
            return tag
        value = self.words(tag.value)
        return Tag(tag.source, tag.name, tag.name_start, tag.name_end, value, tag.start, tag.end)


def _run(film: Film, world: World) -> Iterator[Diagnostic]:
    values: dict[str, str] = {}
    yield from _declare(film, world, values)
    if not film.parameters and not any("{" in file.source.text for file in film.files):
        return
    filler = _Filler(film, values)
    film.items = [filler.item(item) for item in film.items]
    yield from filler.diagnostics


PASS = Pass("parameters", _run, needs=("includes",), codes=("E106",), writes=("film.parameters", "film.items"))
