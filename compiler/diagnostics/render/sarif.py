"""Diagnostics as SARIF 2.1.0, for code-scanning services."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from compiler import __version__
from compiler.diagnostics.codes import CODES
from compiler.diagnostics.model import Diagnostic, Fix
from compiler.diagnostics.render.common import severity
from compiler.text.source import Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "hint": "note"}
_LETTERS = {"E": "error", "W": "warning", "H": "note"}


def render(diagnostics: Sequence[Diagnostic], *, strict: bool = False) -> str:
    """Return one SARIF log with one run, with a line end. Every code is a rule, found or not."""
    indices = {code: index for index, code in enumerate(CODES)}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "scenec", "version": __version__, "rules": _rules()}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, indices[one.code], strict) for one in diagnostics],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rules() -> list[dict[str, Any]]:
    return [
        {
            "id": code,
            "shortDescription": {"text": title},
            "defaultConfiguration": {"level": _LETTERS[code[0]]},
            "help": {"text": f"scenec explain {code} tells more, with a wrong and a right script."},
        }
        for code, title in CODES.items()
    ]


def _result(diagnostic: Diagnostic, index: int, strict: bool) -> dict[str, Any]:
    text = "\n".join([diagnostic.message, *diagnostic.help])
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": _LEVELS[severity(diagnostic, strict)],
        "message": {"text": text},
        "locations": [_location(diagnostic.span, diagnostic.label)],
    }
    if diagnostic.labels:
        result["relatedLocations"] = [
            {"id": number, **_location(label.span, label.message)} for number, label in enumerate(diagnostic.labels)
        ]
    if diagnostic.fix is not None:
        result["fixes"] = [_fix(diagnostic.fix)]
    return result


def _location(span: Span, message: str) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(span.source.name)}, "region": _region(span)}
    }
    if message:
        location["message"] = {"text": message}
    return location


def _region(span: Span) -> dict[str, int]:
    first, last = span.first, span.last
    return {"startLine": first.line, "startColumn": first.column, "endLine": last.line, "endColumn": last.column}


def _fix(fix: Fix) -> dict[str, Any]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        replacement: dict[str, Any] = {"deletedRegion": _region(edit.span)}
        if edit.text:
            replacement["insertedContent"] = {"text": edit.text}
        changes.setdefault(_uri(edit.span.source.name), []).append(replacement)
    return {
        "description": {"text": fix.title},
        "artifactChanges": [
            {"artifactLocation": {"uri": uri}, "replacements": replacements} for uri, replacements in changes.items()
        ],
    }


def _uri(name: str) -> str:
    path = PurePath(name)
    if path.is_absolute():
        return path.as_uri()
    # A first segment with a colon would read as a scheme; surrogates from undecodable file names are escaped as bytes.
    return quote(path.as_posix(), safe="/", errors="surrogateescape")
