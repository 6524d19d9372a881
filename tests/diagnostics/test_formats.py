"""JSON, SARIF and GitHub annotations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

from compiler.diagnostics.codes import CODES
from compiler.diagnostics.render import github, sarif
from compiler.diagnostics.render import json as as_json
from tests.diagnostics.samples import INFERRED, TOO_LONG, UNKNOWN, UNUSED

EVERY = [TOO_LONG, UNKNOWN, UNUSED, INFERRED]
SCHEMA = Path(__file__).parent / "data" / "sarif-2.1.0-rtm.5.json"


def test_json_has_the_published_fields_in_order() -> None:
    first, second, *_ = json.loads(as_json.render(EVERY))
    assert list(first) == [
        "code", "severity", "message", "file", "line", "column", "end_line", "end_column", "labels", "help", "fix",
    ]  # fmt: skip
    assert first == {
        "code": "E301",
        "severity": "error",
        "message": "this clip runs 19 s; kling-v3 generates at most 15 s",
        "file": "neon.scene",
        "line": 31,
        "column": 14,
        "end_line": 31,
        "end_column": 16,
        "labels": [
            {
                "message": "the scene opens here",
                "file": "neon.scene",
                "line": 18,
                "column": 1,
                "end_line": 18,
                "end_column": 39,
            }
        ],
        "help": ["put [split] before this shot, or [split: auto] in the scene"],
        "fix": None,
    }
    assert second["column"] == 12, "columns are code points, not cells"
    assert second["fix"] == {
        "title": "write @阿明",
        "edits": [
            {"file": "燈塔.scene", "line": 1, "column": 13, "end_line": 1, "end_column": 15, "text": "阿明"}
        ],
    }  # fmt: skip


def test_json_of_nothing_is_an_empty_array() -> None:
    assert json.loads(as_json.render([])) == []


def test_json_severities() -> None:
    assert [one["severity"] for one in json.loads(as_json.render(EVERY))] == ["error", "error", "warning", "hint"]
    strict = json.loads(as_json.render(EVERY, strict=True))
    assert [one["severity"] for one in strict] == ["error", "error", "error", "hint"]


def log(found: list[Any]) -> dict[str, Any]:
    """Return a SARIF log that the published schema accepts."""
    written: dict[str, Any] = json.loads(sarif.render(found))
    schema = json.loads(SCHEMA.read_text("utf-8"))
    validator = jsonschema.validators.validator_for(schema)
    assert [error.message for error in validator(schema).iter_errors(written)] == []
    return written


def test_the_schema_refuses_what_is_no_sarif() -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    written = json.loads(sarif.render([TOO_LONG]))
    written["runs"][0]["results"][0]["level"] = "fatal"
    assert list(jsonschema.validators.validator_for(schema)(schema).iter_errors(written))


def test_sarif_is_valid() -> None:
    run = log(EVERY)["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(CODES)
    assert [result["level"] for result in run["results"]] == ["error", "error", "warning", "note"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_of_nothing_is_valid() -> None:
    assert log([])["runs"][0]["results"] == []


def test_sarif_places() -> None:
    first, second, *_ = log(EVERY)["runs"][0]["results"]
    location = first["locations"][0]["physicalLocation"]
    assert location["region"] == {"startLine": 31, "startColumn": 14, "endLine": 31, "endColumn": 16}
    assert first["relatedLocations"][0]["message"]["text"] == "the scene opens here"
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "%E7%87%88%E5%A1%94.scene"
    related = second["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert related == "cast/harbour%20master.scene"
    change = second["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change["insertedContent"]["text"] == "阿明"


def test_github_annotations() -> None:
    lines = github.render(EVERY).splitlines()
    assert lines[0] == (
        "::error file=neon.scene,line=31,col=14,endLine=31,endColumn=16,title=E301::"
        "this clip runs 19 s; kling-v3 generates at most 15 s (12 s so far, 19 s with this shot)%0A"
        "help: put [split] before this shot, or [split: auto] in the scene"
    )
    assert [line.split(" ")[0] for line in lines] == ["::error", "::error", "::warning", "::notice"]
    assert lines[2].endswith("::阿明 is never used: 100%25%0Ahelp: mention it,%0Aor take it out")


def test_github_properties_are_escaped() -> None:
    from compiler.diagnostics.model import Diagnostic
    from compiler.text.source import Source

    source = Source("a,b:c%.scene", "x\ny\n")
    line = github.render([Diagnostic("E101", "x", source.span(0, 3))])
    assert line == "::error file=a%2Cb%3Ac%25.scene,line=1,col=1,endLine=2,title=E101::x\n"
