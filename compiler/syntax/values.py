"""Reading a tag's value: items of a list, attributes at its end, durations; and a cue read as prose.

All of it works on ``Words``, so that every piece keeps its exact span, its mentions and its parameters.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from compiler.syntax.nodes import Dialogue, Part, Run, TextLine, Words
from compiler.syntax.quotes import on_one_line
from compiler.syntax.times import duration, is_duration
from compiler.syntax.words import cut, cut_all, flat
from compiler.text.letters import name_key
from compiler.text.source import Span

__all__ = ["Attribute", "as_prose", "attributes", "duration", "is_duration", "items"]

_COMMA = re.compile("[,，、]")
_ATTRIBUTE = re.compile(
    r"""(?<![^\s,，、])(?P<key>[^\W\d][\w-]*)\s*[=＝]\s*
    (?:"(?P<straight>[^"]*)"|“(?P<curly>[^”]*)”|「(?P<corner>[^」]*)」|(?P<bare>[^\s,，、=＝"“”「」]+(?:\s+mm)?))
    (?=[\s,，、]|$)""",
    re.VERBOSE,
)
_SEPARATORS = re.compile(r"[\s,，、]*")
_TRAILING = re.compile(r"(?<![\s,，、])[\s,，、]+$")


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
    stretches = []
    start = 0
    for match in _COMMA.finditer(text):
        stretches.append((start, match.start()))
        start = match.end()
    if not start:
        return [words] if words.parts else []
    stretches.append((start, len(text)))
    return [piece for piece in cut_all(words, stretches) if piece is not None]


def attributes(words: Words, keys: Collection[str]) -> tuple[Words | None, list[Attribute]]:
    """Take the attributes off the end of ``words``: return what is left, None if nothing, and them in order.

    Only ``keys`` are attributes; one that is written twice comes twice. They may be separated from the rest and
    from each other by blanks or a comma.
    """
    text = flat(words)
    if not keys or ("=" not in text and "＝" not in text):
        return words, []
    wanted = {name_key(key): key for key in keys}
    end = len(text)
    found: list[tuple[str, re.Match[str], str]] = []
    for match in reversed(list(_ATTRIBUTE.finditer(text))):
        key = wanted.get(name_key(match["key"]))
        if key is None or not _SEPARATORS.fullmatch(text, match.end(), end):
            break
        group = next(name for name in ("straight", "curly", "corner", "bare") if match[name] is not None)
        found.append((key, match, group))
        end = match.start()
    if not found:
        return words, []
    found.reverse()
    wholes = cut_all(words, [(match.start(), match.end()) for _, match, _ in found])
    values = cut_all(words, [(match.start(group), match.end(group)) for _, match, group in found])
    listed = []
    for (key, _, group), whole, value in zip(found, wholes, values, strict=True):
        assert whole is not None
        held = value or Words(words.source, (), whole.end, whole.end)
        listed.append(Attribute(key, held, group != "bare", whole.span))
    return cut(words, 0, len(_TRAILING.sub("", text[:end]))), listed


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
            start = min(start, opening) if on_one_line(line.words, opening) else start
            end = max(end, closing + 1) if on_one_line(line.words, closing) else end
        lines.append(TextLine(_filled(line.words, known, start, end), line.tags))
    return lines


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
