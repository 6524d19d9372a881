"""Diagnostics as a JSON array, for scripts and editors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from compiler.diagnostics.model import Diagnostic, Fix
from compiler.diagnostics.render.common import place, severity


def render(diagnostics: Sequence[Diagnostic], *, strict: bool = False) -> str:
    """Return the array, with a line end. Lines and columns count from 1, columns in code points."""
    return json.dumps([_diagnostic(one, strict) for one in diagnostics], ensure_ascii=False, indent=2) + "\n"


def _diagnostic(diagnostic: Diagnostic, strict: bool) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "severity": severity(diagnostic, strict),
        "message": diagnostic.message,
        **place(diagnostic.span),
        "labels": [{"message": label.message, **place(label.span)} for label in diagnostic.labels],
        "help": list(diagnostic.help),
        "fix": None if diagnostic.fix is None else _fix(diagnostic.fix),
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {"title": fix.title, "edits": [{**place(edit.span), "text": edit.text} for edit in fix.edits]}
