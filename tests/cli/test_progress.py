"""What is said of a clip that is not there: the script's line, what happened, what it cost and what to do."""

from __future__ import annotations

import time
from dataclasses import fields
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from compiler.cli.progress import live_table, trouble
from compiler.runner.ledger.records import ClipState
from compiler.runner.progress import Progress


def clip(**known: Any) -> ClipState:
    values: dict[str, Any] = dict.fromkeys((field.name for field in fields(ClipState)), None)
    values |= {
        "clip": "s01c02",
        "file": "film.scene",
        "line": 9,
        "amount": 3.0,
        "currency": "units",
        "cached": False,
        "stalled": False,
        "state": "queued",
        "before": 0.0,
    }
    return ClipState(**(values | known))


@pytest.mark.parametrize(
    ("known", "line"),
    [
        ({"state": "done"}, None),
        (
            {"blocked": "s01c01"},
            "film.scene:9: s01c02 was not begun (nothing spent): it continues s01c01, "
            "and is rendered once that is there",
        ),
        (
            {"state": "failed", "task": "t", "message": "no luck"},
            "film.scene:9: s01c02 failed (3 units spent): no luck; scenec retry r1 tries again",
        ),
        (
            {"state": "failed", "task": "t2", "before": 3.0, "message": "no luck"},
            "film.scene:9: s01c02 failed (6 units spent): no luck; scenec retry r1 tries again",
        ),
        (
            {"state": "halted", "before": 3.0, "message": "no credit"},
            "film.scene:9: s01c02 halted (3 units spent): no credit; the same command goes on",
        ),
        (
            {"state": "failed", "message": "refused"},
            "film.scene:9: s01c02 failed: refused; scenec retry r1 tries again",
        ),
        (
            {"state": "halted", "message": "no credit"},
            "film.scene:9: s01c02 halted: no credit; the same command goes on",
        ),
        (
            {"state": "waiting", "task": "t", "stalled": True, "billed": 2.5, "message": "away"},
            "film.scene:9: s01c02 stalled (2.5 units spent): away; the same command goes on",
        ),
        (
            {"state": "unknown", "message": "no answer"},
            "film.scene:9: s01c02 unknown (3 units spent): no answer; "
            "if the vendor has not got it, scenec retry r1 --resubmit s01c02 pays again",
        ),
    ],
)
def test_each_state_says_what_it_cost_and_what_to_do(known: dict[str, Any], line: str | None) -> None:
    assert trouble("r1", clip(**known)) == line


@pytest.mark.parametrize("width", [40, 60, 120])
def test_a_narrow_terminal_shows_whole_words(width: int) -> None:
    clips = [clip(state="waiting", progress=0.5, seconds=8.0, heading="EXT. 碼頭 - NIGHT", position=0)]
    progress = Progress(run=SimpleNamespace(run="r1"), clips=clips, spent=3.0)  # type: ignore[arg-type]
    written = StringIO()
    Console(file=written, width=width).print(live_table(progress, time.monotonic(), 0, width))
    first, *_, last = written.getvalue().splitlines()
    assert first.split()[:2] == ["s01c02", "generating"]
    assert last.strip() == "1 generating · 3 units"
    assert ("碼頭" in first) == (width >= 60)
