"""Marks under source lines: which cells they take, and where their labels go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compiler.text.source import Source, Span
from compiler.text.width import lay_out

Row = list[tuple[str, str]]
"""One row below a source line: pieces of text with their styles, from the left edge."""

_CUT = "…"
_CONTEXT = 24


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to be marked with runs of ``sign``, and the label beside it."""

    span: Span
    label: str
    sign: str
    style: str

    @property
    def last_line(self) -> int:
        """The last line that the mark touches: a span that ends just past a line end stays on that line."""
        last = self.span.last
        return last.line - 1 if last.column == 1 and last.line > self.span.first.line else last.line

    def covers(self, number: int) -> bool:
        """Say whether the span touches line ``number``."""
        return self.span.first.line <= number <= self.last_line

    def columns(self, number: int, line: str) -> tuple[int, int]:
        """Return the code points of line ``number`` that the span covers, from 0, end exclusive.

        On the lines after its first, a span's marks begin below the text, not below the indentation.
        """
        start = self.span.first.column - 1
        if number != self.span.first.line:
            start = len(line) - len(line.lstrip())
        end = self.span.last.column - 1 if number == self.span.last.line else len(line)
        return start, max(start, end)


@dataclass(frozen=True, slots=True)
class Segment:
    """A mark's cells in one line, end exclusive, never empty."""

    start: int
    end: int
    label: str
    sign: str
    style: str


def marks_by_line(source: Source, marks: Sequence[Mark]) -> dict[int, list[Mark]]:
    """Return the lines to show with the marks in each: of a long span, its first two lines and its last."""
    lines: dict[int, list[Mark]] = {}
    for mark in marks:
        first, last = mark.span.first.line, mark.last_line
        for number in sorted({first, min(first + 1, last), last}):
            if number in (first, last) or source.line(number).strip():
                lines.setdefault(number, []).append(mark)
    return lines


def together(marks: Sequence[Mark], number: int, limit: int) -> Iterator[list[Mark]]:
    """Yield the marks of one line in groups that a window of ``limit`` cells can hold, from left to right."""
    ordered = sorted(marks, key=lambda mark: _start(mark, number))
    group: list[Mark] = []
    for mark in ordered:
        # Two cells a code point is the most that text takes.
        if group and 2 * (_start(mark, number) - _start(group[0], number)) > limit - _CONTEXT:
            yield group
            group = []
        group.append(mark)
    yield group


def _start(mark: Mark, number: int) -> int:
    return mark.span.first.column if mark.span.first.line == number else 1


def cut(line: str, marks: Sequence[Mark], number: int, limit: int) -> tuple[str, list[Segment]]:
    """Return the line as it is shown, at most ``limit`` cells of it, and the marks' cells in it."""
    columns = [mark.columns(number, line) for mark in marks]
    low = min(start for start, _ in columns)
    high = max(end for _, end in columns)
    # A line of megabytes is measured only where it matters.
    begin = max(0, low - limit)
    finish = min(len(line), max(min(high, low + limit), low) + limit)
    layout = lay_out(line[begin:finish])
    left_cut = right_cut = ""
    if begin > 0 or finish < len(line) or layout.cells > limit:
        begin, finish = _window(begin, layout.left, layout.right, low, high, limit)
        left_cut = _CUT if begin > 0 else ""
        right_cut = _CUT if finish < len(line) else ""
        layout = lay_out(line[begin:finish])
    shift = len(left_cut)
    segments = []
    for mark, (start, end) in zip(marks, columns, strict=True):
        start, end = (min(max(at, begin), finish) - begin for at in (start, end))
        first = layout.left[start] + shift
        last = layout.right[end] + shift if end > start else first + 1
        label = mark.label if number == mark.last_line else ""
        segments.append(Segment(first, max(last, first + 1), label, mark.sign, mark.style))
    return f"{left_cut}{layout.text}{right_cut}", segments


def _window(begin: int, left: list[int], right: list[int], low: int, high: int, limit: int) -> tuple[int, int]:
    """Choose which code points to show: the marks with some context before them, then what still fits."""
    room = limit - 2 * len(_CUT)
    span_start = left[low - begin]
    span_cells = right[min(high - begin, len(right) - 1)] - span_start
    context = min(_CONTEXT, max(0, room - span_cells))
    from_cell = max(0, span_start - context)
    first = next(index for index, cell in enumerate(left) if cell >= from_cell)
    last = max((index for index, cell in enumerate(right) if cell <= left[first] + room), default=first)
    return begin + first, begin + max(first, last)


def marker_rows(segments: Sequence[Segment]) -> Iterator[Row]:
    """Yield the rows below a line: the marks, and their labels where each can be told from the others."""
    ordered = sorted(segments, key=lambda segment: (segment.start, segment.end))
    cells: dict[int, tuple[str, str]] = {}
    # The place to change is drawn last: it stays visible where another mark surrounds it.
    for segment in sorted(ordered, key=lambda segment: segment.sign == "^"):
        for cell in range(segment.start, segment.end):
            cells[cell] = (segment.sign, segment.style)
    row = _row(cells)
    hanging = [segment for segment in ordered if segment.label]
    rightmost = ordered[-1]
    if rightmost.label and all(segment.end <= rightmost.end for segment in ordered):
        row.append((f" {rightmost.label}", rightmost.style))
        hanging.remove(rightmost)
    yield row
    if hanging:
        yield _row({segment.start: ("|", segment.style) for segment in hanging})
    while hanging:
        segment = hanging.pop()
        bars = {other.start: ("|", other.style) for other in hanging if other.start < segment.start}
        row = _row(bars)
        row.append((" " * (segment.start - sum(len(text) for text, _ in row)), ""))
        row.append((segment.label, segment.style))
        yield row


def _row(cells: dict[int, tuple[str, str]]) -> Row:
    """Join single cells into pieces of one style, blanks between them."""
    row: Row = []
    at = 0
    for cell in sorted(cells):
        text, style = cells[cell]
        if cell > at:
            row.append((" " * (cell - at), ""))
        if row and row[-1][1] == style and cell == at:
            row[-1] = (row[-1][0] + text, style)
        else:
            row.append((text, style))
        at = cell + 1
    return row
