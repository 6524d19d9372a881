"""Reading a tag's value: its items, its attributes, and the short forms that several tags share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from compiler.syntax.nodes import Run, Words
from compiler.syntax.values import Attribute, attributes
from compiler.syntax.words import cut, flat
from compiler.text.nearest import nearest
from compiler.text.source import Span

_COMMA = re.compile("[,，、]")
_UNKNOWN_ATTRIBUTE = re.compile(r"([^\W\d]\w*)\s*[=＝]")


class Item(NamedTuple):
    """One item of a list: its text and its place."""

    text: str
    span: Span


@dataclass(slots=True)
class Value:
    """A value taken apart: ``words`` without the attributes (None where nothing is left) and the attributes by key.
    ``repeated`` holds attributes whose key was there before."""

    words: Words | None
    attributes: dict[str, Attribute] = field(default_factory=dict)
    repeated: list[Attribute] = field(default_factory=list)


def plain(words: Words) -> str:
    """Return a value's text in the form in which fixed words compare: NFKC, lower case, single spaces."""
    return fold(words.plain())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return ``text`` in NFKC and lower case, each stretch of white space one space, 、 a comma."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("、", ",").lower().split())


def items(words: Words) -> list[Item]:
    """Return the items between the commas; an empty one has the place of the comma behind it. A comma at the end of
    the list opens no item."""
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
        return _without_last_comma(found)
    text = flat(words)
    found = []
    at = 0
    for piece in _COMMA.split(text):
        stretch = cut(words, at, at + len(piece))
        found.append(Item("", words.span) if stretch is None else Item(stretch.plain(), stretch.span))
        at += len(piece) + 1
    return _without_last_comma(found)


def _without_last_comma(found: list[Item]) -> list[Item]:
    return found[:-1] if len(found) > 1 and not found[-1].text else found


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


def read(words: Words, keys: tuple[str, ...]) -> Value:
    """Take the attributes ``keys`` off the end of a value."""
    if not keys or not words.parts:
        return Value(words)
    bare, listed = attributes(words, keys)
    value = Value(bare)
    for attribute in listed:
        if attribute.key in value.attributes:
            value.repeated.append(attribute)
        else:
            value.attributes[attribute.key] = attribute
    return value


def unknown_attribute(text: str) -> str | None:
    """Return the key where an item reads as ``key=value``."""
    match = _UNKNOWN_ATTRIBUTE.match(text)
    return match[1] if match else None


def closest(text: str, choices: Iterable[str]) -> str | None:
    """Return the choice that ``text`` is most probably meant to be, if there is one."""
    near = nearest(text, choices, 1)
    return near[0] if near else None
