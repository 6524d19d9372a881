"""Accounts that a vendor refuses, alone and among several."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.runner.classes import Refusal
from compiler.runner.prepare import prepare
from compiler.runner.standing import IN_A_ROW, Standing
from tests.runner.conftest import Project, Sandbox, ask, work
from tests.runner.manifests import plain

ARREARS = Refusal("halt", "1101", "in arrears")
TWO_KEYS = """
[[providers.sandbox.keys]]
access_key_env = "KEY_1"
secret_key_env = "SECRET_1"
[[providers.sandbox.keys]]
access_key_env = "KEY_2"
secret_key_env = "SECRET_2"
"""
ENVIRONMENT = {"KEY_1": "one", "SECRET_1": "first", "KEY_2": "two", "SECRET_2": "second"}


def test_what_two_clips_in_a_row_were_told_holds_for_those_that_waited() -> None:
    standing = Standing()
    assert not standing.refused("a", ARREARS, 3.0, 10.0)
    assert standing.stands_against("a", 3.0, 5.0) is None
    assert standing.refused("a", ARREARS, 3.0, 11.0)
    assert not standing.refused("a", ARREARS, 3.0, 11.0)
    assert standing.stands_against("a", 1.0, 5.0) is ARREARS
    assert standing.stands_against("a", 1.0, 12.0) is None
    assert standing.stands_against("b", 1.0, 5.0) is None
    standing.accepted("a")
    assert standing.stands_against("a", 1.0, 5.0) is None


def test_two_different_reasons_are_two_clips_troubles() -> None:
    standing = Standing()
    standing.refused("a", ARREARS, 3.0, 10.0)
    standing.refused("a", Refusal("halt", "1304", "address"), 3.0, 11.0)
    assert standing.stands_against("a", 3.0, 5.0) is None


def test_credit_that_does_not_do_for_one_clip_may_do_for_a_cheaper_one() -> None:
    standing = Standing()
    refusal = Refusal("halt", "insufficient_credit", "2 units are left")
    standing.refused("a", refusal, 5.0, 10.0)
    standing.refused("a", refusal, 3.0, 11.0)
    assert standing.stands_against("a", 4.0, 5.0) is refusal
    assert standing.stands_against("a", 2.0, 5.0) is None


@pytest.mark.parametrize("cause", ["403", "1103"])
def test_a_model_that_is_not_open_says_nothing_of_other_clips(cause: str) -> None:
    standing = Standing()
    for moment in range(3):
        assert not standing.refused("a", Refusal("halt", cause, "not yours"), 3.0, float(moment))
    assert standing.stands_against("a", 3.0, 0.0) is None


def test_a_key_that_is_refused_leaves_its_clips_to_the_others(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "scenec.toml").write_text(TWO_KEYS, "utf-8")
    running = sandbox(keys={"two": "second"}, open=False, tokens=frozenset())
    project = Project(tmp_path, running.url, environment=ENVIRONMENT)
    project.speed_up |= {"concurrency": 1}
    said: list[str] = []
    with project.runner() as runner:
        runner.circumstances.listen(lambda what, outage: None, said.append)
        run, _ = runner.open(prepare(plain(12)), project.options(), project.read)
        assert work(runner, run).run.state == "done"
    (line,) = said
    assert line.startswith("sandbox refuses the key in KEY_1: the token's key is not known here")
    assert line.endswith("; the others go on")
    stats = ask(project.url, "stats")
    assert stats["accepted"] == 12
    # Each refusal is two: the question is put once more with a token signed anew. One may have been on its way already.
    assert 2 * IN_A_ROW <= stats["rejected"]["401"] <= 2 * (IN_A_ROW + 1)


def test_a_refused_key_is_not_tried_once_for_every_clip(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "scenec.toml").write_text(TWO_KEYS, "utf-8")
    running = sandbox(keys={"other": "one"}, open=False, tokens=frozenset())
    project = Project(tmp_path, running.url, environment=ENVIRONMENT)
    project.speed_up |= {"concurrency": 1}
    film = prepare(plain(40))
    with project.runner() as runner:
        run, _ = runner.open(film, project.options(), project.read)
        progress = work(runner, run)
    assert progress.run.state == "halted"
    assert {clip.state for clip in progress.clips} == {"halted"}
    assert ask(project.url, "stats")["rejected"]["401"] <= 2 * 2 * 2 * IN_A_ROW


def test_a_key_that_is_not_set_is_missed_aloud_and_once(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "scenec.toml").write_text(TWO_KEYS, "utf-8")
    alone = {name: value for name, value in ENVIRONMENT.items() if name != "SECRET_1"}
    project = Project(tmp_path, sandbox().url, environment=alone)
    before: list[str] = []
    after: list[str] = []
    with project.runner() as runner:
        runner.vendor("sandbox", "guidances")
        runner.circumstances.listen(lambda what, outage: None, before.append)
        runner.vendor("sandbox", "guidances", "http://elsewhere.example")
        runner.circumstances.listen(lambda what, outage: None, after.append)
    assert after == []
    assert before == ["provider sandbox works without some of its keys: SECRET_1 is not set"]


def test_keys_that_are_all_set_are_not_mentioned(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "scenec.toml").write_text(TWO_KEYS, "utf-8")
    project = Project(tmp_path, sandbox().url, environment=ENVIRONMENT)
    said: list[str] = []
    with project.runner() as runner:
        runner.vendor("sandbox", "guidances")
        runner.circumstances.listen(lambda what, outage: None, said.append)
    assert said == []
