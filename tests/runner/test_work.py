"""Single steps against a vendor that says unusual things."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

import compiler.runner.reconcile as reconciling
import compiler.runner.submit as submitting
import compiler.runner.wait as waiting
from compiler.runner import backoff
from compiler.runner.classes import Refusal
from compiler.runner.database import AwayError, Database
from compiler.runner.dialects import Task
from compiler.runner.http import HeldUpError
from compiler.runner.ledger import runs, schema
from compiler.runner.ledger.claims import SEND_WITHIN, Account, claim
from compiler.runner.ledger.moves import Moves
from compiler.runner.ledger.reopening import reopen
from compiler.runner.ledger.runs import RunOptions
from compiler.runner.prepare import prepare
from compiler.runner.reconcile import UNANSWERED
from compiler.runner.store import StoreError
from compiler.runner.submit import Submit
from compiler.runner.wait import LINKLESS, AwaitTask
from compiler.runner.work import Worksite
from compiler.settings import Provider
from tests.runner.manifests import plain

ACCOUNT = Account("studio", 5, 0.0)


@dataclass
class Oracle:
    """A vendor that gives the prepared answers in turn."""

    answers: list[Task | Refusal | str | Exception]
    settings: Provider = field(default_factory=lambda: Provider(poll=0.01, poll_first=0.01, settle=0.0))
    name: str = "studio"
    base_url: str = "http://studio"
    accounts: tuple[Account, ...] = (ACCOUNT,)
    free: bool = False
    lookup: bool = True
    known: bool = True
    asked: int = 0
    asked_at: list[str] = field(default_factory=list)

    def knows(self, _account: str | None) -> bool:
        return self.known

    async def poll(self, *_: Any) -> Any:
        self.asked += 1
        self.asked_at.append(self.base_url)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    look_up = submit = poll


@pytest.fixture
def database(tmp_path: Path) -> Iterable[Database]:
    database = Database(f"sqlite:///{tmp_path}/ledger.db", patience=5.0)
    schema.create(database)
    yield database
    database.close()


def begin(database: Database) -> str:
    run, _ = runs.open_run(database, prepare(plain(1)), RunOptions("studio", "/"))
    (one,) = database.read(lambda transaction: runs.snapshot(transaction, run))
    return one.submission


def site(database: Database, oracle: Oracle) -> Worksite:
    return Worksite(database, cast(Any, None), Path(), "me", lambda *_: cast(Any, oracle))


def test_a_task_that_is_done_and_names_no_file_is_asked_for_it_and_not_paid_again(database: Database) -> None:
    name = begin(database)
    claim(database, name, "me", (ACCOUNT,), timeout=1.0, settle=0.0)
    Moves(database).accepted(name, "task")
    oracle = Oracle([Task("task", "succeeded")] * LINKLESS)
    assert asyncio.run(AwaitTask(site(database, oracle), name).wait()) == "failed"
    assert oracle.asked == LINKLESS
    run = database.read(lambda transaction: runs.find_run(transaction, None))
    assert run is not None
    database.write(lambda transaction: reopen(transaction, run.run))
    later = Oracle([Task("task", "succeeded"), Task("task", "succeeded", link="http://studio/film")])
    assert asyncio.run(AwaitTask(site(database, later), name).wait()) == "finished"
    assert Moves(database).get(name).link == "http://studio/film"


def test_absence_under_another_key_sends_nothing_again(database: Database) -> None:
    name = begin(database)
    claim(database, name, "me", (ACCOUNT,), timeout=0.0, settle=0.0)
    oracle = Oracle([Refusal("fatal", "404", "no such task")], known=False)
    assert asyncio.run(Submit(site(database, oracle), name).submit()) == "stalled"
    row = Moves(database).get(name)
    assert (row.state, row.cause) == ("sending", "key")
    run = database.read(lambda transaction: runs.find_run(transaction, None))
    assert run is not None
    # It is paid for again only where a person says so, and the first counts as spent.
    database.write(lambda transaction: reopen(transaction, run.run))
    assert Moves(database).get(name).state == "sending"
    database.write(lambda transaction: transaction.run("update scenec_submissions set stalled = 1"))
    assert database.write(lambda transaction: reopen(transaction, run.run, frozenset({"s01c01"}))) == ["s01c01"]
    assert Moves(database).get(name).state == "unknown"
    (one,) = database.read(lambda transaction: runs.snapshot(transaction, run.run))
    assert (one.state, one.before, one.submission != name) == ("queued", 3.0, True)


def test_a_task_is_saved_however_long_the_database_stays_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = begin(database)
    accepted = Moves.accepted
    away = 3

    def fails(self: Moves, *arguments: Any, **more: Any) -> bool:
        nonlocal away
        away -= 1
        if away > 0:
            raise AwayError("gone")
        return accepted(self, *arguments, **more)

    monkeypatch.setattr(Moves, "accepted", fails)
    assert asyncio.run(Submit(site(database, Oracle(["task"])), name).submit()) == "waiting"
    assert Moves(database).get(name).task == "task"


def test_a_vendor_that_asks_to_be_left_alone_is_left_alone_for_so_long(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def waited(_event: asyncio.Event, seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(waiting, "until", waited)
    name = begin(database)
    claim(database, name, "me", (ACCOUNT,), timeout=0.0, settle=0.0)
    Moves(database).accepted(name, "task")
    busy = Refusal("again", "429", "too many questions", 120.0)
    oracle = Oracle([busy, busy, Task("task", "running"), Task("task", "succeeded", link="http://studio/film")])
    assert asyncio.run(AwaitTask(site(database, oracle), name).wait()) == "finished"
    assert all(120.0 <= pause < 122.0 for pause in pauses[:2])
    assert pauses[2] < 1.0


def test_look_ups_that_are_refused_come_less_and_less_often(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def slept(seconds: float) -> None:
        pauses.append(seconds)

    # Not in asyncio itself, where servers of other tests sleep too.
    monkeypatch.setattr(reconciling, "asyncio", SimpleNamespace(sleep=slept))
    monkeypatch.setattr(backoff.random, "uniform", lambda _low, high: high)
    name = begin(database)
    claim(database, name, "me", (ACCOUNT,), timeout=0.0, settle=0.0)
    broken, busy = Refusal("ambiguous", "500", "no"), Refusal("again", "429", "no", 90.0)
    oracle = Oracle([broken, broken, broken, busy, Task("task", "running")])
    assert asyncio.run(Submit(site(database, oracle), name).submit()) == "waiting"
    assert pauses == [2.0, 4.0, 8.0, 91.0]


def test_a_clip_that_a_vendor_never_answers_ends_clearly_and_is_tried_again_on_request(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backoff.random, "uniform", lambda low, _high: low)
    name = begin(database)
    broken, absent = Refusal("ambiguous", "500", "out of order"), Refusal("fatal", "404", "no such task")
    oracle = Oracle([broken, absent] * UNANSWERED)
    assert asyncio.run(Submit(site(database, oracle), name).submit()) == "halted"
    assert oracle.answers == []
    row = Moves(database).get(name)
    assert (row.state, row.task) == ("halted", None)
    assert row.message == "the vendor answered none of 20 submissions (out of order) and took none of them"
    runs.open_run(database, prepare(plain(1)), RunOptions("studio", "/"))
    assert asyncio.run(Submit(site(database, Oracle([broken, absent, "task"])), name).submit()) == "waiting"


def test_images_that_are_long_in_coming_are_fetched_once_and_hold_nothing_up_for_ever(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = begin(database)
    moment, filled = 1000.0, 0

    def fill(_step: Submit, _row: object) -> dict[str, object]:
        nonlocal moment, filled
        moment, filled = moment + SEND_WITHIN + 1, filled + 1
        return {"body": {}}

    class Strict(Oracle):
        async def submit(
            self, _request: object, _name: str, _account: str, guard: Callable[[], bool], _still: object
        ) -> str:
            if not guard():
                raise HeldUpError("the process was held up")
            return "task"

    monkeypatch.setattr(Submit, "_filled", fill)
    monkeypatch.setattr(submitting, "boot_clock", lambda: moment)
    place = site(database, Strict([]))
    place.first_pause = 0.01
    assert asyncio.run(Submit(place, name).submit()) == "waiting"
    assert filled == 1


def test_a_store_that_cannot_be_read_fails_no_clip(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(_step: Submit, _row: object) -> dict[str, object]:
        raise StoreError("s3://films does not answer")

    monkeypatch.setattr(Submit, "_filled", fill)
    name = begin(database)
    assert asyncio.run(Submit(site(database, Oracle([])), name).submit()) == "halted"
    row = Moves(database).get(name)
    assert (row.state, row.cause) == ("halted", "store")


def test_a_refusal_is_saved_however_long_the_database_stays_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = begin(database)
    stopped = Moves.stopped
    away = 3

    def fails(self: Moves, *arguments: Any, **more: Any) -> bool:
        nonlocal away
        away -= 1
        if away > 0:
            raise AwayError("gone")
        return stopped(self, *arguments, **more)

    monkeypatch.setattr(Moves, "stopped", fails)
    # Nobody could find out later that it was refused.
    oracle = Oracle([Refusal("fatal", "1300", "not this clip")], lookup=False)
    assert asyncio.run(Submit(site(database, oracle), name).submit()) == "failed"
    assert Moves(database).get(name).cause == "1300"


def test_what_goes_wrong_before_anything_is_sent_leaves_no_doubt(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(_step: Submit, _row: object) -> dict[str, object]:
        raise OSError("too many open files")

    monkeypatch.setattr(Submit, "_filled", fill)
    name = begin(database)
    with pytest.raises(OSError, match="too many open files"):
        asyncio.run(Submit(site(database, Oracle([], lookup=False)), name).submit())
    assert Moves(database).get(name).state == "queued"
