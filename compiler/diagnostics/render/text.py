"""Diagnostics as people read them: the lines concerned, with carets under the place to change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from compiler.diagnostics.model import Diagnostic, Severity
from compiler.diagnostics.render.common import severity
from compiler.diagnostics.render.marks import Mark, Row, cut, marker_rows, marks_by_line, together
from compiler.text.source import Source
from compiler.text.width import visible

WIDTH = 140
"""Cells of a line of output where no terminal says otherwise."""

_SEVERITY_STYLES: dict[Severity, str] = {"error": "1;31", "warning": "1;33", "hint": "1;36"}
_FRAME = "1;34"
_BOLD = "1"


def render(diagnostics: Sequence[Diagnostic], *, strict: bool = False, colour: bool = False, width: int = WIDTH) -> str:
    """Return the diagnostics, a blank line between two. Source lines wider than ``width`` cells show a window."""
    painter = _Painter(colour)
    return "\n".join("".join(f"{line}\n" for line in _lines(one, painter, strict, width)) for one in diagnostics)


class _Painter:
    """Puts colour round text, or leaves it."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and style and text else text


def _lines(diagnostic: Diagnostic, paint: _Painter, strict: bool, width: int) -> Iterator[str]:
    level = severity(diagnostic, strict)
    style = _SEVERITY_STYLES[level]
    head = paint(f"{level}[{diagnostic.code}]", style)
    yield head + paint(f": {_flat(diagnostic.message)}", _BOLD)

    marks = [Mark(diagnostic.span, _flat(diagnostic.label), "^", style)]
    marks += [Mark(label.span, _flat(label.message), "-", _FRAME) for label in diagnostic.labels]
    files: dict[Source, list[Mark]] = {}
    for mark in marks:
        files.setdefault(mark.span.source, []).append(mark)
    by_file = {source: marks_by_line(source, of_file) for source, of_file in files.items()}
    gutter = max(len(str(number)) for lines in by_file.values() for number in lines)

    bar = paint(f"{'':{gutter}} |", _FRAME)
    for source, lines in by_file.items():
        first = files[source][0].span.first
        arrow = "-->" if source is diagnostic.span.source else ":::"
        yield f"{'':{gutter}}{paint(arrow, _FRAME)} {_flat(source.name)}:{first.line}:{first.column}"
        yield bar
        yield from _excerpt(source, lines, gutter, paint, width)
    notes = _notes(diagnostic)
    if notes:
        yield bar
        for note in notes:
            yield f"{'':{gutter}} {paint('=', _FRAME)} {paint('help', _BOLD)}: {note}"


@lru_cache(maxsize=4)
def _line(source: Source, number: int) -> str:
    """Return a line; the last few are kept, since a line of megabytes may have thousands of findings."""
    return source.line(number)


def _excerpt(source: Source, lines: dict[int, list[Mark]], gutter: int, paint: _Painter, width: int) -> Iterator[str]:
    limit = max(20, width - gutter - 3)
    bar = paint(f"{'':{gutter}} |", _FRAME)
    before = 0
    for number in sorted(lines):
        # A gap is shown only inside a span: two separate places need none.
        if before and number > before + 1 and any(mark.covers(number - 1) for mark in lines[number]):
            yield paint("...", _FRAME)
        before = number
        line = _line(source, number)
        for group in together(lines[number], number, limit):
            window, segments = cut(line, group, number, limit)
            yield f"{paint(f'{number:>{gutter}} |', _FRAME)} {window}".rstrip()
            for row in marker_rows(segments):
                yield f"{bar} {_painted(row, paint)}"


def _painted(row: Row, paint: _Painter) -> str:
    return "".join(paint(text, style) for text, style in row)


def _notes(diagnostic: Diagnostic) -> list[str]:
    notes = [_flat(line) for line in diagnostic.help]
    if diagnostic.fix is not None and diagnostic.fix.title not in diagnostic.help:
        notes.append(f"{_flat(diagnostic.fix.title)} (check --fix does it)")
    return notes


def _flat(text: str) -> str:
    """Return text of a script's making as one safe line."""
    return visible(text.replace("\n", " ").replace("\t", " "))
