"""Reading a tag's value: items of a list, attributes at its end, arrows, durations; and a cue read as prose.

All of it works on ``Words``, so that every piece keeps its exact span, its mentions and its parameters.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from compiler.syntax.nodes import Dialogue, Part, Run, TextLine, Words
from compiler.syntax.times import duration, is_duration
from compiler.syntax.words import cut, flat
from compiler.text.letters import name_key
from compiler.text.source import Span

__all__ = ["Attribute", "arrow", "as_prose", "attributes", "duration", "is_duration", "items"]

_COMMA = re.compile("[,，、]")
_ARROW = re.compile("->|－＞|→")
_ATTRIBUTE = re.compile(
    r"""(?:^|[\s,，、])(?P<key>[^\W\d][\w-]*)\s*[=＝]\s*
    (?:"(?P<straight>[^"]*)"|“(?P<curly>[^”]*)”|「(?P<corner>[^」]*)」|(?P<bare>[^\s,，、=＝"“”「」]+(?:\s+mm)?))\s*$""",
    re.VERBOSE,
)
_SEPARATORS = " \t\r\n\u3000,，、"


@dataclass(slots=True)
class Attribute:
    """``key=value`` at the end of a tag's value. ``key`` is as the table of tags spells it; ``value`` has no quotes
    and may be empty (no parts); ``span`` covers key, sign and value."""

    key: str
    value: Words
    quoted: bool
    span: Span

    @property
    def text(self) -> str:
        """The value as plain text."""
        return self.value.plain()


def items(words: Words) -> list[Words]:
    """Split ``words`` at commas of every width (``, ， 、``). Empty items, as behind a last comma, are left out."""
    text = flat(words)
    pieces: list[Words] = []
    start = 0
    for match in _COMMA.finditer(text):
        pieces.extend(_piece(words, start, match.start()))
        start = match.end()
    pieces.extend(_piece(words, start, len(text)))
    return pieces


def attributes(words: Words, keys: Collection[str]) -> tuple[Words | None, list[Attribute]]:
    """Take the attributes off the end of ``words``: return what is left, None if nothing, and them in order.

    Only ``keys`` are attributes; one that is written twice comes twice. They may be separated from the rest and
    from each other by blanks or a comma.
    """
    wanted = {name_key(key): key for key in keys}
    found: list[Attribute] = []
    text = flat(words)
    end = len(text)
    while wanted and (match := _ATTRIBUTE.search(text, 0, end)):
        key = wanted.get(name_key(match["key"]))
        if key is None:
            break
        group = next(name for name in ("straight", "curly", "corner", "bare") if match[name] is not None)
        whole = cut(words, match.start("key"), match.end())
        assert whole is not None
        value = cut(words, match.start(group), match.end(group)) or Words(words.source, (), whole.end, whole.end)
        found.append(Attribute(key, value, group != "bare", whole.span))
        end = len(text[: match.start("key")].rstrip(_SEPARATORS))
    found.reverse()
    return (cut(words, 0, end) if found else words), found


def arrow(words: Words) -> list[Words | None]:
    """Split ``words`` at every ``->`` or ``→``: one piece where there is none, None for a side that says nothing."""
    text = flat(words)
    if ">" not in text and "→" not in text and "＞" not in text:
        return [words]
    pieces: list[Words | None] = []
    start = 0
    for match in _ARROW.finditer(text):
        pieces.append(cut(words, start, match.start()))
        start = match.end()
    pieces.append(cut(words, start, len(text)))
    return pieces


def as_prose(dialogue: Dialogue) -> list[TextLine]:
    """Read a spoken line as prose that begins with a mention: cue, brackets, colon and quotes are text again.

    For cues in scripts without word spaces whose run of letters only begins with a name.
    """
    first = dialogue.line.words
    known: list[Part] = [dialogue.speaker, *(dialogue.delivery.parts if dialogue.delivery else ()), *first.parts]
    start, end = dialogue.speaker.start, first.end
    lines: list[TextLine] = []
    for line in (dialogue.line, *dialogue.more):
        if line is not dialogue.line:
            known, start, end = list(line.words.parts), line.words.start, line.words.end
        if dialogue.quotes is not None:
            opening, closing = dialogue.quotes
            start = min(start, opening) if _same_line(line.words, opening) else start
            end = max(end, closing + 1) if _same_line(line.words, closing) else end
        lines.append(TextLine(_filled(line.words, known, start, end), line.tags))
    return lines


def _same_line(words: Words, offset: int) -> bool:
    low, high = sorted((words.start, offset))
    return words.source.text.find("\n", low, high) < 0


def _filled(words: Words, known: list[Part], start: int, end: int) -> Words:
    """Return ``known`` parts as words from ``start`` to ``end``, what lies between them as plain runs."""
    text = words.source.text
    parts: list[Part] = []
    at = start
    for part in known:
        if part.start > at:
            parts.append(Run(text[at : part.start], at, part.start))
        parts.append(part)
        at = part.end
    if at < end:
        parts.append(Run(text[at:end], at, end))
    return Words(words.source, tuple(parts), start, end)


def _piece(words: Words, start: int, end: int) -> list[Words]:
    piece = cut(words, start, end)
    return [] if piece is None else [piece]
