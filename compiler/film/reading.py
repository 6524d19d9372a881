"""Words read as one text, with the way back from the text to its places in the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from compiler.film.model import BodyItem, Paragraph
from compiler.syntax.nodes import Beat, Part, Run, Use, Words
from compiler.text.letters import join
from compiler.text.source import Source, Span


class Reading:
    """The plain text of one or several lines, joined as running text.

    ``text`` is what people would read; ``span(start, end)`` is where a stretch of it stands. A mention or a
    parameter's value is one piece: a stretch that touches it covers it whole.
    """

    __slots__ = ("_lines", "_pieces", "_starts", "text")

    def __init__(self, *lines: Words) -> None:
        self._lines = lines
        self._starts: list[int] | None = None
        self._pieces: list[tuple[int, int, bool]] = []
        if len(lines) == 1:
            self.text = lines[0].plain()
        else:
            self.text = ""
            for line in lines:
                self.text = join(self.text, line.plain())

    def span(self, start: int, end: int) -> Span:
        """Return the source span of ``text[start:end]``; ``start`` must be less than ``end``."""
        if self._starts is None:
            self._starts = self._measure()
        source = self._lines[0].source
        return Span(source, self._place(start, self._starts)[0], self._place(end - 1, self._starts)[1])

    def _measure(self) -> list[int]:
        """Note where each piece of the text starts, and where it stands; return the starts."""
        starts: list[int] = []
        text = ""
        for line in self._lines:
            plain = line.plain()
            text = join(text, plain)
            at = len(text) - len(plain)
            for part in line.parts:
                if isinstance(part, Run):
                    length, exact = len(part.text), len(part.text) == part.end - part.start
                else:
                    length, exact = len(part.name) + (2 if isinstance(part, Use) else 0), False
                starts.append(at)
                self._pieces.append((part.start, part.end, exact))
                at += length
        return starts

    def _place(self, at: int, starts: list[int]) -> tuple[int, int]:
        index = bisect_right(starts, at) - 1
        start, end, exact = self._pieces[index]
        if not exact:
            return start, end
        offset = min(start + at - starts[index], end - 1)
        return offset, offset + 1


def texts(item: BodyItem) -> tuple[Words, ...]:
    """Return the lines of one item of a shot's body that make one text."""
    if isinstance(item, Paragraph):
        return tuple(item.lines)
    return (item.line.words, *(line.words for line in item.more))


def prose(body: Sequence[BodyItem]) -> list[Reading]:
    """Return what a shot's body tells of the picture: its paragraphs and beats, not what is spoken."""
    return [Reading(*texts(item)) for item in body if isinstance(item, (Paragraph, Beat)) and texts(item)]


def divide(words: Words, separator: re.Pattern[str]) -> list[Words]:
    """Cut words at every ``separator`` in their plain runs; white space around a cut is taken off.

    There is always one piece more than there are separators; a piece without text has an empty span.
    """
    if not words.parts:
        return [words]
    pieces: list[Words] = []
    parts: list[Part] = []
    for part in words.parts:
        if not isinstance(part, Run):
            parts.append(part)
            continue
        at = 0
        for match in separator.finditer(part.text):
            parts.append(_slice(part, at, match.start()))
            pieces.append(_trimmed(words.source, parts))
            parts = []
            at = match.end()
        parts.append(_slice(part, at, len(part.text)))
    pieces.append(_trimmed(words.source, parts))
    return pieces


def _slice(run: Run, start: int, end: int) -> Run:
    """Return a piece of a run; one whose text is not its source's letter by letter keeps the run's whole span."""
    if len(run.text) != run.end - run.start:
        return Run(run.text[start:end], run.start, run.end)
    return Run(run.text[start:end], run.start + start, run.start + end)


def _trimmed(source: Source, parts: list[Part]) -> Words:
    """Make words of parts, without empty runs or white space at the ends."""
    kept = [part for part in parts if not isinstance(part, Run) or part.text]
    while kept and isinstance(first := kept[0], Run):
        space = len(first.text) - len(first.text.lstrip())
        if space < len(first.text):
            kept[0] = _slice(first, space, len(first.text))
            break
        del kept[0]
    while kept and isinstance(last := kept[-1], Run):
        length = len(last.text.rstrip())
        if length:
            kept[-1] = _slice(last, 0, length)
            break
        del kept[-1]
    if not kept:
        return Words(source, (), parts[0].start, parts[0].start)
    return Words(source, tuple(kept), kept[0].start, kept[-1].end)
