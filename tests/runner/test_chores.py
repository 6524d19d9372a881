from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from compiler.runner import attendant, chores
from compiler.runner.attendant import Attendant
from compiler.runner.database import Database
from compiler.runner.ledger import schema
from compiler.runner.liveness import STALE, FileLocks
from compiler.runner.prepare import prepare
from tests.runner.conftest import Project, work
from tests.runner.manifests import plain

WEEK = 7 * 86400


def ask(project: Project, statement: str) -> list[Any]:
    connection = sqlite3.connect(project.folder / ".scenec" / "scenec.db", isolation_level=None, timeout=20)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def until(reached: Callable[[], bool]) -> None:
    limit = time.monotonic() + 30
    tick = threading.Event()
    while not reached():
        assert time.monotonic() < limit
        tick.wait(0.05)


def forgotten(project: Project) -> list[int]:
    return [detail["workflows"] for kind, detail in project.logged if kind == "forgot"]


def test_the_engines_history_is_forgotten_after_a_week_and_the_ledger_is_not(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "TOGETHER", 2)
    with project.runner() as runner:
        run, _ = runner.open(prepare(plain(6)), project.options(), project.read)
        assert work(runner, run).run.state == "done"
        # The ledger knows it a moment before the engine does.
        until(lambda: ask(project, "select distinct status from workflow_status") == [("SUCCESS",)])
    names = sorted(row[0] for row in ask(project, "select workflow_uuid from workflow_status"))
    assert len(names) == 6
    young, old = names[0], names[1:]
    ask(project, f"update workflow_status set completed_at = completed_at - {(WEEK + 60) * 1000} where 1=1")
    ask(project, f"update workflow_status set completed_at = completed_at + 120000 where workflow_uuid = '{young}'")
    steps = ask(project, "select count(*) from operation_outputs")[0][0]
    events = ask(project, "select count(*) from scenec_events")
    assert forgotten(project) == []
    ask(project, "update scenec_chores set done = done - 3601")
    with project.runner() as runner:
        runner.ensure_started()
        until(lambda: len(forgotten(project)) == 3)
    assert forgotten(project) == [2, 2, 1]
    assert ask(project, "select workflow_uuid from workflow_status") == [(young,)]
    assert ask(project, "select count(*) from operation_outputs")[0][0] < steps
    assert ask(project, "select count(*) from scenec_events") == events
    assert len(old) == 5
    # The films are what they were, and nothing is done again.
    assert project.render(plain(6)).spent == 0


def test_the_chores_are_done_once_an_hour_by_one_process(project: Project) -> None:
    project.render(plain(1))
    ask(project, f"update workflow_status set completed_at = completed_at - {(WEEK + 60) * 1000}")
    database = Database(f"sqlite:///{project.folder / '.scenec' / 'scenec.db'}")
    assert not database.write(chores._mine)
    ask(project, "update scenec_chores set done = done - 3601")
    assert database.write(chores._mine)
    assert not database.write(chores._mine)
    # A clock that jumped into the future and back does not put the chores off for ever.
    ask(project, "update scenec_chores set done = done + 86400")
    assert database.write(chores._mine)
    database.close()


def test_old_traces_of_dead_processes_go_and_those_of_the_living_stay(tmp_path: Path) -> None:
    living = FileLocks(tmp_path)
    living.hold("living")
    for name in ("dead", "recent"):
        (tmp_path / name).touch()
    past = time.time() - WEEK - 60
    for name in ("dead", "living"):
        os.utime(tmp_path / name, (past, past))
    FileLocks(tmp_path).tidy(WEEK)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["living", "recent"]
    living.release()


def test_a_process_is_frozen_when_its_heart_stands_still_whatever_the_databases_clock_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'scenec.db'}")
    schema.create(database)

    def beats(at: float) -> None:
        database.write(
            lambda transaction: transaction.run(
                "insert into scenec_executors (executor, host, pid, started, beat) values ('other', 'h', 1, 0, :at) "
                "on conflict (executor) do update set beat = :at",
                at=at,
            )
        )

    clock = SimpleNamespace(monotonic=lambda: now)
    now = 1000.0
    monkeypatch.setattr(attendant, "time", clock)
    site: Any = SimpleNamespace(database=database)
    watcher = Attendant(SimpleNamespace(), site, SimpleNamespace(), lambda name: None)  # type: ignore[arg-type]
    # Last heard of long ago, by a clock that cannot be trusted: watched from now on.
    beats(1.0)
    assert not watcher._stale("other")
    now += STALE
    assert not watcher._stale("other")
    now += 1
    assert watcher._stale("other")
    beats(1e12)
    assert not watcher._stale("other")
    now += STALE + 1
    assert watcher._stale("other")
    database.close()


def test_a_lasting_trouble_of_the_housekeeping_is_told_once_and_without_a_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Any] = []
    database = Database("postgresql://scenec:hidden@nowhere/scenec")
    site: Any = SimpleNamespace(database=database, log=lambda kind, **detail: told.append((kind, detail["problem"])))
    watcher = Attendant(SimpleNamespace(), site, SimpleNamespace(), lambda name: None)  # type: ignore[arg-type]
    rounds = iter(["no hidden route", "no hidden route", "", "no hidden route", "another"])

    def once() -> None:
        trouble = next(rounds, None)
        if trouble is None:
            watcher._stopping.set()
        elif trouble:
            raise RuntimeError(trouble)

    monkeypatch.setattr(watcher, "once", once)
    watcher._attend()
    assert told == [("attendant", "no … route"), ("attendant", "no … route"), ("attendant", "another")]
