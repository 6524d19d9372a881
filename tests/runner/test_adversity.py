"""What can go wrong outside: money, keys, the network, the disk. The real command against real servers."""

from __future__ import annotations

import resource
import struct
import subprocess
from pathlib import Path

import pytest

from compiler.sandbox.films import Films
from tests.runner.conftest import Sandbox, ask
from tests.runner.crash import command, environment, write_project

#: No file may grow beyond this; the database stays well below it.
ROOM = 8 * 2**20


def render(folder: Path, url: str, room: int | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    def narrow() -> None:
        if room is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    finished = subprocess.run(
        command("render", "crash.scene", "-o", "film.mp4", "--provider-url", url),
        cwd=folder,
        env=environment(SCENEC_PATIENCE="0", **variables),
        capture_output=True,
        text=True,
        preexec_fn=narrow,
    )
    assert "Traceback" not in finished.stderr
    return finished


def bills(url: str) -> list[str]:
    return [row["external_id"] for row in ask(url, "ledger")]


def test_no_credit_ends_clearly_and_goes_on_where_there_is_some(tmp_path: Path, sandbox: Sandbox) -> None:
    write_project(tmp_path, 3)
    poor = sandbox(credit=3.0)
    halted = render(tmp_path, poor.url)
    assert halted.returncode == 5, halted.stderr
    assert "no credit left: top it up, then run the same command again" in halted.stderr
    assert not (tmp_path / "film.mp4").exists()
    rich = sandbox()
    assert render(tmp_path, rich.url).returncode == 0
    paid = bills(poor.url) + bills(rich.url)
    assert len(paid) == len(set(paid)) == 3


def test_a_wrong_key_names_no_secret_and_is_mended_by_the_right_one(tmp_path: Path, sandbox: Sandbox) -> None:
    write_project(tmp_path, 1)
    (tmp_path / "scenec.toml").write_text(
        '[render]\nprovider = "studio"\n[providers.studio]\nbase_url = "http://127.0.0.1:9"\n'
        'access_key_env = "STUDIO_KEY"\nsecret_key_env = "STUDIO_SECRET"\n',
        "utf-8",
    )
    url = sandbox(keys={"mine": "right-secret"}, open=False).url
    missing = render(tmp_path, url)
    assert missing.returncode == 5, missing.stderr
    assert "STUDIO_KEY" in missing.stderr
    wrong = render(tmp_path, url, STUDIO_KEY="mine", STUDIO_SECRET="wrong-secret")
    assert wrong.returncode == 5, wrong.stderr
    assert "check the key and the secret" in wrong.stderr
    assert "wrong-secret" not in wrong.stderr + wrong.stdout
    assert bills(url) == []
    assert render(tmp_path, url, STUDIO_KEY="mine", STUDIO_SECRET="right-secret").returncode == 0
    assert len(bills(url)) == 1


def test_an_address_that_does_not_answer_ends_clearly(tmp_path: Path, sandbox: Sandbox) -> None:
    write_project(tmp_path, 1)
    silent = render(tmp_path, "http://127.0.0.1:9")
    assert silent.returncode == 5, silent.stderr
    assert "http://127.0.0.1:9 does not answer" in silent.stderr
    url = sandbox().url
    assert render(tmp_path, url).returncode == 0
    assert len(bills(url)) == 1


@pytest.fixture
def large_films(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the sandbox hand out films larger than there is room for: with a box that players pass over."""
    drawn = Films.path

    def path(films: Films, film: str) -> Path:
        found = drawn(films, film)
        if found.is_file() and found.stat().st_size < ROOM:
            with found.open("ab") as file:
                file.write(struct.pack(">I4s", 2 * ROOM, b"free") + bytes(2 * ROOM - 8))
        return found

    monkeypatch.setattr(Films, "path", path)


@pytest.mark.usefixtures("large_films")
def test_a_full_disk_in_mid_download_keeps_what_is_paid_for(tmp_path: Path, sandbox: Sandbox) -> None:
    write_project(tmp_path, 2)
    url = sandbox().url
    full = render(tmp_path, url, room=ROOM)
    assert full.returncode == 3, full.stderr
    assert "file too large" in full.stderr
    assert "the same command goes on" in full.stderr
    parts = list((tmp_path / ".scenec" / "parts").glob("*.part"))
    assert parts
    assert len(bills(url)) == 2
    again = render(tmp_path, url)
    assert again.returncode == 0, again.stderr
    assert len(bills(url)) == len(set(bills(url))) == 2
