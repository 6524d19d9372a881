"""``scenec render`` and the commands around its runs, as processes against a sandbox."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from pathlib import Path

import pytest

from compiler.cli.lockfile import dump, read_all
from compiler.media.probe import probe
from tests.cli.conftest import Run
from tests.runner.conftest import Sandbox, ask
from tests.runner.crash import command, environment, write_project


def test_render_plan_takes_pick_and_lock(tmp_path: Path, scenec: Run, url: str) -> None:
    write_project(tmp_path, 3)
    first = scenec("render", "crash.scene", "--provider-url", url)
    assert first.returncode == 0, first.stderr
    assert probe(tmp_path / "crash.mp4", decode=True).usable
    plan = json.loads(scenec("plan", "crash.scene", "--json").stdout)
    assert [clip["state"] for clip in plan["clips"]] == ["cached"] * 3
    assert plan["total"]["amount"] == 0

    text = (tmp_path / "crash.scene").read_text("utf-8")
    (tmp_path / "crash.scene").write_text(text.replace("window number 1", "door number 1"), "utf-8")
    plan = json.loads(scenec("plan", "crash.scene", "--json", "-o", "plan.json").stdout)
    assert [clip["state"] for clip in plan["clips"]] == ["cached", "changed", "cached"]
    assert plan["last_run"]["difference"] == 0
    (tmp_path / "crash.scene").write_text(text, "utf-8")
    stale = scenec("render", "plan.json", "--provider-url", url)
    assert stale.returncode == 4
    assert "stale" in stale.stderr
    assert "s02c01" in stale.stderr

    again = scenec("render", "crash.scene", "--retake", "s02c01", "--provider-url", url)
    assert again.returncode == 0, again.stderr
    takes = json.loads(scenec("takes", "--json").stdout)
    assert [(take["clip"], take["take"], take["chosen"]) for take in takes] == [
        ("s01c01", 1, True),
        ("s02c01", 1, False),
        ("s02c01", 2, True),
        ("s03c01", 1, True),
    ]
    assert takes[1]["seed"] != takes[2]["seed"]
    assert all(Path(take["place"]).is_file() for take in takes)
    assert scenec("pick", "crash.scene", "s02c01", "1").returncode == 0
    assert scenec("pick", "crash.scene", "s02c01", "9").returncode == 2
    picked = scenec("render", "crash.scene", "--provider-url", url)
    assert picked.returncode == 0, picked.stderr
    lock = read_all(tmp_path)
    assert [clip["take"] for clip in lock["crash.scene"]["clip"]] == [1, 1, 1]
    assert (tmp_path / "scenec.lock").read_text("utf-8") == dump(lock)
    assert len(ask(url, "ledger")) == 4


def test_a_saved_plan_that_still_fits_is_rendered(tmp_path: Path, scenec: Run, url: str) -> None:
    write_project(tmp_path, 1)
    assert scenec("plan", "crash.scene", "-o", "plan.json").returncode == 0
    rendered = scenec("render", "plan.json", "-o", "film.mp4", "--json", "--provider-url", url)
    assert rendered.returncode == 0, rendered.stderr
    events = [json.loads(line) for line in rendered.stdout.splitlines()]
    assert events[0]["event"] == "run"
    assert events[-1]["event"] == "film"
    assert (tmp_path / "film.mp4").is_file()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--max-cost", "5"], 4, "the limit is 5 units: raise it (--max-cost, max_cost or [budget]"),
        (["-o", "nowhere/film.mp4"], 2, "there is no folder nowhere"),
        (["-o", "."], 2, "a folder is there"),
        (["-o", "/proc/film.mp4"], 2, "cannot write /proc/film.mp4: "),
        (["-o", f"{'long' * 63}.mp4"], 2, "file name too long"),
        (["-o", "crash.scene"], 2, ".scene is not the name of an MP4 film; name it crash.mp4"),
        (["-o", "film.mkv"], 2, ".mkv is not the name of an MP4 film; name it film.mp4"),
        (["-o", "/dev/null"], 2, "not an ordinary file"),
        (["--max-cost", "nan"], 2, "'nan' is not a number to count with"),
        (["--provider-url", "localhost:8080"], 2, "write one like http://127.0.0.1:8080"),
        (["--provider-url", "ftp://127.0.0.1/"], 2, "write one like http://127.0.0.1:8080"),
        (["--provider", "kling"], 2, "no provider “kling” is configured"),
        (["--window", "night"], 2, "write one like 23:00-06:00"),
        (["--retake", "s09c09"], 2, "there is no clip s09c09"),
        (["--detach"], 2, "--detach needs a provider"),
    ],
)
def test_what_cannot_be_rendered_is_refused_in_a_line_and_sends_nothing(
    tmp_path: Path, scenec: Run, url: str, arguments: list[str], code: int, says: str
) -> None:
    write_project(tmp_path, 2)
    script = (tmp_path / "crash.scene").read_bytes()
    address = [] if arguments[0] in {"--provider", "--provider-url", "--detach"} else ["--provider-url", url]
    refused = scenec("render", "crash.scene", *arguments, *address)
    assert refused.returncode == code, refused.stderr
    errors = [line for line in refused.stderr.splitlines() if line.startswith("error:")]
    assert len(errors) == 1
    assert says in errors[0]
    assert "Traceback" not in refused.stderr
    assert ask(url, "ledger") == []
    assert not list(tmp_path.glob("*.mp4"))
    assert (tmp_path / "crash.scene").read_bytes() == script


def test_failed_clips_are_reported_with_their_line_and_run_again(tmp_path: Path, scenec: Run, sandbox: Sandbox) -> None:
    bad = sandbox(faults={"fail": 1.0}).url
    write_project(tmp_path, 1)
    failed = scenec("render", "crash.scene", "--provider-url", bad)
    assert failed.returncode == 3
    assert "crash.scene:6: s01c01 failed (3 units spent)" in failed.stderr
    status = json.loads(scenec("status", "--json").stdout)
    assert status["state"] == "failed"
    assert status["clips"][0]["shown"] == "failed"
    good = sandbox().url
    retried = scenec("retry", status["run"][:5], "--provider-url", good)
    assert retried.returncode == 0, retried.stderr
    assert (tmp_path / "crash.mp4").is_file()
    assert len(ask(good, "ledger")) == 1


def test_commands_on_runs_say_when_there_is_none(tmp_path: Path, scenec: Run) -> None:
    for arguments in (["status"], ["cancel", "r1"], ["retry", "r1"], ["takes"]):
        refused = scenec(*arguments)
        assert refused.returncode == 2
        assert "nothing has been rendered" in refused.stderr
    assert not (tmp_path / ".scenec").exists()


def test_a_draft_is_standard_and_leaves_the_final_film_alone(tmp_path: Path, scenec: Run, url: str) -> None:
    script = write_project(tmp_path, 1)
    script.write_text("[mode: professional]\n" + script.read_text("utf-8"), "utf-8")
    assert scenec("render", "crash.scene", "--draft", "--provider-url", url).returncode == 0
    assert (tmp_path / "crash-draft.mp4").is_file()
    assert not (tmp_path / "scenec.lock").exists()
    assert scenec("render", "crash.scene", "--provider-url", url).returncode == 0
    assert [row["amount"] for row in ask(url, "ledger")] == [3.0, 8.25]


def test_ctrl_c_leaves_a_run_that_the_same_command_finishes(tmp_path: Path, scenec: Run, sandbox: Sandbox) -> None:
    vendor = sandbox(speed=12.0)
    write_project(tmp_path, 2)
    process = subprocess.Popen(
        command("render", "crash.scene", "--json", "--provider-url", vendor.url),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line).get("state") == "generating":
            break
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert "the same command goes on from here" in said
    assert "Traceback" not in said
    left = json.loads(scenec("status", "--json").stdout)
    assert (left["state"], left["interrupted"]) == ("active", True)
    assert f"nobody works on it: scenec resume {left['run']} goes on" in scenec("status").stdout
    resumed = scenec("render", "crash.scene", "--provider-url", vendor.url)
    assert resumed.returncode == 0, resumed.stderr
    assert "going on with run" in resumed.stderr
    before = re.search(r"there already, (\d) units spent before, (\d) units to spend", resumed.stderr)
    spent = re.search(r"spent (\d) units in \d+ s, 6 units in all", resumed.stderr)
    assert before is not None
    assert spent is not None, resumed.stderr
    assert int(before[1]) + int(before[2]) == 6
    assert spent[1] == before[2]
    names = [row["external_id"] for row in ask(vendor.url, "ledger")]
    assert len(names) == len(set(names)) == 2
