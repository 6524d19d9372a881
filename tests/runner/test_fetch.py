"""Downloads as steps of the work: what is tried again, for how long, and what is never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

import pytest

import compiler.runner.fetch as fetching
from compiler.runner.classes import Refusal
from compiler.runner.database import Database
from compiler.runner.dialects import Task
from compiler.runner.download import BadDownloadError, BrokenOffError, ExpiredLinkError
from compiler.runner.fetch import DOWNLOADS, LINKS, Fetch
from compiler.runner.ledger import runs, schema
from compiler.runner.ledger.claims import claim
from compiler.runner.ledger.moves import Moves
from compiler.runner.ledger.reopening import reopen
from compiler.runner.links import Guard
from compiler.runner.wait import AwaitTask
from compiler.runner.work import Worksite
from tests.runner.test_work import ACCOUNT, Oracle, begin

LINK = "http://studio/film?signature=secret"
MISSING = Refusal("fatal", "404", "no such task")


@pytest.fixture
def database(tmp_path: Path) -> Iterable[Database]:
    database = Database(f"sqlite:///{tmp_path}/ledger.db", patience=5.0)
    schema.create(database)
    yield database
    database.close()


@pytest.fixture
def name(database: Database) -> str:
    """A submission that the vendor has finished."""
    name = begin(database)
    claim(database, name, "me", (ACCOUNT,), timeout=0.0, settle=0.0)
    Moves(database).accepted(name, "task")
    Moves(database).finished(name, LINK, None)
    return name


class Line:
    """Stands in for the network: each download meets the next of ``events``."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, events: Iterable[Exception | None]) -> None:
        self.events = list(events)
        self.links: list[str] = []
        self.guarded: list[bool] = []
        monkeypatch.setattr(fetching, "download", self)

    async def __call__(self, _client: object, link: str, _part: Path, *, guard: Guard | None) -> None:
        self.links.append(link)
        self.guarded.append(guard is not None)
        if guard is not None:
            # A vendor on the internet would not be followed into this machine, this one may be.
            await guard.check("http://127.0.0.1/film")
        event = self.events.pop(0)
        if event is not None:
            raise event


def fetch(database: Database, oracle: Oracle, name: str, patience: float = 60.0) -> Fetch:
    site = Worksite(
        database, cast(Any, None), Path(), "me", lambda *_: cast(Any, oracle), patience=patience, first_pause=0.001
    )
    return Fetch(site, name)


def oracle(*answers: Task | Refusal) -> Oracle:
    vendor = Oracle(list(answers))
    vendor.client = None  # type: ignore[attr-defined]
    vendor.base_url = "http://127.0.0.1:8080"
    return vendor


def fresh(number: int) -> Task:
    return Task("task", "succeeded", link=f"http://studio/film{number}")


def test_a_line_that_breaks_off_again_and_again_is_no_damage(
    database: Database, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = DOWNLOADS * 3
    line = Line(monkeypatch, [*(BrokenOffError("the line is gone", size) for size in range(times)), None])
    vendor = oracle(*(fresh(1) for _ in range(times)))
    assert asyncio.run(fetch(database, vendor, name).download(1)) == "downloaded"
    assert line.links == [LINK, *["http://studio/film1"] * times]


def test_a_line_that_stays_away_ends_clearly_and_keeps_what_was_paid_for(
    database: Database, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Line(monkeypatch, [BrokenOffError("the line is gone", 10)] * 2)
    vendor = oracle(fresh(1))
    assert asyncio.run(fetch(database, vendor, name, patience=0.0).download(1)) == "stalled"
    row = Moves(database).get(name)
    assert (row.state, row.task, row.cause) == ("finished", "task", "unreachable")
    assert row.message is not None
    assert "http://studio" in row.message
    assert "secret" not in row.message


@pytest.mark.parametrize(("links", "guarded"), [("outside", True), ("anywhere", False)])
def test_links_are_guarded_unless_they_may_lead_anywhere(
    database: Database, name: str, monkeypatch: pytest.MonkeyPatch, links: str, guarded: bool
) -> None:
    line = Line(monkeypatch, [None])
    vendor = oracle()
    vendor.settings = vendor.settings.model_copy(update={"links": links})
    assert asyncio.run(fetch(database, vendor, name).download(1)) == "downloaded"
    assert line.guarded == [guarded]


def test_dead_links_are_asked_for_anew_a_few_times(
    database: Database, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line(monkeypatch, [ExpiredLinkError("the link answers 410")] * LINKS)
    vendor = oracle(*(fresh(number) for number in range(1, LINKS)))
    assert asyncio.run(fetch(database, vendor, name).download(1)) == "damaged"
    assert line.links == [LINK, *(f"http://studio/film{number}" for number in range(1, LINKS))]


def test_a_link_outlives_the_vendors_memory_of_the_task(
    database: Database, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line(monkeypatch, [BrokenOffError("the line is gone"), None])
    assert asyncio.run(fetch(database, oracle(MISSING), name).download(1)) == "downloaded"
    assert line.links == [LINK, LINK]


def test_giving_up_says_what_was_wrong_and_generates_nothing(
    database: Database, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Line(monkeypatch, [BadDownloadError("the link answers with text/html, not with a film")])
    work = fetch(database, oracle(), name)
    assert asyncio.run(work.download(1)) == "damaged"
    assert asyncio.run(work.give_up()) == "failed"
    row = Moves(database).get(name)
    assert row.message is not None
    assert "text/html" in row.message
    assert "without paying" in row.message
    run = database.read(lambda transaction: runs.find_run(transaction, None))
    assert run is not None
    database.write(lambda transaction: reopen(transaction, run.run))
    assert Moves(database).get(name).state == "waiting"


def waits(database: Database, vendor: Oracle) -> tuple[str, Callable[[], str]]:
    name = begin(database)
    claim(database, name, "me", (ACCOUNT,), timeout=0.0, settle=0.0)
    Moves(database).accepted(name, "task")
    site = Worksite(database, cast(Any, None), Path(), "me", lambda *_: cast(Any, vendor))
    return name, lambda: asyncio.run(AwaitTask(site, name).wait())


def test_a_vendor_may_take_a_while_to_know_what_it_took(database: Database) -> None:
    vendor = oracle(MISSING, MISSING, Task("task", "running"), fresh(1))
    vendor.settings = vendor.settings.model_copy(update={"settle": 0.2})
    name, wait = waits(database, vendor)
    while (state := wait()) == "waiting":
        pass
    assert state == "finished"
    assert Moves(database).get(name).task == "task"


def test_a_task_of_a_key_that_is_not_here_is_not_given_up(database: Database) -> None:
    vendor = oracle(MISSING)
    vendor.known = False
    name, wait = waits(database, vendor)
    assert wait() == "stalled"
    row = Moves(database).get(name)
    assert (row.state, row.task, row.cause) == ("waiting", "task", "key")


def test_a_task_that_a_vendor_denies_stays_written_down_and_is_asked_about_again(database: Database) -> None:
    name, wait = waits(database, oracle(MISSING))
    assert wait() == "unknown"
    assert Moves(database).get(name).task == "task"
    run = database.read(lambda transaction: runs.find_run(transaction, None))
    assert run is not None
    database.write(lambda transaction: reopen(transaction, run.run))
    site = Worksite(database, cast(Any, None), Path(), "me", lambda *_: cast(Any, oracle(fresh(1))))
    assert asyncio.run(AwaitTask(site, name).wait()) == "finished"
