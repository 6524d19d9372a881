"""One vendor, several addresses: what was never sent goes to the new one, what was sent is asked about where it is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from compiler import settings
from compiler.runner.classes import Refusal
from compiler.runner.database import Database
from compiler.runner.dialects import Task
from compiler.runner.http import NotSentError
from compiler.runner.ledger import runs, schema
from compiler.runner.ledger.claims import claim
from compiler.runner.ledger.moves import Moves
from compiler.runner.ledger.reopening import reopen
from compiler.runner.ledger.runs import RunOptions
from compiler.runner.prepare import prepare
from compiler.runner.reconcile import Reconcile
from compiler.runner.runner import Runner
from tests.runner.conftest import PROVIDER, Project, Sandbox, ask, work
from tests.runner.manifests import plain
from tests.runner.test_work import ACCOUNT, Oracle, database, site

__all__ = ["database"]

ABSENT = Refusal("fatal", "404", "no such task")


@contextmanager
def runner(project: Project, *, configured: str, given: str | None = None) -> Iterator[Runner]:
    """A runner whose ``scenec.toml`` has one address, and which may be given another."""
    (project.folder / "scenec.toml").write_text(f'[providers.sandbox]\nbase_url = "{configured}"\n', "utf-8")
    loaded = settings.load(project.folder, {})
    made = Runner(loaded, addresses={PROVIDER: given} if given else None, speed_up=project.speed_up)
    made.prepare()
    try:
        yield made
    finally:
        made.stop()


def begin(project: Project, made: Runner, given: str | None) -> str:
    run, _ = made.open(prepare(plain(1)), project.options(base_url=given), project.read)
    return run


def accepted_at(project: Project, url: str) -> None:
    """Have a task accepted at ``url`` and leave it there."""
    with runner(project, configured="http://127.0.0.1:9", given=url) as made:
        run = begin(project, made, url)
        made.ensure_started()
        made.work_on(run)
        states: list[str] = []

        class EnoughError(Exception):
            pass

        def seen(progress: Any) -> None:
            states[:] = [clip.state for clip in progress.clips]
            if states == ["waiting"]:
                raise EnoughError

        with pytest.raises(EnoughError):
            made.watch(run, seen, every=0.05)


def test_a_task_is_asked_about_where_it_was_accepted_though_the_configuration_says_otherwise(
    project: Project, sandbox: Sandbox
) -> None:
    first, second = sandbox(speed=30.0).url, sandbox().url
    accepted_at(project, first)
    with runner(project, configured=second) as made:
        assert work(made, begin(project, made, None)).run.state == "done"
    assert len(ask(first, "ledger")) == 1
    assert ask(second, "ledger") == []


def test_a_task_that_the_given_address_does_not_know_is_asked_about_where_it_was_accepted(
    project: Project, sandbox: Sandbox
) -> None:
    first, second = sandbox(speed=30.0).url, sandbox().url
    accepted_at(project, first)
    with runner(project, configured=first, given=second) as made:
        assert work(made, begin(project, made, second)).run.state == "done"
    assert len(ask(first, "ledger")) == 1
    assert ask(second, "ledger") == []


def test_what_was_never_sent_goes_where_the_latest_command_says(database: Database) -> None:
    film = prepare(plain(2))
    run, _ = runs.open_run(database, film, RunOptions("studio", "/", base_url="http://old"))
    queued, sent = (one.submission for one in database.read(lambda transaction: runs.snapshot(transaction, run)))
    moves = Moves(database)
    for name in (queued, sent):
        leave: Any = claim(database, name, "me", (ACCOUNT,), timeout=1.0, settle=0.0, address="http://old")
        if name == queued:
            moves.not_sent(name, leave.token, 60.0, "unreachable", "http://old does not answer")
    moves.accepted(sent, "task")
    runs.open_run(database, film, RunOptions("studio", "/"))
    row = moves.get(queued)
    assert (row.base_url, row.rests, row.cause, row.message) == (None, 0.0, None, None)
    assert moves.get(sent).sent_to == "http://old"


def sent_to_another(database: Database) -> tuple[str, str]:
    run, _ = runs.open_run(database, prepare(plain(1)), RunOptions("studio", "/", base_url="http://old"))
    (one,) = database.read(lambda transaction: runs.snapshot(transaction, run))
    claim(database, one.submission, "me", (ACCOUNT,), timeout=0.0, settle=0.0, address="http://old")
    return run, one.submission


def test_absence_at_another_address_sends_nothing_again(database: Database) -> None:
    _, name = sent_to_another(database)
    oracle = Oracle([ABSENT, Task("task", "running")])
    assert settle(database, oracle, name) == "waiting"
    assert oracle.asked_at == ["http://studio", "http://old"]
    assert Moves(database).get(name).task == "task"


def test_where_the_former_address_is_gone_only_a_person_pays_again(database: Database) -> None:
    run, name = sent_to_another(database)
    oracle = Oracle([ABSENT, NotSentError("connection refused")])
    assert settle(database, oracle, name) == "unknown"
    row = Moves(database).get(name)
    assert row.message == (
        "http://old, where it was sent, does not answer, and no other address can tell: connection refused"
    )
    assert database.write(lambda transaction: reopen(transaction, run)) == ["s01c01"]
    assert Moves(database).get(name).state == "sending", "it is asked about again, and not sent"
    assert settle(database, Oracle([ABSENT, NotSentError("connection refused")]), name) == "unknown"
    database.write(lambda transaction: reopen(transaction, run, frozenset({"s01c01"})))
    (again,) = database.read(lambda transaction: runs.snapshot(transaction, run))
    assert (again.state, again.submission == name) == ("queued", False)


def settle(database: Database, oracle: Oracle, name: str) -> str:
    """Reconcile until something is known, and return the state."""
    place = site(database, oracle)
    place.patience = 0.0
    reconcile = Reconcile(place, name)
    moves = Moves(database)

    async def run() -> str:
        while moves.get(name).state == "sending":
            row = moves.get(name)
            vendor: Any = oracle
            await reconcile.once(row, vendor, place.patience_with(vendor))
        return moves.get(name).state

    return asyncio.run(run())


def test_an_older_ledger_gets_the_new_column(tmp_path: Path) -> None:
    older = Database(f"sqlite:///{tmp_path}/older.db", patience=5.0)
    schema.create(older)
    older.write(lambda transaction: transaction.run("alter table scenec_submissions drop column sent_to"))
    older.write(lambda transaction: transaction.run("update scenec_version set version = 1"))
    assert schema.exists(older)
    _, name = sent_to_another(older)
    assert Moves(older).get(name).sent_to == "http://old"
    older.close()
