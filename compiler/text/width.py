"""Cells: how wide text stands in a terminal, and how to echo source text without letting it move anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

TAB = 4
"""Cells between tab stops."""

# What must never reach a terminal from a script: C0 and C1 controls, line and paragraph separators, the characters
# that turn the reading direction, and lone surrogates. The zero-width joiner stays: emoji are made with it.
_UNSAFE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_REPLACEMENT = "\ufffd"


def visible(text: str) -> str:
    """Return ``text`` with every control, bidirectional and surrogate character replaced, one for one.

    C0 controls become their pictures (``␛``), the others U+FFFD. Tabs stay.
    """
    return _UNSAFE.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else _REPLACEMENT


def width(text: str) -> int:
    """Return the cells that ``text`` takes, tabs counted from its start."""
    return lay_out(text).cells


@dataclass(frozen=True, slots=True)
class Layout:
    """A line as a terminal shows it.

    ``text`` is safe to write, tabs already spaces. ``left[i]`` is the cell where the i-th code point of the
    original begins, ``right[i]`` the cell where the text before it ends; they differ only inside a character made
    of several code points, which a span may start or end in. Both lists have one entry more than the original.
    """

    text: str
    left: list[int]
    right: list[int]

    @property
    def cells(self) -> int:
        """The width of the whole line."""
        return self.left[-1]


def lay_out(line: str) -> Layout:
    """Measure one line (without its line end) code point by code point."""
    if line.isascii() and line.isprintable():
        edges = list(range(len(line) + 1))
        return Layout(line, edges, edges)
    pieces: list[str] = []
    left: list[int] = []
    right: list[int] = [0]
    cell = 0
    for piece, size in _pieces(visible(line)):
        wide = TAB - cell % TAB if piece == "\t" else size
        pieces.append(" " * wide if piece == "\t" else piece)
        left.extend([cell] * len(piece))
        cell += wide
        right.extend([cell] * len(piece))
    left.append(cell)
    return Layout("".join(pieces), left, right)


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Yield what a reader sees as one character, with its cells."""
    if text.isascii():
        for character in text:
            yield character, 1
        return
    # Imported here: the tables cost 20 ms, and most of what is printed is ASCII.
    from wcwidth import iter_graphemes, wcswidth

    for grapheme in iter_graphemes(text):
        yield grapheme, max(0, wcswidth(grapheme))
