"""The real command, killed with -9 at random moments. ``python -m tests.runner.crash`` does it for longer."""

from __future__ import annotations

from pathlib import Path

from tests.runner.crash import LENGTH, crash


def test_kills_between_the_bytes_of_submissions_cost_not_one_bill_too_many(tmp_path: Path) -> None:
    outcome = crash(tmp_path, clips=16, kills=12, seed=20)
    assert outcome.kills.total() >= 5, outcome
    assert set(outcome.kills) - {"at random"}, outcome
    assert outcome.good(16, 16 * LENGTH), f"{outcome}\n{outcome.said}"
