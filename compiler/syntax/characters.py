"""Characters that no script has: controls, invisible direction marks, what was not UTF-8. One diagnostic a line."""

from __future__ import annotations

import re

from compiler.diagnostics.model import Diagnostic
from compiler.text.source import Source, Span

_DIRECTION = "\u202a-\u202e\u2066-\u2069"
_UNREADABLE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff{_DIRECTION}]")
_NOT_DIRECTION = re.compile(f"[^{_DIRECTION}]")

# A text of which more lines than this, and more than half of all, cannot be read is not a script at all.
MOST_UNREADABLE_LINES = 100


def hide_unreadable(source: Source) -> tuple[str, list[Diagnostic], bool]:
    """Return the text for the parser, a diagnostic for every line that it must not read, and whether to give up.

    The text has the same offsets as the source's, ends in a line end, and in each such line the first character is
    NUL. Takes time linear in the text.
    """
    text = source.text
    if not text.endswith("\n"):
        text += "\n"
    match = _UNREADABLE.search(text)
    if match is None:
        return text, [], False
    diagnostics: list[Diagnostic] = []
    pieces: list[str] = []
    done = 0
    while match is not None:
        at = match.start()
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        diagnostics.append(_diagnose(source, at))
        pieces.append(text[done:start])
        pieces.append("\x00" + text[start + 1 : end])
        done = end
        match = _UNREADABLE.search(text, end)
    if len(diagnostics) > MOST_UNREADABLE_LINES and len(diagnostics) * 2 > text.count("\n"):
        return text, _give_up(source, diagnostics), True
    pieces.append(text[done:])
    return "".join(pieces), diagnostics, False


def _give_up(source: Source, diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    kept = diagnostics[:MOST_UNREADABLE_LINES]
    more = len(diagnostics) - len(kept)
    message = f"{more} more lines hold such characters: this is not a text in UTF-8, and nothing more of it is read"
    advice = "save the script as UTF-8 text"
    return [*kept, Diagnostic("E101", message, diagnostics[len(kept)].span, help=(advice,))]


def _diagnose(source: Source, at: int) -> Diagnostic:
    letter = source.text[at]
    span = Span(source, at, at + 1)
    if letter == "\r":
        message = "a carriage return inside a line"
        advice = "end lines with LF or CRLF; most editors can convert the file"
    elif letter == "\ufeff":
        message = "a byte-order mark in the middle of the file"
        advice = "delete the invisible character U+FEFF; it often comes from joining two files"
    elif "\ud800" <= letter <= "\udfff":
        message = "this is not UTF-8"
        advice = "save the script as UTF-8 text"
    elif _NOT_DIRECTION.match(letter) is None:
        message = f"an invisible direction control, U+{ord(letter):04X}: the line may read otherwise than it compiles"
        advice = "delete it; right-to-left words need none"
    else:
        message = f"a control character, U+{ord(letter):04X}"
        advice = "delete it"
    return Diagnostic("E101", message, span, help=(advice,))
