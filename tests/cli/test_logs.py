from __future__ import annotations

import json
from datetime import datetime

import pytest

from compiler.cli.console import Console
from compiler.cli.logs import event_log


def test_an_event_is_a_line_of_json_with_its_moment(capsys: pytest.CaptureFixture[str]) -> None:
    log = event_log(Console(), "json")
    log("submitted", submission="scenec-1", amount=3.0)
    log("failed", message="“nein”\nzweite Zeile")
    out, err = capsys.readouterr()
    assert out == ""
    first, second = [json.loads(line) for line in err.splitlines()]
    assert list(first) == ["time", "event", "submission", "amount"]
    assert datetime.fromisoformat(first["time"]).utcoffset() is not None
    assert (first["event"], first["amount"]) == ("submitted", 3.0)
    assert second["message"] == "“nein”\nzweite Zeile"


def test_for_people_it_is_a_line_of_words(capsys: pytest.CaptureFixture[str]) -> None:
    event_log(Console(verbosity=1), None)("refused", cause="1302")
    moment, *words = capsys.readouterr().err.split()
    assert datetime.strptime(moment, "%H:%M:%S")
    assert words == ["refused", "cause=1302"]


@pytest.mark.parametrize(
    ("verbosity", "log_format", "lines"),
    [(0, None, 0), (1, None, 1), (0, "text", 1), (0, "json", 1), (1, "json", 1), (-1, "json", 0)],
)
def test_a_format_or_verbosity_asks_for_the_log_and_quiet_forbids_it(
    capsys: pytest.CaptureFixture[str], verbosity: int, log_format: str | None, lines: int
) -> None:
    event_log(Console(verbosity=verbosity), log_format)("done")
    assert len(capsys.readouterr().err.splitlines()) == lines
