"""From Lark's tokens to nodes: called at every reduction, so that no tree is ever built.

Every callback takes what the rule's symbols gave: tokens, and nodes of the rules below it. Offsets come from the
tokens; a token's white space at its ends is taken off here.
"""

from __future__ import annotations

from sys import intern
from typing import Any, Protocol, cast

from lark.lexer import Token

from compiler.diagnostics.model import Diagnostic
from compiler.syntax.nodes import (
    BadLine,
    Beat,
    Blank,
    Comment,
    Dialogue,
    Item,
    Mention,
    Part,
    Prose,
    Run,
    Tag,
    TagLine,
    TextLine,
    Use,
    Words,
)
from compiler.syntax.quotes import settle_quotes
from compiler.syntax.tags import lookup
from compiler.syntax.times import beat_times
from compiler.syntax.words import trim_end, trim_start
from compiler.text.source import Source, Span


class Lexeme(Protocol):
    """A token of the lexer: unlike Lark's own class it always has its offsets."""

    type: str
    value: str
    start_pos: int
    end_pos: int


_TEXTS = frozenset({"TEXT", "VALUE", "DELIVERY"})


class Hanging:
    """An indented line of prose: it continues the dialogue or beat above it, if there is one."""

    __slots__ = ("line",)

    def __init__(self, line: TextLine) -> None:
        self.line = line


class Builder:
    """Makes one file's nodes. ``begin`` must be called before each parse."""

    def __init__(self) -> None:
        self.source = Source("", "")
        self.diagnostics: list[Diagnostic] = []

    def begin(self, source: Source) -> None:
        """Start on ``source``, without diagnostics."""
        self.source = source
        self.diagnostics = []

    def start(self, children: list[Item | Hanging]) -> list[Item]:
        """Put the lines in order, indented ones behind what they continue; a comment between them changes nothing."""
        items: list[Item] = []
        open_item: Dialogue | Beat | None = None
        speaking: list[Dialogue | Beat] = []
        for child in children:
            kind = type(child)
            if kind is Hanging:
                line = cast(Hanging, child).line
                if open_item is None:
                    items.append(Prose(line))
                else:
                    open_item.more.append(line)
                continue
            items.append(cast(Item, child))
            if kind is Dialogue or kind is Beat:
                open_item = cast("Dialogue | Beat", child)
                speaking.append(open_item)
            elif kind is not Comment:
                open_item = None
        for item in speaking:
            if type(item) is Dialogue:
                settle_quotes(item)
        if any(not item.line.words.parts and not item.more for item in speaking):
            return [self._bad_if_empty(item) for item in items]
        return items

    def _bad_if_empty(self, item: Item) -> Item:
        """Report a cue or beat without words and return the bad line that takes its place; else return the item."""
        if not isinstance(item, Dialogue | Beat) or item.line.words.parts or item.more:
            return item
        if isinstance(item, Dialogue):
            start, end = item.speaker.start, item.line.words.start
            self._report(
                "nothing is said after this cue", start, end, "put the words behind the colon, or indented below"
            )
        else:
            start, end = item.time_start, item.time_end
            self._report("nothing happens in this beat", start, end, "put its words behind the times")
        return self._bad(start, end, item.line)

    def _report(self, message: str, start: int, end: int, advice: str) -> None:
        self.diagnostics.append(Diagnostic("E101", message, Span(self.source, start, end), help=(advice,)))

    def _bad(self, start: int, end: int, line: TextLine) -> BadLine:
        """Return the whole lines from ``start`` to ``end`` as a bad line, and those into which its last tags wrap."""
        text = self.source.text
        end = max(end, *(tag.end for tag in line.tags)) if line.tags else end
        line_end = text.find("\n", end)
        return BadLine(self.source, text.rfind("\n", 0, start) + 1, len(text) if line_end < 0 else line_end)

    def blank(self, children: list[Lexeme]) -> Blank:
        """Make a run of blank lines."""
        token = children[0]
        return Blank(token.start_pos, min(token.end_pos, len(self.source.text)))

    def comment(self, children: list[Lexeme]) -> Comment:
        """Make a comment, without the indent before it and the blanks behind it."""
        token = children[0]
        text = token.value.strip()
        start = token.start_pos + token.value.index("#")
        return Comment(self.source, text, start, start + len(text))

    def unreadable(self, children: list[Lexeme]) -> BadLine:
        """Make a bad line of one that holds characters no script has (already reported)."""
        token = children[0]
        return BadLine(self.source, token.start_pos, min(token.end_pos - 1, len(self.source.text)))

    def broken(self, children: list[Lexeme]) -> BadLine:
        """Make a bad line of what the recovery passed over (already reported)."""
        token = children[0]
        return BadLine(self.source, token.start_pos, token.start_pos + len(token.value))

    def tags(self, children: list[Tag]) -> TagLine:
        """Make a line of tags."""
        return TagLine(tuple(children))

    def tag(self, children: list[Lexeme]) -> Tag:
        """Make a tag of its bracket, its name, the parts of its value and the closing bracket."""
        opening, name, closing = children[0], children[1], children[-1]
        start = opening.start_pos
        if len(opening.value) > 1:
            start += len(opening.value) - len(opening.value.lstrip())
        value = self._words(children[2:-1]) if len(children) > 3 else None
        if value is not None and (len(value.parts) > 1 or type(value.parts[0]) is Mention):
            kind = lookup(name.value)
            if kind is not None and not kind.mentions:
                value.parts = tuple(
                    Run(self.source.text[part.start : part.end], part.start, part.end)
                    if type(part) is Mention
                    else part
                    for part in value.parts
                )
        return Tag(self.source, intern(str(name.value)), name.start_pos, name.end_pos, value, start, closing.end_pos)

    def prose(self, children: list[Any]) -> Prose | Hanging:
        """Make a line of prose."""
        line = self._line(children, 0)
        return Hanging(line) if children[0].value[0].isspace() else Prose(line)

    def beat(self, children: list[Any]) -> Beat | BadLine:
        """Make a beat; a bad line where its times are finer than a millisecond."""
        times: Lexeme = children[0]
        text = times.value.strip()
        start = times.start_pos + times.value.index(text)
        end = start + len(text)
        line = self._line(children, 1)
        begin_finish = beat_times(text)
        if begin_finish is None:
            self._report(
                "the times of a beat are exact to a millisecond at most", start, end, "round them, as in (0s-1.5s)"
            )
            return self._bad(start, end, line)
        return Beat(self.source, *begin_finish, start, end, line)

    def delivery(self, children: list[Lexeme]) -> Words | None:
        """Make the words between a cue's brackets; None where there are none."""
        return self._words(children)

    def dialogue(self, children: list[Any]) -> Dialogue:
        """Make a spoken line."""
        cue: Lexeme = children[0]
        text = cue.value.lstrip()
        start = cue.start_pos + len(cue.value) - len(text)
        speaker = Mention(text[1:], start, cue.end_pos)
        delivery, colon = None, 1
        if type(children[1]) is not Token:
            delivery, colon = children[1], 2
        return Dialogue(self.source, speaker, delivery, self._line(children, colon + 1))

    def _line(self, children: list[Any], first: int) -> TextLine:
        """Make the text line of ``children`` from ``first``: tokens, then tags. A token stands before them."""
        last = len(children)
        while last > first and type(children[last - 1]) is Tag:
            last -= 1
        words = self._words(children[first:last])
        if words is None:
            end = children[first - 1].end_pos
            words = Words(self.source, (), end, end)
        return TextLine(words, tuple(children[last:]))

    def _words(self, tokens: list[Lexeme]) -> Words | None:
        """Make words of ``tokens``, without white space at their ends; None where nothing is left."""
        if len(tokens) == 1 and tokens[0].type in _TEXTS:
            value, start = tokens[0].value, tokens[0].start_pos
            text = value.strip()
            if len(text) != len(value):
                start += len(value) - len(value.lstrip())
            end = start + len(text)
            return Words(self.source, (Run(text, start, end),), start, end) if text else None
        parts: list[Part] = []
        for token in tokens:
            kind, value = token.type, token.value
            start, end = token.start_pos, token.end_pos
            if kind == "MENTION":
                parts.append(Mention(value[1:], start, end))
            elif kind == "USE":
                parts.append(Use(value[1:-1].strip(), start, end))
            elif kind == "ESCAPE":
                parts.append(Run(value[1:], start, end))
            elif kind == "WRAP":
                trim_end(parts)
                parts.append(Run(" ", start, end))
            else:
                parts.append(Run(value, start, end))
        trim_start(parts)
        trim_end(parts)
        if not parts:
            return None
        return Words(self.source, tuple(parts), parts[0].start, parts[-1].end)
