"""What is wrong at a place that cannot be read, in words."""

from __future__ import annotations

import re

from compiler.diagnostics.model import Diagnostic, Edit, Fix, Label
from compiler.syntax.tags import lookup
from compiler.text.source import Source, Span

_OPEN, _CLOSE = "[［【", "]］】"
_NAME_IN_TAG = re.compile(r"[\[［【]\s*([^\W\d](?:[\w' \t-]*\w)?)\s*([:：])?")


def complain(source: Source, text: str, at: int, bracket: int | None, *, closed: bool) -> Diagnostic:
    """Return the E101 for offset ``at`` of ``text``.

    ``bracket`` is the offset of the tag that is open there, if any, and ``closed`` whether it is closed further on.
    """
    letter = text[at : at + 1].strip()
    while not letter and at < len(source.text):
        at += 1
        letter = text[at : at + 1].strip()
    here = Span(source, min(at, len(source.text)), min(at + 1, len(source.text)))
    if bracket is not None and not closed:
        return _not_closed(source, text, at, bracket)
    if letter in ("{", "}"):
        return _error(
            "a brace that holds no parameter's name", here, f"write {{name}}, or \\{letter} for the brace itself"
        )
    if letter in ("@", "＠"):
        return _error("no name follows this @", here, "a name starts with a letter or _; write \\@ for the sign itself")
    if bracket is not None:
        return _inside(source, text, here, bracket, letter)
    if letter and letter in _CLOSE:
        return _error(
            "this bracket closes no tag", here, f"open the tag with [, or write \\{letter} for the bracket itself"
        )
    line_end = text.find("\n", at)
    rest = Span(source, here.start, min(max(line_end, here.end), len(source.text)))
    if text[:at].rstrip(" \t\u3000")[-1:] in tuple(_CLOSE):
        return _error(
            "text behind a tag", rest, "tags come last on a line: put the text before them, or on its own line"
        )
    return _error("this cannot be read", rest, "see docs/language.md for the kinds of line")


def _not_closed(source: Source, text: str, at: int, bracket: int) -> Diagnostic:
    """Report the tag opened at ``bracket``, which no bracket closes before offset ``at``."""
    span = Span(source, bracket, bracket + 1)
    labels: tuple[Label, ...] = ()
    if at < len(source.text) and text[at] in _OPEN:
        labels = (Label(Span(source, at, at + 1), "the next tag opens here"),)
    line_end = text.find("\n", bracket)
    end = bracket + len(text[bracket : min(line_end, at)].rstrip())
    fix = None
    named = _NAME_IN_TAG.match(text, bracket, end)
    if named and lookup(named[1]) and at >= line_end:
        fix = Fix("close the tag at the end of its line", (Edit(Span(source, end, end), "]"),))
    advice = f"put ] where the tag ends, or write \\{text[bracket]} for the bracket itself"
    return Diagnostic("E101", "this tag is not closed", span, labels=labels, help=(advice,), fix=fix)


def _inside(source: Source, text: str, here: Span, bracket: int, letter: str) -> Diagnostic:
    """Report what stands in a closed tag and cannot."""
    if letter == "#":
        return _error("a comment inside a tag", here, "put the comment above the tag, or write \\# for the sign itself")
    named = _NAME_IN_TAG.match(text, bracket)
    if named is None:
        return _error("a tag begins with its name", Span(source, bracket, here.end), "as in [shot: wide, 3s]")
    if named[2] is None:
        return _error("a colon is missing after the tag's name", here, f"write [{named[1]}: …]")
    return _error("this cannot stand in a tag", here, "close the tag before it with ]")


def _error(message: str, span: Span, advice: str) -> Diagnostic:
    return Diagnostic("E101", message, span, help=(advice,))
