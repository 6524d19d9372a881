"""The walk over a film's lines: what each belongs to, and what belongs nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable

from compiler.diagnostics.model import Diagnostic, Edit, Fix
from compiler.film.model import Film, Paragraph
from compiler.passes.base import World
from compiler.passes.mending import tag_of
from compiler.passes.structure import report
from compiler.passes.structure.standing import Standing, State
from compiler.syntax import tags
from compiler.syntax.nodes import BadLine, Beat, Blank, Dialogue, Prose, Tag, TagLine, Words
from compiler.syntax.tags import TagKind
from compiler.text.source import Source, Span

_MOST_SUGGESTIONS = 100
_TIMES_WITHOUT_UNIT = re.compile(r"([(（])\s*(\d+(?:\.\d+)?)\s*([-–—~～－])\s*(\d+(?:\.\d+)?)\s*([)）])")

Handler = Callable[["Walk", Tag, TagKind, Words], None]


class Walk(Standing):
    """Takes line after line to where it belongs. Handlers (one a tag and place) read values and fill in what is
    open."""

    def __init__(self, film: Film, world: World, handlers: dict[tuple[State, str], Handler]) -> None:
        super().__init__(film)
        self.world = world
        self.handlers = handlers
        self.paragraph_source: Source | None = None
        self.stray_prose = False
        self._kinds: dict[str, TagKind | None] = {}
        self._unknown: set[str] = set()

    def run(self) -> None:
        """Walk all lines."""
        for item in self.film.items:
            kind = type(item)
            if kind is Blank:
                self.paragraph = None
                self.stray_prose = False
            elif kind is TagLine:
                assert isinstance(item, TagLine)
                self.paragraph = None
                for tag in item.tags:
                    self.tag(tag)
            elif kind is Prose:
                assert isinstance(item, Prose)
                self.prose(item)
            elif kind is Dialogue or kind is Beat:
                assert isinstance(item, Dialogue | Beat)
                self.paragraph = None
                self.body(item)
            elif kind is BadLine:
                assert isinstance(item, BadLine)
                self.paragraph = None
                self.bad(item)
        self.end_shots()

    def bad(self, item: BadLine) -> None:
        """Take a line that the parser has reported for the tag that it was meant to be."""
        if self.shot is not None:
            self.shot.broken = True
        tag = tag_of(item)
        if tag is not None:
            self.quietly(tag)
        if self.shot is not None:
            self.shot.broken = True

    def quietly(self, tag: Tag) -> None:
        """Take a tag that is an error already: nothing more is said of it."""
        told = len(self.diagnostics)
        self.tag(tag)
        del self.diagnostics[told:]

    def prose(self, item: Prose) -> None:
        """Take a line of prose into the open shot's body or the open definition's description."""
        line = item.line
        words = line.words
        if words.parts:
            if self.shot is not None and words.source.text[words.start] in "(（":
                self._times_without_unit(words)
            if self.paragraph is not None and self.paragraph_source is words.source:
                self.paragraph.lines.append(words)
            elif self.shot is not None or self.subject is not None:
                self.paragraph = Paragraph([words])
                self.paragraph_source = words.source
                if self.shot is not None:
                    self.shot.body.append(self.paragraph)
                elif self.subject is not None:
                    self.subject.description.append(self.paragraph)
            elif not self.stray_prose:
                self.stray_prose = True
                self.outside(words.span, "this text")
            self.extend(words.source, words.end)
        for tag in line.tags:
            self.trailing(tag)

    def _times_without_unit(self, words: Words) -> None:
        """Report a line that is a beat but for its units; it would be told as prose otherwise."""
        match = _TIMES_WITHOUT_UNIT.match(words.source.text, words.start, words.end)
        if match is None or self.shot is None:
            return
        opening, begin, dash, finish, closing = match.groups()
        written = f"{opening}{begin}s{dash}{finish}s{closing}"
        span = Span(words.source, *match.span())
        help = f"write {written}, or \\{opening} for brackets in the text"
        message = "the times of this beat have no unit"
        self.diagnostics.append(Diagnostic("E104", message, span, help=(help,), fix=report.replace(span, written)))
        self.shot.broken = True

    def body(self, item: Dialogue | Beat) -> None:
        """Take a spoken line or a beat into the open shot's body."""
        if self.shot is not None:
            self.shot.body.append(item)
        elif isinstance(item, Dialogue):
            self.outside(item.cue_span, "this spoken line")
        else:
            self.outside(item.time_span, "this beat")
        for line in (item.line, *item.more):
            self.extend(item.source, line.words.end)
            for tag in line.tags:
                self.trailing(tag)

    def kind(self, tag: Tag) -> TagKind | None:
        """Return what the table says of a tag, None for an unknown one."""
        try:
            return self._kinds[tag.name]
        except KeyError:
            found = self._kinds[tag.name] = tags.lookup(tag.name)
            return found

    def suggests(self, word: str) -> bool:
        """Whether to look for what an unknown word was meant to be: in a file of rubbish only for the first few."""
        if len(self._unknown) < _MOST_SUGGESTIONS:
            self._unknown.add(word)
        return word in self._unknown

    def trailing(self, tag: Tag) -> None:
        """Take a tag that stands behind text."""
        kind = self.kind(tag)
        if kind is not None and ("film body" in kind.places or "scene body" in kind.places):
            advice = f"put [{tag.name}] on a line of its own"
            self.diagnostics.append(
                Diagnostic("E103", f"[{tag.name}] does not belong behind text", tag.span, help=(advice,))
            )
            return
        self.tag(tag)

    def tag(self, tag: Tag) -> None:
        """Take one tag: find what it belongs to, check that it may stand there, and have its value read."""
        kind = self.kind(tag)
        if kind is None:
            self.unknown(tag)
            return
        name = kind.name
        if "film body" in kind.places or "scene body" in kind.places:
            self.handlers["film", name](self, tag, kind, tag.value or _nothing(tag))
            return
        state = self.place(kind)
        if state is None:
            self.misplaced(tag, kind)
            return
        if state == "film" and self.state == "subject":
            self.close_subject()
        if state == "cut":
            self.cut(tag)
            return
        seen = self.film.tags if state == "film" else self.seen
        if name in seen and not (kind.repeats and state in ("film", "shot")):
            self.diagnostics.append(report.repeated(tag, seen[name]))
        else:
            seen.setdefault(name, tag)
            value = self.value(tag, kind)
            if value is not None:
                self.handlers[state, name](self, tag, kind, value)
        if state == "shot":
            self.extend(tag.source, tag.end)

    def unknown(self, tag: Tag) -> None:
        """Report an unknown tag, and take it for the nearest one, so that what follows has its place."""
        told, near = report.unknown_tag(tag, suggest=self.suggests(tag.name))
        self.diagnostics.append(told)
        self.extend(tag.source, tag.end)
        if near is not None:
            self.quietly(near)

    def value(self, tag: Tag, kind: TagKind) -> Words | None:
        """Return a tag's value. None where it has to have one and has not (reported), or has one and may not."""
        value = tag.value
        if kind.value == "none":
            if value is not None:
                fix = Fix(f"write [{tag.name}]", (Edit(Span(tag.source, tag.name_end, tag.end - 1), ""),))
                self.wrong(kind, f"[{tag.name}] takes no value", value.span, fix=fix)
                return None
            return _nothing(tag)
        if value is not None and value.parts:
            return value
        if kind.optional:
            return _nothing(tag)
        self.wrong(kind, f"[{tag.name}] needs a value", tag.span)
        return None


def _nothing(tag: Tag) -> Words:
    """Return an empty value at the end of a tag's name."""
    return Words(tag.source, (), tag.name_end, tag.name_end)
