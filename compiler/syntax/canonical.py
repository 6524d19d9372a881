"""The one written form of a line: tags, cues and beats in canonical spacing, words as they were written.

Syntax takes the punctuation of its own script: a tag, cue or beat whose first letter is CJK has full-width colons,
commas and round brackets (``[鏡頭：遠景，3s]``), every other half-width ones. Brackets of tags are always ``[]``.
"""

from __future__ import annotations

import re
import unicodedata

from compiler.syntax.nodes import Beat, Dialogue, Tag, TextLine, Words
from compiler.syntax.quotes import with_quotes
from compiler.syntax.tags import TagKind, lookup
from compiler.syntax.times import duration, written_duration
from compiler.syntax.values import Attribute, attributes, items
from compiler.text.letters import CJK, NAME

_INDENT = "    "
_LISTS = ("list", "images", "shot")
_RATIO = re.compile(r"(\d+)\s*:\s*(\d+)")
_MONEY = re.compile(r"(\d[\d.,]*)\s*([A-Za-z]+)")
_PARAMETER = re.compile(rf"({NAME.pattern})\s*[=＝]\s*(.*)")
_LENGTH_AT_END = re.compile(r"(\S+)\s+(\d\S*(?:\s+\S+)?)")


def tags_line(tags: tuple[Tag, ...]) -> str:
    """Return tags on one line, a space between them."""
    return " ".join(written_tag(tag) for tag in tags)


def text_line(line: TextLine, before: str = "") -> str:
    """Return ``before``, the words and the trailing tags of a line."""
    text = (before + raw(line.words)).rstrip()
    for tag in line.tags:
        text += _gap(text, tag) + written_tag(tag)
    return text


def hanging_line(line: TextLine) -> str:
    """Return a line that continues a speech or beat."""
    return _INDENT + text_line(line)


def beat_lines(beat: Beat) -> list[str]:
    """Return the lines of a beat: ``(0s-2s) …`` and the ones that continue it."""
    times = f"{written_duration(beat.begin)}-{written_duration(beat.finish)}"
    said = next((line.words for line in (beat.line, *beat.more) if line.words.parts), None)
    bracketed = f"（{times}）" if said is not None and is_cjk(said.plain()) else f"({times}) "
    return [text_line(beat.line, bracketed), *map(hanging_line, beat.more)]


def speech_lines(dialogue: Dialogue) -> list[str]:
    """Return the lines of a speech: ``@NAME (delivery): …`` and the ones that continue it."""
    name, delivery = dialogue.speaker.name, dialogue.delivery
    if is_cjk(name):
        cue = f"@{name}（{raw(delivery)}）：" if delivery else f"@{name}："
    else:
        cue = f"@{name} ({raw(delivery)}): " if delivery else f"@{name}: "
    first, *more = with_quotes(dialogue)
    return [text_line(first, cue), *map(hanging_line, more)]


def written_tag(tag: Tag) -> str:
    """Return ``[name: value]`` in the form of the tag's kind."""
    if tag.value is None:
        return f"[{tag.name}]"
    cjk = is_cjk(tag.name)
    colon, comma = ("：", "，") if cjk else (": ", ", ")
    value = _written_value(tag.value, lookup(tag.name), comma)
    if (len(value) - len(value.rstrip("\\"))) % 2:
        value += "\\"  # a lone backslash would escape the bracket behind it
    return f"[{tag.name}{colon}{value}]"


def raw(words: Words) -> str:
    """Return ``words`` as the source has them; a line end inside a tag is a space."""
    text = words.source.text
    slices = [text[part.start : part.end] for part in words.parts]
    return "".join(" " if "\n" in piece else piece for piece in slices)


def is_cjk(text: str) -> bool:
    """Tell whether the first letter of ``text`` is CJK."""
    letter = next((letter for letter in text if letter.isalpha()), "")
    return CJK.match(letter) is not None


def _gap(text: str, tag: Tag) -> str:
    """Return what stands between a line's text and its next tag: nothing between two CJK neighbours."""
    return "" if not text or (CJK.match(text[-1]) and is_cjk(tag.name)) else " "


def _written_value(value: Words, kind: TagKind | None, comma: str) -> str:
    if kind is None:
        return raw(value)
    rest, found = attributes(value, kind.attributes)
    keyed = [_written_attribute(attribute) for attribute in found]
    if kind.value in _LISTS:
        listed = [] if rest is None else [_written_item(item, kind) for item in items(rest)]
        return comma.join(listed + keyed) or raw(value)
    text = "" if rest is None else raw(rest)
    return " ".join([_written_form(text, kind, comma), *keyed]).strip()


def _written_attribute(attribute: Attribute) -> str:
    text = raw(attribute.value)
    return f'{attribute.key}="{text}"' if attribute.quoted else f"{attribute.key}={text}"


def _written_item(item: Words, kind: TagKind) -> str:
    text = raw(item)
    length = duration(text) if kind.value == "shot" else None
    return text if length is None else written_duration(length)


def _written_form(text: str, kind: TagKind, comma: str) -> str:
    """Return the value of a tag that takes one short form; text, names and paths stay as they are."""
    plain = unicodedata.normalize("NFKC", text)
    if kind.value == "integer" and plain.isdecimal() and len(plain) < 20:
        return str(int(plain))
    if kind.value == "money" and (match := _MONEY.fullmatch(plain)):
        return f"{match[1]} {match[2]}"
    if kind.value == "parameter" and (match := _PARAMETER.fullmatch(text)):
        return f"{match[1]} = {match[2]}".strip()
    if kind.value == "word":
        if match := _RATIO.fullmatch(plain):
            return f"{int(match[1])}:{int(match[2])}"
        if (match := _LENGTH_AT_END.fullmatch(plain)) and (length := duration(match[2])) is not None:
            return f"{match[1]} {written_duration(length)}"
        return comma.join(piece.strip() for piece in re.split("[,，、]", text))
    return text
