"""The parser: text in, nodes and every syntax error of the file out. It never raises for what a text says."""

from __future__ import annotations

import re
import threading
from functools import cache
from typing import Any, cast

from lark import Lark

from compiler import collector
from compiler.diagnostics.model import Diagnostic
from compiler.resources import folder
from compiler.syntax.builder import Builder
from compiler.syntax.characters import hide_unreadable
from compiler.syntax.nodes import BadLine, File, Item
from compiler.syntax.recovery import MOST_ERRORS, Recovery
from compiler.syntax.tables import tables_file
from compiler.syntax.tags import spellings
from compiler.text.source import Source

_local = threading.local()


def parse(source: Source) -> File:
    """Parse ``source`` into its lines, in order, with an E101 for everything that cannot be read.

    Never raises for any text. A file that is mostly unreadable is given up after a number of errors; the last
    diagnostic then says so, and the rest of the file is one ``BadLine``.
    """
    text, diagnostics, given_up = hide_unreadable(source)
    if given_up:
        return File(source, [BadLine(source, 0, len(text) - 1)], diagnostics, given_up=True)
    parser, builder = _engine()
    builder.begin(source)
    recovery = Recovery(source, text)
    with collector.paused():
        items = cast("list[Item]", parser.parse(text, on_error=recovery))
    found = diagnostics + recovery.diagnostics + _first(builder.diagnostics, len(items))
    builder.begin(Source("", ""))
    found.sort(key=_place)
    return File(source, items, found, recovery.given_up)


def bare_parser() -> Lark:
    """Return a parser of the same grammar that builds Lark's own trees: the yardstick of the benchmarks.

    The text that it takes must end in a line end.
    """
    return _lark()


@cache
def grammar() -> str:
    """Return the text of the grammar with the spellings of the tags put in."""
    text = (folder("grammar") / "scene.lark").read_text("utf-8")
    names = "|".join(re.escape(name) for name in sorted(spellings(), key=len, reverse=True))
    return text.replace("%TAGS%", names)


def _lark(**options: Any) -> Lark:
    return Lark(grammar(), parser="lalr", lexer="contextual", maybe_placeholders=False, **options)


def _engine() -> tuple[Lark, Builder]:
    """Return this thread's parser and the builder that it calls."""
    engine = getattr(_local, "engine", None)
    if engine is None:
        builder = Builder()
        engine = _local.engine = (_lark(transformer=builder, cache=tables_file() or False), builder)
    return cast("tuple[Lark, Builder]", engine)


def _first(empty: list[Diagnostic], lines: int) -> list[Diagnostic]:
    """Return the diagnostics of lines that say nothing, cut short where they are most of very many lines."""
    if len(empty) <= MOST_ERRORS or len(empty) * 2 <= lines:
        return empty
    more = f"{len(empty) - MOST_ERRORS} more cues and beats say nothing; only the first {MOST_ERRORS} are shown"
    return [*empty[:MOST_ERRORS], Diagnostic("E101", more, empty[MOST_ERRORS].span, help=("is this a .scene file?",))]


def _place(diagnostic: Diagnostic) -> tuple[int, int]:
    return diagnostic.span.start, diagnostic.span.end
