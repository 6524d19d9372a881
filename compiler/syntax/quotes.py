"""Quotes around a whole speech: not part of the words, but remembered for the formatter."""

from __future__ import annotations

from compiler.syntax.nodes import Dialogue, Part, Run, TextLine, Words
from compiler.syntax.words import trim_end, trim_start

_CLOSING = {'"': '"', "“": "”", "「": "」"}


def settle_quotes(dialogue: Dialogue) -> None:
    """Take the quotes off ``dialogue`` if one pair of them encloses all that is said, and note where they stand."""
    lines = [line for line in (dialogue.line, *dialogue.more) if line.words.parts]
    if not lines:
        return
    first = lines[0].words.parts[0]
    if type(first) is not Run or first.text[0] not in _CLOSING:
        return
    opening = first.text[0]
    last = lines[-1].words.parts[-1]
    if type(last) is not Run or last.text[-1] != _CLOSING[opening] or not _encloses(lines, opening):
        return
    dialogue.quotes = (first.start, last.end - 1)
    _shorten(lines[0], 1, 0)
    _shorten(lines[-1], 0, 1)


def with_quotes(dialogue: Dialogue) -> list[TextLine]:
    """Return the lines of a speech with the quotes that were taken off as part of the words again."""
    lines = [dialogue.line, *dialogue.more]
    if dialogue.quotes is None:
        return lines
    opening, closing = dialogue.quotes
    text = dialogue.source.text
    quoted = []
    for line in lines:
        parts = list(line.words.parts)
        if on_one_line(line.words, opening):
            parts.insert(0, Run(text[opening], opening, opening + 1))
        if on_one_line(line.words, closing):
            parts.append(Run(text[closing], closing, closing + 1))
        words = Words(line.words.source, tuple(parts), parts[0].start, parts[-1].end) if parts else line.words
        quoted.append(TextLine(words, line.tags))
    return quoted


def on_one_line(words: Words, offset: int) -> bool:
    """Tell whether ``offset`` lies on the line of ``words``."""
    low, high = sorted((words.start, offset))
    return words.source.text.find("\n", low, high) < 0


def _encloses(lines: list[TextLine], opening: str) -> bool:
    """Tell whether the first character's quote is closed by the last character and not before."""
    closing = _CLOSING[opening]
    said = "".join(part.text for line in lines for part in line.words.parts if type(part) is Run)
    if len(said) < 2:
        return False
    if opening == closing:
        return said.count(opening) == 2
    depth = 0
    for index, letter in enumerate(said):
        if letter == opening:
            depth += 1
        elif letter == closing:
            depth -= 1
            if depth == 0:
                return index == len(said) - 1
    return False


def _shorten(line: TextLine, front: int, back: int) -> None:
    """Take ``front`` characters off the line's first run and ``back`` off its last."""
    words = line.words
    parts: list[Part] = list(words.parts)
    for index, low, high in ((0, front, 0), (-1, 0, back)):
        part = parts[index]
        if (low or high) and type(part) is Run:
            parts[index] = Run(part.text[low : len(part.text) - high], part.start + low, part.end - high)
    trim_start(parts)
    trim_end(parts)
    at = words.start + front
    line.words = Words(words.source, tuple(parts), parts[0].start if parts else at, parts[-1].end if parts else at)
