"""The same runs on Postgres, with workers that are killed and frozen."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from compiler.runner.database import Database
from compiler.runner.ledger import runs
from tests.runner.conftest import Project, Sandbox, ask
from tests.runner.crash import command, environment, write_project
from tests.runner.crew import postgres
from tests.runner.manifests import plain

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
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
        _until(database, name, lambda states: states.count("done") >= 4)
        os.kill(workers[1].pid, signal.SIGCONT)
        _until(database, name, lambda states: all(state == "done" for state in states))
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
        database.close()
    names = [row["external_id"] for row in ask(vendor.url, "ledger")]
    assert len(names) == len(set(names)) == 12
    assert ask(vendor.url, "stats")["max_in_flight"] <= 5


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
