from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from compiler.runner.engine import IN_HAND, process
from compiler.runner.engine.workflow import desk
from compiler.runner.prepare import prepare
from tests.runner.conftest import Project, work
from tests.runner.crash import environment
from tests.runner.crew import assert_all_begin
from tests.runner.manifests import body, clip, manifest, plain


def workflows(project: Project) -> Sequence[tuple[str, str]]:
    """Return the names and states of the engine's work."""
    connection = sqlite3.connect(Path(project.folder) / ".scenec" / "scenec.db")
    try:
        return connection.execute("select workflow_uuid, status from workflow_status").fetchall()
    finally:
        connection.close()


def test_a_clip_that_is_done_starts_what_continues_it_by_itself(project: Project) -> None:
    film = manifest(clip(1, body(1)), clip(2, body(2, frame="clip:s01c01#last"), needs=["s01c01"]))
    progress = project.render(film)
    assert progress.run.state == "done"
    found = workflows(project)
    assert len(found) == 2
    assert [state for _, state in found if state == "ERROR"] == []
    # The first of each: nobody had to find out that the second had not been started.
    assert {name.rpartition(".")[2] for name, _ in found} == {"1"}


def test_workers_that_start_at_one_moment_in_a_new_project_all_begin(tmp_path: Path) -> None:
    assert_all_begin(tmp_path, environment())


def test_how_many_clips_a_worker_takes_at_once_can_be_changed(project: Project) -> None:
    for wanted, kept in ((None, IN_HAND), (7, 7), (None, 7), (9, 9)):
        with project.runner() as runner:
            runner.start(in_hand=wanted)
        connection = sqlite3.connect(project.folder / ".scenec" / "scenec.db")
        rows = connection.execute("select name, worker_concurrency from queues order by name").fetchall()
        connection.close()
        assert rows == [("clips", kept), ("recovered", None)]


def test_a_clip_that_the_engine_handed_out_and_nobody_received_is_gone_on_with(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the server dies between its commit and its answer."""
    monkeypatch.setattr(process, "LOOK", 0.0)
    monkeypatch.setattr(process, "LOST", 0.5)
    with project.runner() as runner:
        run, _ = runner.open(prepare(plain(1)), project.options(), project.read)
        runner.start()
        assert desk.site is not None
        assert desk.starter is not None
        # No process takes work of another version: it is only then made to look as if this one had.
        desk.starter._options = {**desk.starter._options, "app_version": "another"}
        runner.work_on(run)
        database = sqlite3.connect(project.folder / ".scenec" / "scenec.db", timeout=30, isolation_level=None)
        database.execute(
            "update workflow_status set status = 'PENDING', executor_id = ?, application_version = ?, owner_xid = 'x'",
            (desk.site.executor, process.VERSION),
        )
        database.close()
        assert work(runner, run).run.state == "done"
        assert not desk.site.in_hand
        assert not desk.site.held
