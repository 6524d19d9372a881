"""Whole runs: engine, ledger, store and a vendor over real sockets."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PIL import Image

from compiler.runner.ledger import runs
from compiler.runner.ledger.history import events_of
from compiler.runner.ledger.reopening import reopen
from compiler.runner.prepare import ManifestError, prepare
from compiler.runner.progress import Progress
from compiler.runner.runner import OverBudgetError
from tests.runner.conftest import Project, Sandbox, ask, work
from tests.runner.manifests import body, clip, manifest, plain


def states(progress: Progress) -> dict[str, str]:
    return {one.clip: "blocked" if one.blocked else one.state for one in progress.clips}


def names(project: Project) -> list[str]:
    return [row["external_id"] for row in ask(project.url, "ledger")]


def test_every_clip_is_submitted_once_and_filed_byte_for_byte(project: Project) -> None:
    film = prepare(plain(3))
    with project.runner() as runner:
        run, new = runner.open(film, project.options(), project.read)
        assert new
        progress = work(runner, run)
        files = runner.films(progress)
    assert progress.run.state == "done"
    assert progress.spent == 9.0
    assert sorted(names(project)) == sorted(one.submission for one in progress.clips)
    assert len(set(names(project))) == 3
    for one, path in zip(progress.clips, files, strict=True):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == one.sha256


def test_what_was_rendered_is_never_generated_again_in_any_order(project: Project) -> None:
    project.render(plain(3))
    again = plain(3)
    again["clips"].reverse()
    progress = project.render(again)
    assert states(progress) == {"s03c01": "done", "s02c01": "done", "s01c01": "done"}
    assert all(one.cached for one in progress.clips)
    assert progress.spent == 0
    longer = project.render(plain(4))
    assert longer.spent == 3.0
    assert len(names(project)) == 4


def test_a_clip_that_occurs_twice_is_paid_for_once(project: Project) -> None:
    one = clip(1, body(1))
    progress = project.render(manifest(one, {**one, "id": "s02c01"}))
    assert states(progress) == {"s01c01": "done", "s02c01": "done"}
    assert progress.spent == 3.0
    assert len(names(project)) == 1


def test_a_clip_without_its_ledger_is_found_in_the_store(project: Project) -> None:
    project.render(plain(2))
    for path in (project.folder / ".scenec").glob("scenec.db*"):
        path.unlink()
    progress = project.render(plain(2))
    assert states(progress) == {"s01c01": "done", "s02c01": "done"}
    assert len(names(project)) == 2


def test_a_clip_that_the_store_lost_is_fetched_again_and_not_paid_for(project: Project) -> None:
    project.render(plain(1))
    for path in (project.folder / ".scenec" / "store").rglob("*.mp4"):
        path.unlink()
    progress = project.render(plain(1))
    assert states(progress) == {"s01c01": "done"}
    assert len(names(project)) == 1


def test_a_continuing_clip_waits_for_the_last_frame_and_no_other_does(project: Project) -> None:
    film = manifest(
        clip(1, body(1)),
        clip(2, body(2, frame="clip:s01c01#last"), needs=["s01c01"]),
        clip(3, body(3)),
    )
    progress = project.render(film)
    assert progress.run.state == "done"
    by_clip = {one.clip: one for one in progress.clips}
    assert by_clip["s02c01"].sent is not None
    assert by_clip["s01c01"].filed is not None
    assert by_clip["s03c01"].sent is not None
    assert by_clip["s02c01"].sent >= by_clip["s01c01"].filed
    assert by_clip["s03c01"].sent < by_clip["s01c01"].filed


def test_a_failed_clip_fails_only_what_depends_on_it(project: Project) -> None:
    refused = body(1)
    refused["guidances"][0]["prompt"] = ""
    film = manifest(
        clip(1, refused),
        clip(2, body(2, frame="clip:s01c01#last"), needs=["s01c01"]),
        clip(3, body(3, frame="clip:s02c01#last"), needs=["s02c01"]),
        clip(4, body(4)),
    )
    progress = project.render(film)
    assert progress.run.state == "failed"
    assert states(progress) == {"s01c01": "failed", "s02c01": "blocked", "s03c01": "blocked", "s04c01": "done"}
    assert {one.blocked for one in progress.clips if one.blocked} == {"s01c01"}
    assert "prompt" in (progress.clips[0].message or "")


def test_images_travel_as_bytes_and_a_changed_one_changes_only_its_clips(project: Project) -> None:
    def film() -> dict[str, object]:
        data = (project.folder / "refs" / "a.png").read_bytes()
        asset = {"uri": "file:refs/a.png", "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        return manifest(clip(1, body(1, image="file:refs/a.png"), assets=[asset]), clip(2, body(2)))

    (project.folder / "refs").mkdir()
    Image.new("RGB", (400, 300), "red").save(project.folder / "refs" / "a.png")
    assert project.render(film()).run.state == "done"
    Image.new("RGB", (400, 300), "blue").save(project.folder / "refs" / "a.png")
    progress = project.render(film())
    assert [one.cached for one in progress.clips] == [False, True]
    assert len(names(project)) == 3


def test_an_image_that_changed_since_it_was_compiled_is_not_sent(project: Project) -> None:
    (project.folder / "a.png").write_bytes(b"other bytes")
    asset = {"uri": "file:a.png", "sha256": "0" * 64, "bytes": 1}
    with pytest.raises(ManifestError, match=r"a\.png has changed"):
        project.render(manifest(clip(1, body(1, image="file:a.png"), assets=[asset])))
    assert names(project) == []


def test_a_plan_over_its_limit_is_refused_before_anything_is_sent(project: Project) -> None:
    with pytest.raises(OverBudgetError, match="costs 9 units; the limit is 8 units"):
        project.render(plain(3), limit=8.0)
    assert names(project) == []
    assert project.render(plain(3), limit=9.0).run.state == "done"


def test_a_limit_holds_at_submission(project: Project) -> None:
    """Two runs share clips: what the first has not sent counts for the second, and never beyond its limit."""
    film = prepare(plain(2))
    with project.runner() as runner:
        run, _ = runner.open(film, project.options(limit=6.0), project.read)
        runner.database.write(
            lambda transaction: transaction.run("update scenec_runs set limit_amount = 4.0 where run = :run", run=run)
        )
        progress = work(runner, run)
    assert sorted(states(progress).values()) == ["done", "halted"]
    assert progress.run.state == "halted"
    assert progress.run.cause == "budget"
    assert len(names(project)) == 1


def test_no_credit_halts_and_the_same_command_goes_on(tmp_path: Path, sandbox: Sandbox) -> None:
    # Nothing but the vendor's word may end it, however busy the machine is.
    project = Project(tmp_path, sandbox(credit=3.0).url, patience=60.0)
    progress = project.render(plain(2))
    assert sorted(states(progress).values()) == ["done", "halted"]
    assert progress.run.state == "halted"
    assert progress.run.cause == "insufficient_credit"
    project.url = sandbox().url
    assert project.render(plain(2)).run.state == "done"
    assert len(names(project)) == 1


def test_a_wrong_key_is_a_clear_state(tmp_path: Path, sandbox: Sandbox) -> None:
    project = Project(tmp_path, sandbox(keys={"mine": "secret"}, open=False).url, patience=60.0)
    progress = project.render(plain(1))
    assert states(progress) == {"s01c01": "halted"}
    assert "not known here" in (progress.run.message or "")
    assert "sandbox-secret" not in str(project.logged)


def test_an_address_that_does_not_answer_halts_and_loses_nothing(tmp_path: Path, sandbox: Sandbox) -> None:
    running = sandbox()
    running.stop()
    project = Project(tmp_path, running.url)
    with project.runner(patience=0.0) as runner:
        run, _ = runner.open(prepare(plain(1)), project.options(), project.read)
        progress = work(runner, run)
    assert progress.run.state == "halted"
    assert progress.run.cause == "unreachable"
    project.url = sandbox().url
    assert project.render(plain(1)).run.state == "done"


FAULTS = {
    "429": 0.3,
    "500": 0.1,
    "lost-reply": 0.2,
    "truncate": 0.3,
    "html": 0.2,
    "expired-link": 0.3,
}


def test_faults_of_every_kind_cost_no_second_bill(tmp_path: Path, sandbox: Sandbox) -> None:
    project = Project(tmp_path, sandbox(faults=FAULTS, seed=5, concurrency=3).url)
    project.speed_up |= {"concurrency": 3}
    film = prepare(plain(12))
    with project.runner() as runner:
        runner.first_pause = 0.05
        run, _ = runner.open(film, project.options(), project.read)
        progress = work(runner, run)
    assert progress.run.state == "done"
    assert sorted(names(project)) == sorted(one.submission for one in progress.clips)
    stats = ask(project.url, "stats")
    assert stats["max_in_flight"] <= 3
    assert sum(stats["rejected"].values()) > 0
    kinds = {event["kind"] for event in runner.database.read(lambda transaction: events_of(transaction, run))}
    assert {"refused", "no answer", "found", "broke off"} <= kinds


def test_a_clip_that_fails_at_the_vendor_is_tried_again_only_on_request(tmp_path: Path, sandbox: Sandbox) -> None:
    project = Project(tmp_path, sandbox(faults={"fail": 1.0}).url)
    with project.runner() as runner:
        run, _ = runner.open(prepare(plain(1)), project.options(), project.read)
        progress = work(runner, run)
        assert states(progress) == {"s01c01": "failed"}
        again = runner.database.write(lambda transaction: reopen(transaction, run))
        assert again == ["s01c01"]
        twice = work(runner, run)
        assert twice.run.state == "failed"
    assert len(names(project)) == len(set(names(project))) == 2
    (one,) = twice.clips
    assert (one.before, one.amount, twice.spent) == (3.0, 3.0, 6.0)


def test_a_canceled_run_submits_nothing_more(tmp_path: Path, sandbox: Sandbox) -> None:
    project = Project(tmp_path, sandbox(concurrency=1, speed=30.0).url)
    project.speed_up |= {"concurrency": 1}
    with project.runner() as runner:
        run, _ = runner.open(prepare(plain(3)), project.options(), project.read)
        runner.ensure_started()
        runner.work_on(run)

        def seen(progress: Progress) -> None:
            if "waiting" in states(progress).values() and progress.run.state == "active":
                runner.database.write(lambda transaction: runs.cancel_run(transaction, run))

        progress = runner.watch(run, seen, every=0.02)
    assert progress.run.state == "canceled"
    assert sorted(states(progress).values()) == ["canceled", "canceled", "done"]
    assert len(names(project)) == 1
    assert project.render(plain(3)).run.state == "done"


def test_the_sandboxes_own_memory_may_die_with_it(tmp_path: Path, sandbox: Sandbox) -> None:
    """A task that the sandbox inside the process has forgotten is drawn again; it cost nothing."""
    project = Project(tmp_path, sandbox(speed=1.0).url, free=True)
    film = prepare(plain(1))
    with project.runner() as runner:
        run, _ = runner.open(film, project.options(), project.read)
        runner.ensure_started()
        runner.work_on(run)
        _until(runner, run, "waiting")
    project.url = sandbox().url
    assert project.render(plain(1)).run.state == "done"
    assert len(names(project)) == 1


def test_a_task_that_a_vendor_has_forgotten_is_never_paid_for_again_by_itself(tmp_path: Path, sandbox: Sandbox) -> None:
    forgetful = sandbox(speed=1.0)
    project = Project(tmp_path, forgetful.url)
    with project.runner() as runner:
        run, _ = runner.open(prepare(plain(2)), project.options(batch=1), project.read)
        runner.ensure_started()
        runner.work_on(run)
        _until(runner, run, "waiting")
    forgetful.stop()
    project.url = sandbox().url
    progress = project.render(plain(2))
    assert states(progress) == {"s01c01": "unknown", "s02c01": "done"}
    assert len(names(project)) == 1
    assert states(project.render(plain(2)))["s01c01"] == "unknown"
    with project.runner() as runner:
        row = runner.database.read(lambda transaction: runs.find_run(transaction, None))
        assert row is not None
        # Without being told to pay again it only asks again.
        assert runner.database.write(lambda transaction: reopen(transaction, row.run)) == ["s01c01"]
        assert states(work(runner, row.run))["s01c01"] == "unknown"
        runner.database.write(lambda transaction: reopen(transaction, row.run, frozenset({"s01c01"})))
        assert work(runner, row.run).run.state == "done"
    assert len(names(project)) == len(set(names(project))) == 2


def test_an_interrupted_run_pays_for_nothing_until_it_is_asked_for_again(tmp_path: Path, sandbox: Sandbox) -> None:
    """Whoever interrupts a render and changes the script does not pay for the old one's clips."""
    project = Project(tmp_path, sandbox(speed=60.0).url)
    quick = dict(project.speed_up)
    project.speed_up |= {"rate": "1/s"}
    with project.runner() as runner:
        old, _ = runner.open(prepare(plain(4)), project.options(), project.read)
        runner.ensure_started()
        runner.work_on(old)
        _until(runner, old, "waiting")
    begun = set(names(project))
    assert len(begun) < 4
    project.speed_up = quick
    assert project.render(plain(2, start=50)).run.state == "done"
    assert len(names(project)) == len(begun) + 2
    assert project.render(plain(4)).run.run == old
    assert len(names(project)) == len(set(names(project))) == 6


def test_a_run_whose_clips_another_one_brought_in_is_over_as_well(project: Project) -> None:
    with project.runner() as runner:
        old, _ = runner.open(prepare(plain(1)), project.options(), project.read)
    assert project.render(plain(2)).run.state == "done"
    with project.runner() as runner:
        assert runner.progress(old).run.state == "done"


def _until(runner: object, run: str, state: str) -> None:
    class ReachedError(Exception):
        pass

    def seen(progress: Progress) -> None:
        if state in states(progress).values():
            raise ReachedError

    with pytest.raises(ReachedError):
        runner.watch(run, seen, every=0.02)  # type: ignore[attr-defined]
