"""Diagnostics as GitHub Actions workflow commands: each shows up beside the line that it is about."""

from __future__ import annotations

from collections.abc import Sequence

from compiler.diagnostics.model import Diagnostic
from compiler.diagnostics.render.common import severity

_COMMANDS = {"error": "error", "warning": "warning", "hint": "notice"}


def render(diagnostics: Sequence[Diagnostic], *, strict: bool = False) -> str:
    """Return one command a line."""
    return "".join(_command(one, strict) for one in diagnostics)


def _command(diagnostic: Diagnostic, strict: bool) -> str:
    first, last = diagnostic.span.first, diagnostic.span.last
    properties = {"file": diagnostic.span.source.name, "line": first.line, "col": first.column, "endLine": last.line}
    if first.line == last.line:
        # Columns across lines are refused by GitHub.
        properties["endColumn"] = last.column
    properties["title"] = diagnostic.code
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    message = diagnostic.message
    if diagnostic.label:
        message += f" ({diagnostic.label})"
    lines = [message, *(f"help: {line}" for line in diagnostic.help)]
    return f"::{_COMMANDS[severity(diagnostic, strict)]} {written}::{_data(chr(10).join(lines))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
