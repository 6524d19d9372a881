"""Runs after their first end: tried again, paid for again only on request, canceled."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

from compiler.cli.lockfile import read_all
from tests.cli.conftest import Run
from tests.runner.conftest import Sandbox, ask
from tests.runner.crash import command, environment, write_project

#: A vendor that cannot be asked by name, as the sandbox with a configuration that says so.
BLIND = (
    '[render]\nprovider = "studio"\n[providers.studio]\ntarget = "guidances"\nbase_url = "{url}"\nlookup = false\n'
    'rate = "600/min"\nsettle = 0.2\ntimeout = 5\npoll = 1\npoll_first = 0.1\n'
    'access_key_env = "STUDIO_KEY"\nsecret_key_env = "STUDIO_SECRET"\n'
)
KEYS = {"STUDIO_KEY": "key", "STUDIO_SECRET": "secret"}


def status(scenec: Run, *arguments: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(scenec("status", *arguments, "--json").stdout)
    return content


def test_what_may_have_been_paid_is_paid_again_only_by_resubmit(tmp_path: Path, scenec: Run, sandbox: Sandbox) -> None:
    lossy, sound = sandbox(faults={"lost-reply": 1.0}), sandbox()
    write_project(tmp_path, 2)
    (tmp_path / "scenec.toml").write_text(BLIND.format(url=lossy.url), "utf-8")
    first = scenec("render", "crash.scene", **KEYS)
    assert first.returncode == 3, first.stderr
    assert first.stderr.count("--resubmit s01c01") == 1
    (tmp_path / "scenec.toml").write_text(BLIND.format(url=sound.url), "utf-8")
    for arguments in (["render", "crash.scene"], ["render", "crash.scene", "--retake", "s01c01"], ["retry"]):
        again = scenec(*arguments, **KEYS)
        assert again.returncode == 3, again.stderr
    assert [clip["state"] for clip in status(scenec)["clips"]] == ["unknown", "unknown"]
    assert [len(ask(vendor.url, "ledger")) for vendor in (lossy, sound)] == [2, 0]
    one = scenec("retry", "--resubmit", "s01c01", **KEYS)
    assert one.returncode == 3, one.stderr
    assert "s02c01: still unknown" in one.stderr
    assert len(ask(sound.url, "ledger")) == 1
    both = scenec("retry", "--resubmit", "s01c01", "--resubmit", "s02c01", **KEYS)
    assert both.returncode == 0, both.stderr
    assert "s01c01 is done, not unknown: nothing is paid for again" in both.stderr
    bills = ask(sound.url, "ledger")
    assert len({row["external_id"] for row in bills}) == len(bills) == 2
    assert not {row["external_id"] for row in bills} & {row["external_id"] for row in ask(lossy.url, "ledger")}
    # The film is there as after a render: put together and pinned.
    assert (tmp_path / "crash.mp4").is_file()
    assert [clip["take"] for clip in read_all(tmp_path)["crash.scene"]["clip"]] == [1, 1]
    assert scenec("retry", "--resubmit", "s09c01").returncode == 2
    assert scenec("render", "crash.scene", "--max-cost", "0", **KEYS).returncode == 0


def test_a_retry_asks_the_vendor_that_the_run_was_given(tmp_path: Path, scenec: Run, sandbox: Sandbox) -> None:
    vendor = sandbox(faults={"fail": 1.0})
    write_project(tmp_path, 1)
    assert scenec("render", "crash.scene", "--provider-url", vendor.url).returncode == 3
    assert scenec("retry").returncode == 3
    assert len(ask(vendor.url, "ledger")) == 2
    assert status(scenec)["clips"][0]["state"] == "failed"


def test_runs_are_told_of_from_another_folder(tmp_path: Path, scenec: Run, url: str) -> None:
    films = tmp_path / "films"
    films.mkdir()
    write_project(films, 1)
    (tmp_path / "scenec.toml").unlink()
    assert scenec("render", "films/crash.scene", "--provider-url", url).returncode == 0
    assert (films / "crash.mp4").is_file()
    refused = scenec("status")
    assert refused.returncode == 2
    assert "--project" in refused.stderr
    told = status(scenec, "--project", "films")
    assert told["state"] == "done"
    assert Path(told["output"]) == films / "crash.mp4"
    assert json.loads(scenec("takes", "--project", "films", "--json").stdout)[0]["take"] == 1
    assert scenec("retry", "--project", "films").returncode == 0


def begin(folder: Path, url: str | None, *, until: int) -> subprocess.Popen[str]:
    """Begin a render, for None with the sandbox inside it, and return it once so many clips are being generated."""
    process = subprocess.Popen(
        command("render", "crash.scene", "--json", *(["--provider-url", url] if url is not None else [])),
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        until -= json.loads(line).get("state") == "generating"
        if not until:
            break
    return process


def few_places(folder: Path) -> None:
    (folder / "scenec.toml").write_text('[providers.sandbox]\nrate = "600/min"\nconcurrency = 2\n', "utf-8")


def test_a_canceled_render_fetches_what_it_paid_for_and_ends(tmp_path: Path, scenec: Run, sandbox: Sandbox) -> None:
    vendor = sandbox(speed=20.0, concurrency=2)
    write_project(tmp_path, 3)
    few_places(tmp_path)
    process = begin(tmp_path, vendor.url, until=2)
    run = status(scenec)["run"]
    canceled = scenec("cancel", run, "--json")
    assert json.loads(canceled.stdout) == {"run": run, "canceled": True, "under_way": 2}
    process.communicate(timeout=60)
    assert process.returncode == 3
    bills = ask(vendor.url, "ledger")
    assert [row["downloads"] for row in bills] == [1, 1]
    assert sorted(clip["state"] for clip in status(scenec)["clips"]) == ["canceled", "done", "done"]
    assert json.loads(scenec("cancel", run, "--json").stdout) == {"run": run, "canceled": False, "under_way": 0}
    # Rendered again it pays for the rest alone.
    assert scenec("render", "crash.scene", "--max-cost", "3", "--provider-url", vendor.url).returncode == 0
    assert len(ask(vendor.url, "ledger")) == 3


def test_what_a_dead_render_has_paid_for_is_fetched_by_cancel(tmp_path: Path, scenec: Run, sandbox: Sandbox) -> None:
    vendor = sandbox(speed=20.0, concurrency=2)
    write_project(tmp_path, 3)
    few_places(tmp_path)
    process = begin(tmp_path, vendor.url, until=2)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    run = status(scenec)["run"]
    canceled = scenec("cancel", run, "--json")
    assert canceled.returncode == 0, canceled.stderr
    assert json.loads(canceled.stdout) == {"run": run, "canceled": True, "under_way": 2}
    assert [row["downloads"] for row in ask(vendor.url, "ledger")] == [1, 1]
    assert sorted(clip["state"] for clip in status(scenec)["clips"]) == ["canceled", "done", "done"]


def test_what_went_with_the_sandbox_inside_a_render_is_not_said_to_be_fetched(tmp_path: Path, scenec: Run) -> None:
    write_project(tmp_path, 3)
    few_places(tmp_path)
    process = begin(tmp_path, None, until=1)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    run = status(scenec)["run"]
    canceled = scenec("cancel", run)
    assert canceled.returncode == 0, canceled.stderr
    assert "went with the sandbox inside the render, which costs nothing" in canceled.stderr
    assert scenec("cancel", run).stderr == f"{run} had ended before\n"


def test_an_interrupted_run_is_resumed_by_name_as_it_was_begun(tmp_path: Path, scenec: Run, sandbox: Sandbox) -> None:
    vendor = sandbox(speed=20.0, concurrency=2)
    script = write_project(tmp_path, 3)
    few_places(tmp_path)
    process = begin(tmp_path, vendor.url, until=2)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130
    script.write_text(script.read_text("utf-8").replace("Rain on", "Snow on"), "utf-8")
    resumed = scenec("resume", "--json")
    assert resumed.returncode == 0, resumed.stderr
    events = [json.loads(line) for line in resumed.stdout.splitlines()]
    assert (events[0]["event"], events[-1]["event"]) == ("resume", "film")
    names = [row["external_id"] for row in ask(vendor.url, "ledger")]
    assert len(names) == len(set(names)) == 3
    assert status(scenec)["state"] == "done"
    film = (tmp_path / "crash.mp4").read_bytes()
    (tmp_path / "crash.mp4").unlink()
    nothing = scenec("resume")
    assert (nothing.returncode, "no clip is left to do" in nothing.stderr) == (0, True)
    assert scenec("resume", "-o", "again.mp4").returncode == 0
    assert (tmp_path / "again.mp4").read_bytes() == film
    # The lock pins what was rendered, which the script no longer asks for.
    plan = json.loads(scenec("plan", "crash.scene", "--json").stdout)
    assert [clip["state"] for clip in plan["clips"]] == ["changed"] * 3


def test_resume_leaves_failed_clips_to_retry(tmp_path: Path, scenec: Run, sandbox: Sandbox) -> None:
    vendor = sandbox(faults={"fail": 1.0})
    write_project(tmp_path, 1)
    assert scenec("render", "crash.scene", "--provider-url", vendor.url).returncode == 3
    assert scenec("resume").returncode == 3
    assert len(ask(vendor.url, "ledger")) == 1
