"""A vendor's name spoken to a sandbox: its animatics never pass for the vendor's clips."""

from __future__ import annotations

import json
import subprocess
import threading
from pathlib import Path

import pytest

from compiler import settings
from compiler.runner.ledger.runs import RunOptions
from compiler.runner.prepare import prepare
from compiler.runner.rehearsal import speaks_for
from compiler.runner.runner import Runner
from compiler.sandbox import server
from compiler.settings import SettingsError
from tests.runner.conftest import Sandbox, ask, work
from tests.runner.crash import command, environment, start, write_project
from tests.runner.manifests import plain

KEYS = {"STUDIO_KEY": "mine", "STUDIO_SECRET": "right-secret"}


@pytest.fixture
def vendor(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a server that answers as a vendor does, and does not say that it is a sandbox."""
    with monkeypatch.context() as patch:
        patch.setattr(server, "SANDBOX_MARK", "x-request-id")
        return sandbox().url


def write_settings(folder: Path, address: str) -> None:
    (folder / "scenec.toml").write_text(
        f'[render]\nprovider = "studio"\n[providers.studio]\nbase_url = "{address}"\nrate = "600/min"\nsettle = 0.5\n'
        'access_key_env = "STUDIO_KEY"\nsecret_key_env = "STUDIO_SECRET"\n',
        "utf-8",
    )


def scenec(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    finished = subprocess.run(
        command(*arguments), cwd=folder, env=environment(**KEYS), capture_output=True, text=True, timeout=90
    )
    assert finished.returncode == 0, finished.stderr
    return finished


def planned(folder: Path) -> list[str]:
    return [clip["state"] for clip in json.loads(scenec(folder, "plan", "crash.scene", "--json").stdout)["clips"]]


def test_a_final_render_reuses_nothing_of_a_rehearsal(tmp_path: Path, sandbox: Sandbox, vendor: str) -> None:
    write_project(tmp_path, 2)
    write_settings(tmp_path, vendor)
    rehearsal = scenec(tmp_path, "render", "crash.scene", "--provider-url", sandbox().url)
    assert "it draws every clip as an animatic, and nothing is paid" in rehearsal.stderr
    assert planned(tmp_path) == ["new", "new"]
    final = scenec(tmp_path, "render", "crash.scene")
    assert "animatic" not in final.stderr
    assert len(ask(vendor, "ledger")) == 2
    assert planned(tmp_path) == ["cached", "cached"]
    again = scenec(tmp_path, "render", "crash.scene", "--json")
    assert json.loads(again.stdout.splitlines()[0])["cached"] == 2
    assert len(ask(vendor, "ledger")) == 2


def test_a_rehearsal_at_the_configured_address_is_planned_and_listed_as_such(tmp_path: Path, sandbox: Sandbox) -> None:
    url = sandbox().url
    write_project(tmp_path, 2)
    write_settings(tmp_path, url)
    scenec(tmp_path, "render", "crash.scene")
    assert planned(tmp_path) == ["cached", "cached"]
    assert len(json.loads(scenec(tmp_path, "takes", "crash.scene", "--json").stdout)) == 2
    assert json.loads(scenec(tmp_path, "status", "--json").stdout)["provider"] == "studio@sandbox"
    assert "assembles the film" not in scenec(tmp_path, "status").stdout
    scenec(tmp_path, "render", "crash.scene")
    assert len(ask(url, "ledger")) == 2


def test_a_rehearsal_is_never_taken_to_the_vendor(tmp_path: Path, sandbox: Sandbox, vendor: str) -> None:
    """A worker with other settings than the command that queued the run asks the sandbox too."""
    url = sandbox().url
    write_project(tmp_path, 2)
    write_settings(tmp_path, url)
    scenec(tmp_path, "render", "crash.scene", "--detach")
    write_settings(tmp_path, vendor)
    worker = start(tmp_path, command("worker"), **KEYS)
    tick = threading.Event()
    for _ in range(600):
        told = scenec(tmp_path, "status").stdout
        if "every clip is there" in told:
            break
        tick.wait(0.1)
    worker.terminate()
    said, _ = worker.communicate(timeout=30)
    assert f"every clip is there: scenec render crash.scene --provider-url {url} assembles the film" in told, said
    assert ask(vendor, "ledger") == []
    scenec(tmp_path, "render", "crash.scene", "--provider-url", url)
    assert (tmp_path / "crash.mp4").is_file()
    assert "assembles the film" not in scenec(tmp_path, "status").stdout
    assert len(ask(url, "ledger")) == 2
    assert ask(vendor, "ledger") == []


def test_a_sandbox_that_turns_up_in_the_vendors_place_is_not_believed(tmp_path: Path, sandbox: Sandbox) -> None:
    url = sandbox().url
    write_settings(tmp_path, url)
    runner = Runner(settings.load(tmp_path, KEYS))
    runner.prepare()
    try:
        run, _ = runner.open(prepare(plain(1)), RunOptions("studio", str(tmp_path)), lambda _address: b"")
        progress = work(runner, run)
    finally:
        runner.stop()
    assert (progress.run.state, progress.run.cause) == ("halted", "sandbox")
    assert progress.run.message == f"{url} is a sandbox, and studio is none; the same command rehearses"
    assert not list((tmp_path / ".scenec" / "store").rglob("*.mp4"))


def test_vendors_are_asked_nothing(sandbox: Sandbox, vendor: str) -> None:
    url = sandbox().url
    assert speaks_for("studio", url, given=False) == "studio@sandbox"
    assert speaks_for("studio@sandbox", vendor, given=True) == "studio@sandbox"
    with pytest.raises(SettingsError, match="is a rehearsal: give --provider-url"):
        speaks_for("studio@sandbox", vendor, given=False)
    assert speaks_for("sandbox", url, given=True) == "sandbox"
    assert speaks_for("studio", vendor, given=True) == "studio"
    assert speaks_for("studio", url.replace("http:", "https:"), given=False) == "studio"
    assert speaks_for("studio", "http://127.0.0.1:9", given=True) == "studio"
    assert ask(url, "stats")["requests"] == ask(vendor, "stats")["requests"] == 0
