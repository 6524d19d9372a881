"""Cutting words: white space off their ends, and stretches out of their middle, with exact spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compiler.syntax.nodes import Mention, Part, Run, Use, Words


def trim_start(parts: list[Part]) -> None:
    """Take white space off the start of the first run, and the run with it where nothing is left."""
    while parts:
        part = parts[0]
        if type(part) is not Run:
            return
        text = part.text.lstrip()
        if text:
            if len(text) < len(part.text):
                parts[0] = _cut(part, len(part.text) - len(text), len(part.text))
            return
        del parts[0]


def trim_end(parts: list[Part]) -> None:
    """Take white space off the end of the last run, and the run with it where nothing is left."""
    while parts:
        part = parts[-1]
        if type(part) is not Run:
            return
        text = part.text.rstrip()
        if text:
            if len(text) < len(part.text):
                parts[-1] = _cut(part, 0, len(text))
            return
        del parts[-1]


def flat(words: Words) -> str:
    """Return the text of ``words`` with every part in it: a mention as ``@name``, a parameter as ``{name}``.

    Offsets into it are what ``cut`` takes.
    """
    return "".join(_written(part) for part in words.parts)


def cut(words: Words, start: int, end: int) -> Words | None:
    """Return the stretch of ``words`` from ``start`` to ``end``, offsets into ``flat(words)``, without white space at
    its ends; None where nothing is left.

    A mention or parameter that the stretch touches comes whole. A run whose text is not what its source says (an
    escape, a parameter's value) keeps its whole span.
    """
    return cut_all(words, [(start, end)])[0]


def cut_all(words: Words, stretches: Sequence[tuple[int, int]]) -> list[Words | None]:
    """Do as ``cut`` for several stretches in ascending order that do not overlap, in one go over the parts."""
    pieces: list[Words | None] = []
    placed = _placed(words)
    part, at, length = next(placed, (None, 0, 0))
    for start, end in stretches:
        parts: list[Part] = []
        while part is not None:
            low, high = max(start - at, 0), min(end - at, length)
            if low < high:
                parts.append(_cut(part, low, high) if type(part) is Run and high - low < length else part)
            if end < at + length:
                break
            part, at, length = next(placed, (None, 0, 0))
        trim_start(parts)
        trim_end(parts)
        pieces.append(Words(words.source, tuple(parts), parts[0].start, parts[-1].end) if parts else None)
    return pieces


def _placed(words: Words) -> Iterator[tuple[Part, int, int]]:
    """Yield every part with its offset into the flat text and its length there."""
    at = 0
    for part in words.parts:
        length = len(_written(part))
        yield part, at, length
        at += length


def _written(part: Part) -> str:
    if type(part) is Run:
        return part.text
    return f"{{{part.name}}}" if isinstance(part, Use) else f"@{part.name}" if isinstance(part, Mention) else ""


def _cut(run: Run, low: int, high: int) -> Run:
    text = run.text[low:high]
    if len(run.text) == run.end - run.start:
        return Run(text, run.start + low, run.start + high)
    return Run(text, run.start, run.end)
