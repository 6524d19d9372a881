"""What the renderers share: the level under ``--strict``, and a span in lines and columns."""

from __future__ import annotations

from typing import Any

from compiler.diagnostics.model import Diagnostic, Severity
from compiler.text.source import Span


def severity(diagnostic: Diagnostic, strict: bool) -> Severity:
    """Return the level to show: under ``strict`` a warning is an error."""
    return "error" if strict and diagnostic.severity == "warning" else diagnostic.severity


def place(span: Span) -> dict[str, Any]:
    """Return a span as ``file``, ``line``, ``column``, ``end_line`` and ``end_column`` (exclusive), from 1."""
    first, last = span.first, span.last
    return {
        "file": span.source.name,
        "line": first.line,
        "column": first.column,
        "end_line": last.line,
        "end_column": last.column,
    }
