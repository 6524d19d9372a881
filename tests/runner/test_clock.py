"""A clock that jumps."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from compiler.runner.database import sqlite, transaction
from compiler.runner.ledger import keepers
from compiler.runner.ledger.claims import Granted, claim
from compiler.runner.prepare import prepare
from compiler.runner.progress import Progress
from tests.runner.conftest import Project, ask
from tests.runner.manifests import plain


@pytest.fixture
def ahead() -> Iterator[list[float]]:
    """By how many seconds the database's clock is ahead: append to it."""
    jumps: list[float] = []

    def worded(statement: str, *, postgres: bool) -> str:
        return transaction.worded(statement.replace("{now}", f"({{now}} + {sum(jumps)})"), postgres=postgres)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "worded", worded)
        yield jumps


def test_a_clock_that_jumps_ahead_does_not_settle_what_may_still_arrive(project: Project, ahead: list[float]) -> None:
    """A process that died had leave to send; an hour passes by the clock and none in truth."""
    project.speed_up |= {"settle": 1.5}
    with project.runner() as runner:
        run, _ = runner.open(prepare(plain(1)), project.options(), project.read)
        name = runner.progress(run).clips[0].submission
        accounts = runner.vendor("sandbox", "guidances").accounts
        runner.database.write(lambda opened: keepers.keep(opened, run, "gone"))
        assert isinstance(claim(runner.database, name, "gone", accounts, timeout=5.0, settle=1.5), Granted)
        before = runner.database.read(lambda opened: opened.now())
        ahead.append(3600.0)
        assert runner.database.read(lambda opened: opened.now()) > before + 3599
        began = time.monotonic()
        sent: list[float] = []
        runner.ensure_started()
        runner.work_on(run)

        def seen(progress: Progress) -> None:
            assert time.monotonic() < began + 60
            if not sent and progress.clips[0].task is not None:
                sent.append(time.monotonic() - began)

        assert runner.watch(run, seen, every=0.02).run.state == "done"
    assert sent[0] >= 1.5
    assert len(ask(project.url, "ledger")) == 1
