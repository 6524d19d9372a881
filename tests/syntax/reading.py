"""Short ways to parse in tests."""

from __future__ import annotations

from compiler.diagnostics.model import Diagnostic
from compiler.syntax.nodes import File, Item, Mention, Run, Tag, TagLine, TextLine, Words
from compiler.syntax.parser import parse
from compiler.text.source import Source


def read(text: str) -> File:
    """Parse ``text``, which may have errors."""
    return parse(Source.read("film.scene", text))


def clean(text: str) -> list[Item]:
    """Parse ``text``, which has none."""
    file = read(text)
    assert file.diagnostics == [], [finding.message for finding in file.diagnostics]
    return file.items


def only(text: str) -> Item:
    """Parse the one item of ``text``."""
    (item,) = clean(text)
    return item


def tag(text: str) -> Tag:
    """Parse the one tag of ``text``."""
    item = only(text)
    assert isinstance(item, TagLine)
    (found,) = item.tags
    return found


def value(text: str) -> Words:
    """Parse the value of the one tag of ``text``."""
    words = tag(text).value
    assert words is not None
    return words


def parts(words: Words) -> list[str]:
    """Show parts: text as it is, ``@name`` and ``{name}``."""
    return [
        part.text if isinstance(part, Run) else f"@{part.name}" if isinstance(part, Mention) else f"{{{part.name}}}"
        for part in words.parts
    ]


def said(line: TextLine) -> str:
    """Show a line's words."""
    return "".join(parts(line.words))


def places(found: list[Diagnostic]) -> list[tuple[int, int, str]]:
    """Show where diagnostics point: line, column, text."""
    return [(*finding.span.first, finding.span.text) for finding in found]
