"""After a syntax error: say what is wrong, pass over the line, and go on with the next.

Lark calls ``Recovery`` where it can go no further. The parser's stacks are wound back to where a line may start, the
lexer is set behind the line that is given up, and a token that no text matches, ``BROKEN``, takes the line's place.
"""

from __future__ import annotations

import re
from typing import Any, cast

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.lexer import Token
from lark.parsers.lalr_parser_state import ParserState

from compiler.diagnostics.model import Diagnostic
from compiler.syntax.complaints import complain
from compiler.text.source import Source, Span

# Past this many errors a file is given up if more than half of its lines so far were bad.
MOST_ERRORS = 1000

_BRACKET = re.compile(r"\\.|([\[［【])|([\]］】])", re.DOTALL)


class Recovery:
    """Handles one parse's errors and keeps their diagnostics; an ``on_error`` of ``Lark.parse``."""

    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self.text = text
        self.diagnostics: list[Diagnostic] = []
        self.given_up = False

    def __call__(self, error: UnexpectedInput) -> bool:
        """Report ``error`` and set the parser behind its line; True, so that the parse goes on."""
        assert isinstance(error, UnexpectedToken | UnexpectedCharacters)
        parser = error.interactive_parser
        lexing = parser.lexer_thread.state
        assert lexing is not None
        given_up = _to_line_start(parser.parser_state)
        at = self._offset(error)
        opening = _open_tag(given_up)
        begin = self.text.rfind("\n", 0, _first_offset(given_up, at)) + 1
        if opening is None:
            bracket, last = None, at
        else:
            bracket = (opening.start_pos or 0) + len(opening.value) - len(opening.value.lstrip())
            last = self._last_of_tag(bracket, at)
        closed = last != bracket
        if not (closed and self.text.startswith("\x00", at)):
            self.diagnostics.append(complain(self.source, self.text, at, bracket, closed=closed))
        end = self.text.find("\n", last)
        if end < 0 or self._hopeless(end):
            end = len(self.text) - 1
        lexing.line_ctr.char_pos = end + 1
        parser.feed_token(Token("BROKEN", self.text[begin:end], begin, end_pos=end + 1))
        return True

    def _offset(self, error: UnexpectedToken | UnexpectedCharacters) -> int:
        """Return the offset that could not be read: the text's length where it ended too early."""
        if isinstance(error, UnexpectedCharacters):
            return cast(int, error.pos_in_stream)
        return len(self.text) if error.token.type == "$END" else cast(int, error.token.start_pos)

    def _last_of_tag(self, bracket: int, at: int) -> int:
        """Return an offset in the last line that belongs to the tag opened at ``bracket``.

        That is where it closes, if it closes behind the error before another tag opens; else its own first line.
        """
        position = at
        while match := _BRACKET.search(self.text, position):
            if match[2]:
                return match.start()
            if match[1]:
                break
            position = match.end()
        return bracket

    def _hopeless(self, end: int) -> bool:
        """Tell whether the file is given up at the line end ``end``, and report it if so."""
        errors = len(self.diagnostics)
        if errors <= MOST_ERRORS or errors * 2 <= self.text.count("\n", 0, end):
            return False
        stop = Span(self.source, min(end, len(self.source.text)), min(end, len(self.source.text)))
        message = f"{errors} lines up to here cannot be read: nothing more of this file is"
        self.diagnostics.append(Diagnostic("E101", message, stop, help=("is this a .scene file?",)))
        self.given_up = True
        return True


def _to_line_start(state: ParserState[Any]) -> list[object]:
    """Wind the parser's stacks back to where a line may start; return the values taken off, the last first."""
    rows = state.parse_conf.parse_table.states
    taken: list[object] = []
    while "COMMENT" not in rows[state.state_stack[-1]]:
        state.state_stack.pop()
        taken.append(state.value_stack.pop())
    return taken


def _open_tag(values: list[object]) -> Token | None:
    """Return the opening bracket of the tag that the error lies in, if it lies in one."""
    for value in values:
        if isinstance(value, Token) and value.type in ("OPEN", "INNER_OPEN", "CLOSE"):
            return None if value.type == "CLOSE" else value
    return None


def _first_offset(values: list[object], default: int) -> int:
    """Return the smallest offset at which one of the values taken off the stack starts."""
    starts = [default]
    for value in values:
        for item in getattr(value, "children", [value]):
            start = item.start_pos if isinstance(item, Token) else getattr(item, "start", None)
            if isinstance(start, int):
                starts.append(start)
    return min(starts)
