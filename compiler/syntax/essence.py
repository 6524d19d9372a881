"""What a file says, apart from how it is laid out: the formatter compares it before and after.

Spans, blank lines, widths of syntax punctuation and the forms of numbers are left out; every word, tag, comment, name
and unreadable line is in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from compiler.syntax.nodes import (
    BadLine,
    Beat,
    Blank,
    Comment,
    Dialogue,
    File,
    Item,
    Mention,
    Prose,
    Run,
    Tag,
    TagLine,
    TextLine,
    Words,
)
from compiler.syntax.quotes import with_quotes
from compiler.syntax.tags import lookup
from compiler.syntax.times import DURATION, duration
from compiler.syntax.values import attributes, items

Essence = tuple[object, ...]


def essence(file: File) -> list[Essence]:
    """Return what ``file`` says, an entry an item, and one more between two paragraphs of prose."""
    entries: list[Essence] = []
    after_prose = blank = False
    for item in file.items:
        if type(item) is Blank:
            blank = True
            continue
        if type(item) is Prose and after_prose and blank:
            entries.append(("new paragraph",))
        if type(item) is not Comment:
            after_prose, blank = type(item) is Prose, False
        entries.append(_item(item))
    return entries


def _item(item: Item) -> Essence:
    match item:
        case Prose(line):
            return ("prose", _line(line))
        case Beat():
            return ("beat", item.begin, item.finish, *map(_line, (item.line, *item.more)))
        case Dialogue():
            delivery = None if item.delivery is None else _words(item.delivery)
            return ("dialogue", item.speaker.name, delivery, *map(_line, with_quotes(item)))
        case TagLine(tags):
            return ("tags", *map(_tag, tags))
        case Comment():
            return ("comment", item.text)
        case BadLine():
            return ("bad", item.source.text[item.start : item.end])
        case Blank():
            return ("blank",)


def _line(line: TextLine) -> Essence:
    return (_words(line.words), *map(_tag, line.tags))


def _tag(tag: Tag) -> Essence:
    if tag.value is None:
        return (tag.name,)
    kind = lookup(tag.name)
    if kind is None:
        return (tag.name, _words(tag.value))
    rest, found = attributes(tag.value, kind.attributes)
    keyed = [(attribute.key, _words(attribute.value)) for attribute in found]
    if rest is None:
        return (tag.name, None, *keyed)
    if kind.value in ("list", "images", "shot"):
        return (tag.name, *map(_item_of_list, items(rest)), *keyed)
    if kind.value in ("text", "name", "path", "image"):
        return (tag.name, _words(rest), *keyed)
    return (tag.name, "".join(_number(piece) for piece in _short_form(rest)), *keyed)


def _item_of_list(words: Words) -> object:
    length = duration(words.plain())
    return _words(words) if length is None else length


def _short_form(words: Words) -> Iterator[str]:
    """Yield the pieces of a value of few words, in NFKC, durations in milliseconds, digits apart from the rest and
    white space left out."""
    plain = unicodedata.normalize("NFKC", words.plain()).replace("、", ",")
    for piece in DURATION.sub(lambda match: f"{duration(match[0])} ms", plain).split():
        run = ""
        for letter in piece:
            if run and letter.isdecimal() != run[-1].isdecimal():
                yield run
                run = ""
            run += letter
        yield run


def _number(piece: str) -> str:
    return (piece.lstrip("0") or "0") if piece.isdecimal() else piece


def _words(words: Words) -> Essence:
    """Return the parts, runs that touch as one."""
    parts: list[tuple[str, str]] = []
    for part in words.parts:
        kind = "text" if type(part) is Run else "mention" if type(part) is Mention else "use"
        text = part.text if type(part) is Run else part.name if not isinstance(part, Run) else ""
        if kind == "text" and parts and parts[-1][0] == "text":
            parts[-1] = ("text", parts[-1][1] + text)
        else:
            parts.append((kind, text))
    return tuple(parts)
