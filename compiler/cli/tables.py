"""Tables for people: columns lined up in cells, so that Chinese names do not push them apart."""

from __future__ import annotations

from collections.abc import Sequence

from compiler.text.width import visible, width


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> str:
    """Return the rows under their header, two blanks between columns; columns in ``right`` are set flush right."""
    every = [[visible(cell.replace("\n", " ").replace("\t", " ")) for cell in row] for row in (header, *rows)]
    widths = [max(width(row[column]) for row in every) for column in range(len(header))]
    lines = []
    for row in every:
        cells = []
        for column, cell in enumerate(row):
            padding = " " * (widths[column] - width(cell))
            cells.append(padding + cell if column in right else cell + padding)
        lines.append("  ".join(cells).rstrip() + "\n")
    return "".join(lines)


def number(value: float) -> str:
    """Return a number as people write it: no needless zeros, at most four decimals."""
    return f"{value:.4f}".rstrip("0").rstrip(".")
