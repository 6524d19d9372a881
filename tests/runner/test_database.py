"""The ledger under concurrent claims, a locked file and a clock that jumps."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from compiler.runner.database import AwayError, Database, DatabaseError, Transaction
from compiler.runner.ledger import claims, keepers, runs, schema
from compiler.runner.ledger.claims import Account, Granted, Refused, Wait, claim
from compiler.runner.ledger.moves import Moves
from compiler.runner.ledger.reopening import reopen
from compiler.runner.ledger.runs import RunOptions
from compiler.runner.liveness import beat
from compiler.runner.prepare import prepare
from tests.runner.manifests import plain

FAST = Account("studio", 5, 0.0)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path}/ledger.db", patience=5.0)
    schema.create(database)
    return database


def queue(database: Database, count: int, **options: object) -> list[str]:
    film = prepare(plain(count))
    run, _ = runs.open_run(database, film, RunOptions("studio", "/", **options))  # type: ignore[arg-type]
    return [clip.submission for clip in database.read(lambda transaction: runs.snapshot(transaction, run))]


def ask(database: Database, name: str, *accounts: Account) -> object:
    return claim(database, name, "me", accounts or (FAST,), timeout=5.0, settle=1.0)


def test_places_are_never_given_twice_however_many_ask(database: Database) -> None:
    names = queue(database, 30)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda name: ask(database, name), [*names, *names]))
    assert sum(isinstance(answer, Granted) for answer in answers) == 5


def test_clips_stand_in_the_order_of_the_film(database: Database) -> None:
    names = queue(database, 40)
    moves = Moves(database)
    assert sorted(names, key=lambda name: (moves.get(name).created, name)) == names


def test_a_submission_is_claimed_once(database: Database) -> None:
    (name,) = queue(database, 1)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(database, name), range(16)))
    assert sum(isinstance(answer, Granted) for answer in answers) == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 15


def test_several_keys_share_the_load(database: Database) -> None:
    keys = (Account("one", 2, 0.0), Account("two", 3, 0.0))
    granted = [answer for name in queue(database, 8) if isinstance(answer := ask(database, name, *keys), Granted)]
    assert sorted(answer.account for answer in granted) == ["one", "one", "two", "two", "two"]


def test_the_rate_is_even_and_kept_by_all(database: Database) -> None:
    slow = Account("studio", 100, 60.0)
    first, second = queue(database, 2)
    assert isinstance(ask(database, first, slow), Granted)
    answer = ask(database, second, slow)
    assert isinstance(answer, Wait)
    assert answer.reason == "rate"
    assert 55 < answer.seconds <= 60


def test_a_rate_that_a_jumping_clock_left_in_the_future_is_not_waited_for(database: Database) -> None:
    first, _ = queue(database, 2)
    database.write(
        lambda transaction: transaction.run(
            "insert into scenec_rates (account, tat) values ('studio', :tat)", tat=transaction.now() + 10**6
        )
    )
    assert isinstance(ask(database, first), Granted)


def test_many_refusals_in_a_row_pause_the_account_for_all(database: Database) -> None:
    names = queue(database, 6)
    for name in names[:5]:
        leave = ask(database, name)
        assert isinstance(leave, Granted)
        Moves(database).refused(name, leave.token, lambda in_a_row: 30.0, "429", "busy")
    answer = ask(database, names[5])
    assert isinstance(answer, Wait)
    assert answer.reason == "rate"
    assert 25 < answer.seconds <= 30


def test_refusals_count_no_further_back_than_the_accounts_last_success(database: Database) -> None:
    busy, taken = queue(database, 2)
    counted: list[int] = []

    def back_off(in_a_row: int) -> float:
        counted.append(in_a_row)
        return 0.0

    def refuse() -> None:
        leave = ask(database, busy)
        assert isinstance(leave, Granted)
        Moves(database).refused(busy, leave.token, back_off, "429", "busy")

    for _ in range(3):
        refuse()
    assert isinstance(ask(database, taken), Granted)
    Moves(database).accepted(taken, "task-1")
    refuse()
    refuse()
    assert counted == [1, 2, 3, 1, 2]


def test_a_wave_waits_for_the_one_before(database: Database) -> None:
    names = queue(database, 4, batch=2)
    answer = ask(database, names[2])
    assert isinstance(answer, Wait)
    assert answer.reason == "wave"
    for name in names[:2]:
        leave = ask(database, name)
        assert isinstance(leave, Granted)
        Moves(database).stopped(name, "failed", "400", "no", token=leave.token)
    assert isinstance(ask(database, names[2]), Granted)


def test_only_the_holder_of_a_claim_may_take_it_back(database: Database) -> None:
    (name,) = queue(database, 1)
    leave = ask(database, name)
    assert isinstance(leave, Granted)
    moves = Moves(database)
    assert not moves.not_sent(name, "another token", 0.0, "x", "x")
    assert not moves.absent(name), "it may still arrive"
    assert moves.accepted(name, "task", found=True)
    assert not moves.not_sent(name, leave.token, 0.0, "x", "x")
    assert moves.get(name).state == "waiting"


def test_a_second_task_for_one_submission_is_written_down(database: Database) -> None:
    (name,) = queue(database, 1)
    ask(database, name)
    moves = Moves(database)
    assert moves.accepted(name, "one")
    assert not moves.accepted(name, "two")
    kinds = database.read(
        lambda transaction: [row["kind"] for row in transaction.all("select kind from scenec_events order by event")]
    )
    assert kinds[-1] == "double"
    assert moves.get(name).task == "one"


def test_a_locked_database_is_waited_for(tmp_path: Path, database: Database) -> None:
    blocker = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None, check_same_thread=False)
    blocker.execute("begin immediate")
    done = threading.Event()
    thread = threading.Thread(target=lambda: (queue(database, 1), done.set()))
    thread.start()
    assert not done.wait(0.3)
    blocker.execute("rollback")
    assert done.wait(20)
    thread.join()
    blocker.close()


def test_a_database_that_cannot_be_used_says_so_without_its_password(tmp_path: Path) -> None:
    (tmp_path / "rubbish.db").write_bytes(b"this is no database, and it is long enough to be looked at" * 100)
    with pytest.raises(DatabaseError, match="cannot be used"):
        schema.create(Database(f"sqlite:///{tmp_path}/rubbish.db", patience=0.1))
    with pytest.raises(AwayError) as caught:
        schema.create(Database("postgresql://me:hunter2@127.0.0.1:1/films", patience=0.1))
    assert "hunter2" not in str(caught.value)
    assert "127.0.0.1:1" in str(caught.value)
    with pytest.raises(DatabaseError, match="postgresql:// or sqlite:///"):
        Database("mysql://somewhere")


def test_a_long_retry_after_is_kept(database: Database) -> None:
    (name,) = queue(database, 1)
    leave = ask(database, name)
    assert isinstance(leave, Granted)
    Moves(database).refused(name, leave.token, lambda in_a_row: 1800.0, "429", "busy")
    answer = ask(database, name)
    assert isinstance(answer, Wait)
    assert answer.reason == "back-off"
    assert answer.seconds > 1700


def test_a_rate_of_a_few_an_hour_is_kept(database: Database) -> None:
    slow = Account("studio", 100, 1125.0)
    first, second = queue(database, 2)
    assert isinstance(ask(database, first, slow), Granted)
    answer = ask(database, second, slow)
    assert isinstance(answer, Wait)
    assert answer.seconds > 1000


def test_a_claim_that_finds_its_clip_gone_at_the_last_moment_is_not_granted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Postgres another transaction may cancel it between the look and the move."""
    place = claims._place

    def slow(transaction: Transaction, accounts: Sequence[Account], now: float) -> Account | Wait:
        transaction.run("update scenec_submissions set state = 'canceled'")
        return place(transaction, accounts, now)

    (name,) = queue(database, 1)
    monkeypatch.setattr(claims, "_place", slow)
    assert isinstance(ask(database, name), Wait)
    assert ask(database, name) == Refused("canceled", "state")


def test_a_paid_task_is_never_lost_whatever_was_decided_meanwhile(database: Database) -> None:
    (name,) = queue(database, 1)
    moves = Moves(database)
    ask(database, name)
    assert moves.stopped(name, "halted", "x", "x")
    assert moves.accepted(name, "task")
    assert moves.get(name).state == "waiting"
    assert not moves.stopped(name, "unknown", "no answer", "x", start=("sending",))
    assert not moves.stopped(name, "halted", "unreachable", "x", start=("queued",))
    assert moves.get(name).task == "task"


def test_what_an_earlier_attempt_cost_stays_spent(database: Database) -> None:
    (name,) = queue(database, 1, limit=4.0)
    moves = Moves(database)
    ask(database, name)
    moves.accepted(name, "task")
    moves.stopped(name, "failed", "x", "failed at the vendor")
    row = database.read(lambda transaction: runs.find_run(transaction, None))
    assert row is not None
    database.write(lambda transaction: reopen(transaction, row.run))
    (again,) = database.read(lambda transaction: runs.snapshot(transaction, row.run))
    assert again.submission != name
    assert database.read(lambda transaction: runs.cost(transaction, row.run)) == 3.0
    assert ask(database, again.submission) == Refused("halted", "budget")
    assert moves.get(again.submission).cause == "budget"


def test_the_further_off_a_wave_is_the_less_often_its_clips_look(database: Database) -> None:
    names = queue(database, 100, batch=2)
    waits = [ask(database, names[place]) for place in (2, 3, 4, 99)]
    assert [wait.seconds for wait in waits if isinstance(wait, Wait)] == [1.0, 1.0, 2.0, 30.0]


def test_a_wave_does_not_wait_for_what_was_given_up(database: Database) -> None:
    first, second = queue(database, 2, batch=1)
    assert isinstance(ask(database, first), Granted)
    assert isinstance(ask(database, second), Wait)
    Moves(database).stalled(first, "disk full", "no space")
    assert isinstance(ask(database, second), Granted)


def test_an_absent_submission_rests_as_after_a_refusal(database: Database) -> None:
    (name,) = queue(database, 1)
    leave = ask(database, name)
    assert isinstance(leave, Granted)
    moves = Moves(database)
    assert moves.unsettled(name, leave.token, 0.0, 30.0, "500")
    assert moves.absent(name)
    assert moves.get(name).lookups == 1
    answer = ask(database, name)
    assert isinstance(answer, Wait)
    assert answer.reason == "back-off"


def test_a_process_without_its_lock_may_still_be_about_to_send(database: Database) -> None:
    (name,) = queue(database, 1)
    ask(database, name)
    moves = Moves(database)
    moves.orphaned("me", grace=3.0)
    row = moves.get(name)
    assert row.sent is not None
    assert row.settles == pytest.approx(row.sent + 3.0 + 1.0, abs=0.01)


def test_a_run_whose_keeper_is_silent_waits_for_somebody_else(database: Database) -> None:
    (name,) = queue(database, 1)
    row = database.read(lambda transaction: runs.find_run(transaction, None))
    assert row is not None
    database.write(lambda transaction: keepers.keep(transaction, row.run, "another"))
    assert ask(database, name) == Refused("idle", "idle")
    database.write(lambda transaction: beat(transaction, "another"))
    assert isinstance(ask(database, name), Granted)


def test_a_detached_run_is_anybodys(database: Database) -> None:
    (name,) = queue(database, 1)
    row = database.read(lambda transaction: runs.find_run(transaction, None))
    assert row is not None
    database.write(lambda transaction: keepers.keep(transaction, row.run, "another"))
    assert queue(database, 1, detached=True) == [name]
    assert isinstance(ask(database, name), Granted)


def test_the_tables_of_a_newer_version_are_left_alone(database: Database) -> None:
    database.write(lambda transaction: transaction.run("update scenec_version set version = 99"))
    with pytest.raises(DatabaseError, match="newer scenec"):
        schema.create(database)
    with pytest.raises(DatabaseError, match="newer scenec"):
        schema.exists(database)


@pytest.mark.parametrize("secret", ["hunter2", "hunt@r2", "100%sure"])
def test_no_form_of_address_shows_its_password(secret: str) -> None:
    for url in (f"postgresql://me:{secret}@127.0.0.1:1/films", f"postgresql://127.0.0.1:1/films?password={secret}"):
        database = Database(url, patience=0.0)
        assert secret not in database.safe_url
        with pytest.raises(DatabaseError) as caught:
            schema.create(database)
        assert secret not in str(caught.value)


def test_submissions_without_an_answer_count_from_the_last_answer(database: Database) -> None:
    (name,) = queue(database, 1)
    moves = Moves(database)
    leave = ask(database, name)
    assert isinstance(leave, Granted)
    assert moves.unsettled(name, leave.token, 0.0, 0.0, "500")
    assert moves.absent(name)
    assert moves.get(name).lookups == 1
    again = ask(database, name)
    assert isinstance(again, Granted)
    assert moves.refused(name, again.token, lambda _: 0.0, "429", "not now")
    assert moves.get(name).lookups == 0
