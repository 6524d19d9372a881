"""The nodes of a parsed file: lines as they stand in it, in order.

A file is flat here: what belongs to which scene or shot is not a question of syntax (a tag in a wrong place still
parses) and is decided by the structure pass. Every node keeps its source and its offsets; lines and columns are
counted only when somebody is to read them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from compiler.diagnostics.model import Diagnostic
from compiler.text.source import Source, Span


@dataclass(slots=True)
class Run:
    """Plain text. ``text`` is what it says; an escape (``\\[``) is a run of its own, so that in every run with
    ``len(text) == end - start`` offsets into the text and into the source agree."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Mention:
    """``@NAME``: ``name`` without the sign, the span with it. In a script without word spaces the name is the whole
    run of letters; the names pass takes the declared one that it begins with, leaves the rest as a run, and sets
    ``binding`` to what the name stands for (a ``compiler.film.model.Subject``)."""

    name: str
    start: int
    end: int
    binding: object | None = None


@dataclass(slots=True)
class Use:
    """``{name}``: the value of a parameter goes here; the span has the braces."""

    name: str
    start: int
    end: int


Part = Run | Mention | Use


@dataclass(slots=True)
class Words:
    """Text with mentions and parameters in it, without white space at its ends."""

    source: Source
    parts: tuple[Part, ...]
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The text's place in its source."""
        return Span(self.source, self.start, self.end)

    def plain(self) -> str:
        """The text as people would read it aloud: a mention is its name, a parameter stays ``{name}``."""
        return "".join(
            part.text if isinstance(part, Run) else f"{{{part.name}}}" if isinstance(part, Use) else part.name
            for part in self.parts
        )

    def mentions(self) -> Iterator[Mention]:
        """Yield the mentions, in order."""
        for part in self.parts:
            if isinstance(part, Mention):
                yield part


@dataclass(slots=True)
class Tag:
    """``[name: value]``. ``name`` is as spelled (``鏡頭``); ``value`` is None for ``[continue]`` and for ``[x:]``.
    ``@NAME`` in it is a mention only where the tag reads them (``mentions`` in ``grammar/tags.toml``).

    Attributes stand inside ``value`` as they were written: which words before a ``=`` are attributes is a matter of
    the tag (``compiler.syntax.values.attributes``).
    """

    source: Source
    name: str
    name_start: int
    name_end: int
    value: Words | None
    start: int
    end: int

    @property
    def span(self) -> Span:
        """From ``[`` to ``]``."""
        return Span(self.source, self.start, self.end)

    @property
    def name_span(self) -> Span:
        """The tag's name."""
        return Span(self.source, self.name_start, self.name_end)


@dataclass(slots=True)
class TextLine:
    """One line of running text with the tags at its end."""

    words: Words
    tags: tuple[Tag, ...]


@dataclass(slots=True)
class Prose:
    """A line of prose."""

    line: TextLine


@dataclass(slots=True)
class Beat:
    """``(START-END) text``. ``begin`` and ``finish`` are milliseconds. ``more`` holds the indented lines that continue
    it."""

    source: Source
    begin: int
    finish: int
    time_start: int
    time_end: int
    line: TextLine
    more: list[TextLine] = field(default_factory=list)

    @property
    def time_span(self) -> Span:
        """The brackets with the times."""
        return Span(self.source, self.time_start, self.time_end)


@dataclass(slots=True)
class Dialogue:
    """``@NAME (delivery): words``. ``delivery`` is the text between the brackets. ``line.words`` is without quotes
    around the whole, whose offsets are in ``quotes``; ``more`` holds the indented lines that continue it. Where these
    follow a bare cue, ``line.words`` has no parts.

    In a script without word spaces the speaker may be a run of letters that is no name (``@阿明說：…``):
    ``compiler.syntax.values.as_prose`` reads such a line as prose."""

    source: Source
    speaker: Mention
    delivery: Words | None
    line: TextLine
    more: list[TextLine] = field(default_factory=list)
    quotes: tuple[int, int] | None = None

    @property
    def cue_span(self) -> Span:
        """``@NAME``."""
        return Span(self.source, self.speaker.start, self.speaker.end)


@dataclass(slots=True)
class TagLine:
    """A line that starts with a tag: one tag or several."""

    tags: tuple[Tag, ...]


@dataclass(slots=True)
class Comment:
    """A comment line, ``text`` with its ``#``."""

    source: Source
    text: str
    start: int
    end: int


@dataclass(slots=True)
class Blank:
    """One or more blank lines."""

    start: int
    end: int


@dataclass(slots=True)
class BadLine:
    """A line that cannot be read; it has been reported, is echoed by the formatter and passed over by the passes."""

    source: Source
    start: int
    end: int


Item = Prose | Beat | Dialogue | TagLine | Comment | Blank | BadLine


@dataclass(slots=True)
class File:
    """A parsed file: its items in order, and what could not be read (E101, each costs one line). ``given_up`` where so
    little of it could be read that the rest was not looked at: its last item is then one bad line."""

    source: Source
    items: list[Item]
    diagnostics: list[Diagnostic]
    given_up: bool = False
