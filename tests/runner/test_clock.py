"""A clock that jumps."""

from __future__ import annotations

import time

import pytest

from compiler.runner import database
from compiler.runner.ledger.claims import Granted, claim
from compiler.runner.prepare import prepare
from compiler.runner.progress import Progress
from tests.runner.conftest import Project, ask
from tests.runner.manifests import plain


def test_a_clock_that_jumps_ahead_does_not_settle_what_may_still_arrive(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that died had leave to send; an hour passes by the clock and none in truth."""
    project.speed_up |= {"settle": 1.5}
    with project.runner() as runner:
        run, _ = runner.open(prepare(plain(1)), project.options(), project.read)
        name = runner.progress(run).clips[0].submission
        accounts = runner.vendor("sandbox", "guidances").accounts
        assert isinstance(claim(runner.database, name, "gone", accounts, timeout=5.0, settle=1.5), Granted)
        now = database._SQLITE["{now}"]
        monkeypatch.setitem(database._SQLITE, "{now}", f"({now} + 3600.0)")
        runner.database._texts.clear()
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
