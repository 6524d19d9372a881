"""A source file's text, and spans of it."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Position(NamedTuple):
    """A place in a file for people: line and column count from 1, columns in Unicode code points."""

    line: int
    column: int


class Source:
    """One file's text with ``\\n`` line ends and no byte-order mark.

    ``name`` is how people see the file (the path as it was given); ``relative`` is its POSIX path from the main
    script's folder, the form that a manifest may hold. ``newline`` and ``mark`` remember what the file had on disk,
    so that a fix can be written back without touching anything else.
    """

    __slots__ = ("__dict__", "mark", "name", "newline", "relative", "text")

    def __init__(
        self, name: str, text: str, *, relative: str | None = None, newline: str = "\n", mark: bool = False
    ) -> None:
        self.name = name
        self.text = text
        self.relative = relative if relative is not None else name.replace("\\", "/").rsplit("/", 1)[-1]
        self.newline = newline
        self.mark = mark

    @classmethod
    def read(cls, name: str, raw: str, *, relative: str | None = None) -> Source:
        """Make a source of a file's decoded text ``raw``: a leading U+FEFF is taken off and CRLF becomes LF."""
        mark = raw.startswith("\ufeff")
        text = raw[1:] if mark else raw
        newline = "\r\n" if "\r\n" in text else "\n"
        return cls(name, text.replace("\r\n", "\n"), relative=relative, newline=newline, mark=mark)

    @cached_property
    def line_starts(self) -> Sequence[int]:
        """Offsets at which lines start. Only ``\\n`` ends a line; U+2028 and its like do not."""
        starts = array("L", [0])
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return starts

    def position(self, offset: int) -> Position:
        """Return the line and column of ``offset`` (0 … length of the text)."""
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Return the text of line ``number`` (from 1), without its line end."""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]

    def span(self, start: int, end: int) -> Span:
        """Return the span from ``start`` to ``end`` (exclusive), both code-point offsets."""
        return Span(self, start, end)

    def __repr__(self) -> str:
        return f"Source({self.name!r}, {len(self.text)} characters)"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one source, from offset ``start`` to ``end`` (exclusive); it may be empty."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The text that the span covers."""
        return self.source.text[self.start : self.end]

    @property
    def first(self) -> Position:
        """Line and column of the first character."""
        return self.source.position(self.start)

    @property
    def last(self) -> Position:
        """Line and column just past the last character (exclusive end)."""
        return self.source.position(self.end)

    def to(self, other: Span) -> Span:
        """Return the span from this one's start to ``other``'s end, in the same source."""
        return Span(self.source, self.start, other.end)
