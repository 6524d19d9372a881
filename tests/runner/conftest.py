from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from compiler import settings
from compiler.runner.ledger.runs import RunOptions
from compiler.runner.prepare import Film, prepare
from compiler.runner.progress import Progress
from compiler.runner.runner import Runner
from compiler.sandbox.options import SandboxOptions, parse_rate
from compiler.sandbox.server import RunningSandbox, start

PROVIDER = "sandbox"


def ask(url: str, what: str) -> Any:
    with urllib.request.urlopen(f"{url}/sandbox/{what}") as answer:
        return json.load(answer)


@dataclass
class Project:
    """A folder in which films are rendered against a sandbox over real sockets."""

    folder: Path
    url: str
    free: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    speed_up: dict[str, Any] = field(
        default_factory=lambda: {"rate": "600/s", "settle": 0.3, "poll_first": 0.05, "timeout": 5.0}
    )
    patience: float = 3.0
    logged: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @contextmanager
    def runner(self, **render: Any) -> Iterator[Runner]:
        loaded = settings.load(self.folder, self.environment)
        loaded = loaded.model_copy(
            update={"render": loaded.render.model_copy(update={"patience": self.patience, **render})}
        )
        runner = Runner(
            loaded,
            addresses={PROVIDER: self.url},
            free=frozenset({PROVIDER}) if self.free else frozenset(),
            speed_up=self.speed_up,
            log=lambda kind, **detail: self.logged.append((kind, detail)),
        )
        runner.prepare()
        try:
            yield runner
        finally:
            runner.stop()

    def options(self, **more: Any) -> RunOptions:
        return RunOptions(provider=PROVIDER, project=str(self.folder), **more)

    def read(self, address: str) -> bytes:
        return (self.folder / address.removeprefix("file:")).read_bytes()

    def render(self, manifest: dict[str, Any], *, takes: dict[str, int] | None = None, **more: Any) -> Progress:
        """Open a run, work until nothing more happens, and return how it ended."""
        film: Film = prepare(manifest, takes)
        with self.runner() as runner:
            run, _ = runner.open(film, self.options(**more), self.read)
            return work(runner, run)


def work(runner: Runner, run: str) -> Progress:
    """Work on a run until nothing more happens. A test that waits longer than the suite's patience fails here."""
    import time

    limit = time.monotonic() + 60

    def seen(progress: Progress) -> None:
        assert time.monotonic() < limit, [(clip.clip, clip.state, clip.message) for clip in progress.clips]

    if not runner.progress(run).settled:
        runner.ensure_started()
        runner.work_on(run)
    return runner.watch(run, seen, every=0.05)


Sandbox = Callable[..., RunningSandbox]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Start sandboxes that draw plain films quickly; they end with the test."""
    started: list[RunningSandbox] = []

    def make(**options: Any) -> RunningSandbox:
        rate = parse_rate(options.pop("rate", "1000/s"))
        running = start(SandboxOptions(**{"film": "plain", "speed": 600.0, "rate": rate, **options}))
        started.append(running)
        return running

    yield make
    for running in started:
        running.stop()


@pytest.fixture
def project(tmp_path: Path, sandbox: Sandbox) -> Project:
    return Project(tmp_path, sandbox().url)
