"""Reading a tag's value: its items, its attributes, and the short forms that several tags share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from compiler.syntax.nodes import Run, Words
from compiler.syntax.words import cut, flat
from compiler.text.nearest import nearest
from compiler.text.source import Span

_COMMA = re.compile("[,，、]")
_QUOTES = {'"': '"', "“": "”", "「": "」"}
_UNKNOWN_ATTRIBUTE = re.compile(r"([^\W\d]\w*)\s*[=＝]")


class Item(NamedTuple):
    """One item of a list: its text and its place."""

    text: str
    span: Span


class Attribute(NamedTuple):
    """``key=value`` at the end of a value; quotes are off ``text``. ``span`` is the whole of it."""

    text: str
    span: Span


@dataclass(slots=True)
class Value:
    """A value taken apart: ``words`` without the attributes (None where nothing is left) and the attributes by key.
    ``repeated`` holds attributes whose key was there before, ``rest`` text that follows an attribute."""

    words: Words | None
    attributes: dict[str, Attribute] = field(default_factory=dict)
    repeated: list[tuple[str, Attribute]] = field(default_factory=list)
    rest: list[Span] = field(default_factory=list)


def plain(words: Words) -> str:
    """Return a value's text in the form in which fixed words compare: NFKC, lower case, single spaces."""
    return fold(words.plain())


@cache
def fold(text: str) -> str:
    """Return ``text`` in NFKC and lower case, each stretch of white space one space, 、 a comma."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("、", ",").lower().split())


def items(words: Words) -> list[Item]:
    """Return the items between the commas; an empty one has the comma's place."""
    parts = words.parts
    source = words.source
    if len(parts) == 1 and type(part := parts[0]) is Run and len(part.text) == part.end - part.start:
        found = []
        at, text = 0, part.text
        for piece in _COMMA.split(text):
            bare = piece.strip()
            start = part.start + at + (len(piece) - len(piece.lstrip()) if bare else 0)
            end = start + len(bare)
            found.append(Item(bare, Span(source, start, max(end, min(start + 1, words.end)))))
            at += len(piece) + 1
        return found
    text = flat(words)
    found = []
    at = 0
    for piece in _COMMA.split(text):
        stretch = cut(words, at, at + len(piece))
        found.append(Item("", words.span) if stretch is None else Item(stretch.plain(), stretch.span))
        at += len(piece) + 1
    return found


def word_items(words: Words) -> list[Words]:
    """Return the items between the commas as words; empty ones are left out."""
    at = 0
    found = []
    for piece in _COMMA.split(flat(words)):
        stretch = cut(words, at, at + len(piece))
        if stretch is not None:
            found.append(stretch)
        at += len(piece) + 1
    return found


def read(words: Words | None, keys: tuple[str, ...]) -> Value:
    """Take the attributes ``keys`` off the end of a value."""
    if words is None or not keys:
        return Value(words)
    text = flat(words)
    if "=" not in text and "＝" not in text:
        return Value(words)
    pattern = _attribute(keys)
    match = pattern.search(text)
    if match is None:
        return Value(words)
    value = Value(cut(words, 0, match.start()) if match.start() else None)
    at = match.start()
    while at < len(text):
        match = pattern.match(text, at)
        if match is None:
            rest = cut(words, at, len(text))
            if rest is not None and rest.plain().strip(" ,，、"):
                value.rest.append(rest.span)
            break
        start = match.end()
        closing = _QUOTES.get(text[start : start + 1])
        end = text.find(closing, start + 1) if closing else -1
        if end >= 0:
            content, stop = text[start + 1 : end], end + 1
        else:
            following = pattern.search(text, start)
            comma = _COMMA.search(text, start)
            stop = min(len(text), *(found.start() for found in (following, comma) if found))
            content = text[start:stop]
        place = cut(words, match.start(1), max(stop, match.end()))
        assert place is not None
        key, attribute = match[1].lower(), Attribute(" ".join(content.split()), place.span)
        if key in value.attributes:
            value.repeated.append((key, attribute))
        else:
            value.attributes[key] = attribute
        at = stop
    return value


@cache
def _attribute(keys: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s,，、])[\s,，、]*({'|'.join(keys)})\s*[=＝]\s*", re.IGNORECASE)


def unknown_attribute(text: str) -> str | None:
    """Return the key where an item reads as ``key=value``."""
    match = _UNKNOWN_ATTRIBUTE.match(text)
    return match[1] if match else None


def closest(text: str, choices: Iterable[str]) -> str | None:
    """Return the choice that ``text`` is most probably meant to be, if there is one."""
    near = nearest(text, choices, 1)
    return near[0] if near else None
