"""The real command, killed with -9 at random moments. ``python -m tests.runner.crash`` does it for longer."""

from __future__ import annotations

from pathlib import Path

from compiler.media.probe import probe
from tests.runner.crash import crash


def test_twenty_kills_cost_not_one_bill_too_many(tmp_path: Path) -> None:
    outcome = crash(tmp_path, clips=20, kills=20, seed=20)
    assert outcome.kills >= 5
    assert outcome.code == 0, outcome.said
    assert outcome.doubles == []
    assert outcome.bills == 20
    report = probe(outcome.film, decode=True)
    assert report.usable
    assert abs(report.seconds - 60) < 0.1
