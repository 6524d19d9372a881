"""What the ledger says of money, takes and films."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.runner.database import Database
from compiler.runner.ledger import keepers, runs, schema
from compiler.runner.ledger.claims import Account, Granted, Refused, claim
from compiler.runner.ledger.films import FilmRow, film_of, last_of, manifest_of, show
from compiler.runner.ledger.moves import Moves
from compiler.runner.ledger.records import RunOptions, State
from compiler.runner.ledger.reopening import reopen
from compiler.runner.prepare import Film, prepare
from tests.runner.manifests import plain

FAST = Account("studio", 50, 0.0)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path}/ledger.db", patience=5.0)
    schema.create(database)
    return database


def open_film(database: Database, film: Film, **options: object) -> tuple[str, list[str]]:
    run, _ = runs.open_run(database, film, RunOptions("studio", "/films", **options))  # type: ignore[arg-type]
    return run, [clip.submission for clip in database.read(lambda transaction: runs.snapshot(transaction, run))]


def send(database: Database, name: str) -> object:
    return claim(database, name, "me", (FAST,), timeout=5.0, settle=1.0)


def cost(database: Database, run: str) -> float:
    return database.read(lambda transaction: runs.cost(transaction, run))


@pytest.mark.parametrize("state", ["waiting", "unknown", "finished", "done"])
def test_what_an_earlier_run_sent_is_no_expense_of_a_later_one(database: Database, state: State) -> None:
    first, (name, _) = open_film(database, prepare(plain(2)))
    assert isinstance(send(database, name), Granted)
    moves = Moves(database)
    if state == "unknown":
        moves.stopped(name, "unknown", "no answer", "nobody knows")
    else:
        moves.accepted(name, "task")
    if state in {"finished", "done"}:
        moves.finished(name, "http://link", None)
    if state == "done":
        moves.filed(name, "a" * 64, 1, ())
    database.write(lambda transaction: runs.cancel_run(transaction, first))
    second, names = open_film(database, prepare(plain(3)), limit=6.0)
    assert cost(database, first) == 3.0
    assert cost(database, second) == 0.0
    # The plan said six more, and six more it may spend.
    for one in names:
        if one != name:
            assert isinstance(send(database, one), Granted)
    assert cost(database, second) == 6.0


def test_what_two_runs_want_is_reserved_by_both(database: Database) -> None:
    first, (name,) = open_film(database, prepare(plain(1)))
    second, names = open_film(database, prepare(plain(2)))
    assert names[0] == name
    send(database, name)
    assert (cost(database, first), cost(database, second)) == (3.0, 3.0)


@pytest.mark.parametrize(
    ("known", "filed", "expected"),
    [
        ([], set(), 1),
        ([], {1, 2}, 3),
        (["done"], set(), 2),
        (["done"], {1, 2}, 3),
        (["waiting"], set(), 1),
        (["halted"], set(), 1),
        (["unknown"], set(), 1),
        (["failed"], set(), 2),
        (["done", "waiting"], set(), 2),
        (["done", "failed"], set(), 2),
        (["failed", "done"], set(), 3),
    ],
)
def test_the_next_take_is_the_one_that_was_begun_or_a_new_one(
    database: Database, known: list[State], filed: set[int], expected: int
) -> None:
    moves = Moves(database)
    for take, state in enumerate(known, 1):
        film = prepare(plain(1), {"s01c01": take})
        _, (name,) = open_film(database, film)
        if state in {"waiting", "done", "unknown"}:
            send(database, name)
        if state in {"waiting", "done"}:
            moves.accepted(name, f"task {take}")
        if state == "done":
            moves.filed(name, "a" * 64, 1, ())
        if state in {"failed", "halted", "unknown"}:
            moves.stopped(name, state, "x", "x")
        assert moves.get(name).state == state
    identity = prepare(plain(1)).clips[0].identity
    found = database.read(
        lambda transaction: runs.next_take(transaction, "studio", identity, lambda take: take in filed)
    )
    assert found == expected


def test_a_film_is_known_by_its_folder_and_its_name_in_the_lock(database: Database) -> None:
    film = prepare(plain(1))
    assert database.read(lambda transaction: last_of(transaction, "/films", "a.scene", "studio")) is None
    first, _ = open_film(database, film, name="a.scene", scenes='{"x": 1}')
    open_film(database, prepare(plain(1, start=2)), name="b.scene")
    draft, _ = open_film(database, prepare(plain(1, start=3)), name="a.scene", draft=True)

    def last(name: str, **more: bool) -> tuple[str, bool] | None:
        found = database.read(lambda transaction: last_of(transaction, "/films", name, "studio", **more))
        return (found.run, found.shown) if found else None

    assert last("a.scene") == (first, False)
    assert last("a.scene", draft=True) == (draft, False)
    database.write(lambda transaction: show(transaction, first))
    assert last("a.scene") == (first, True)
    assert database.read(lambda transaction: film_of(transaction, first)) == FilmRow(
        "a.scene", '{"x": 1}', False, "/films"
    )
    assert database.read(lambda transaction: manifest_of(transaction, first)) == film.manifest
    # Asked for again, it is to be shown again.
    again, _ = open_film(database, film, name="a.scene")
    assert again == first
    assert last("a.scene") == (first, False)


def test_an_older_ledger_is_brought_up_to_date(database: Database) -> None:
    run, _ = open_film(database, prepare(plain(1)), name="a.scene")
    database.write(lambda transaction: transaction.run("drop table scenec_films"))
    database.write(lambda transaction: transaction.run("update scenec_version set version = 1"))
    assert schema.exists(database)
    assert database.read(lambda transaction: film_of(transaction, run)) is None
    row = database.read(lambda transaction: transaction.one("select version from scenec_version"))
    assert row is not None
    assert row["version"] == schema.VERSION


def test_what_was_queued_by_an_earlier_run_and_paid_by_a_later_one_counts_in_the_later_ones_limit(
    database: Database,
) -> None:
    first, (name,) = open_film(database, prepare(plain(1)))
    database.write(lambda transaction: runs.cancel_run(transaction, first))
    second, names = open_film(database, prepare(plain(1)), limit=4.0)
    assert names == [name]
    assert isinstance(send(database, name), Granted)
    moves = Moves(database)
    moves.accepted(name, "task")
    moves.stopped(name, "failed", "x", "failed at the vendor")
    database.write(lambda transaction: reopen(transaction, second))
    (again,) = database.read(lambda transaction: runs.snapshot(transaction, second))
    assert again.submission != name
    assert cost(database, second) == 3.0
    assert send(database, again.submission) == Refused("halted", "budget")


def test_callbacks_are_found_without_reading_all_that_ever_happened(database: Database) -> None:
    plan = database.read(
        lambda transaction: transaction.all(
            "explain query plan select event, submission from scenec_events where kind = 'callback' and event > :seen "
            "order by event",
            seen=0,
        )
    )
    assert "scenec_events_callback" in str(plan)


def test_a_run_that_is_interrupted_before_anybody_works_on_it_is_nobody_elses(database: Database) -> None:
    run, _ = runs.open_run(database, prepare(plain(1)), RunOptions("studio", "/films"), reserved=True)
    (clip,) = database.read(lambda transaction: runs.snapshot(transaction, run))
    assert send(database, clip.submission) == Refused("idle", "idle")
    database.write(lambda transaction: keepers.keep(transaction, run, "me"))
    assert isinstance(send(database, clip.submission), Granted)


def test_a_run_for_the_workers_is_reserved_for_nobody(database: Database) -> None:
    options = RunOptions("studio", "/films", detached=True)
    run, _ = runs.open_run(database, prepare(plain(1)), options, reserved=True)
    (clip,) = database.read(lambda transaction: runs.snapshot(transaction, run))
    assert isinstance(send(database, clip.submission), Granted)


def test_a_claim_is_held_until_its_process_is_taken_for_dead(database: Database) -> None:
    _, (name,) = open_film(database, prepare(plain(1)))
    leave = send(database, name)
    assert isinstance(leave, Granted)
    moves = Moves(database)
    assert moves.holds(name, "me", leave.token)
    assert not moves.holds(name, "another", leave.token)
    assert not moves.holds(name, "me", "another")
    moves.orphaned("me", grace=0.0)
    assert not moves.holds(name, "me", leave.token)
