"""Takes: made, interrupted, listed, compared, picked, and pinned in the lock."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from compiler.cli.lockfile import LockedFilm, read_all, takes_of
from tests.cli.conftest import Run
from tests.runner.conftest import Sandbox, ask
from tests.runner.crash import command, environment, write_project


def locked(folder: Path) -> list[dict[str, Any]]:
    clips: list[dict[str, Any]] = read_all(folder)["crash.scene"]["clip"]
    return clips


def takes(scenec: Run, *arguments: str) -> list[tuple[str, int, bool]]:
    done = scenec("takes", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return [(take["clip"], take["take"], take["chosen"]) for take in json.loads(done.stdout)]


def forget(folder: Path) -> None:
    """Lose the ledger; the store stays."""
    for path in (folder / ".scenec").glob("scenec.db*"):
        path.unlink()


def test_the_lock_has_the_seed_of_the_take_that_is_shown(tmp_path: Path, scenec: Run, url: str) -> None:
    script = write_project(tmp_path, 1)
    script.write_text("[seed: 7]\n" + script.read_text("utf-8"), "utf-8")
    assert scenec("render", "crash.scene", "--provider-url", url).returncode == 0
    assert locked(tmp_path)[0]["seed"] == 7
    assert scenec("render", "crash.scene", "--retake", "s01c01", "--provider-url", url).returncode == 0
    (listed,) = [take for take in json.loads(scenec("takes", "--json").stdout) if take["chosen"]]
    assert listed["seed"] == locked(tmp_path)[0]["seed"] != 7
    assert scenec("pick", "crash.scene", "s01c01", "1").returncode == 0
    assert locked(tmp_path)[0]["seed"] == 7


def test_an_interrupted_retake_goes_on_and_is_not_made_twice(tmp_path: Path, scenec: Run, sandbox: Sandbox) -> None:
    vendor = sandbox(concurrency=1, speed=30.0)
    write_project(tmp_path, 2)
    (tmp_path / "scenec.toml").write_text('[providers.sandbox]\nrate = "600/min"\nconcurrency = 1\n', "utf-8")
    assert scenec("render", "crash.scene", "--provider-url", vendor.url).returncode == 0
    wanted = ["render", "crash.scene", "--retake", "s01c01", "--retake", "s02c01", "--provider-url", vendor.url]
    process = subprocess.Popen(
        command(*wanted, "--json"),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line).get("state") == "done":
            break
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    resumed = scenec(*wanted)
    assert resumed.returncode == 0, resumed.stderr
    assert [clip["take"] for clip in locked(tmp_path)] == [2, 2]
    names = [row["external_id"] for row in ask(vendor.url, "ledger")]
    assert len(names) == len(set(names)) == 4
    # The film with these takes is there now: the next one is another.
    assert scenec("render", "crash.scene", "--retake", "s01c01", "--provider-url", vendor.url).returncode == 0
    assert [clip["take"] for clip in locked(tmp_path)] == [3, 2]


def test_a_retake_that_was_never_shown_is_not_made_again(tmp_path: Path, scenec: Run, url: str) -> None:
    write_project(tmp_path, 1)
    assert scenec("render", "crash.scene", "--provider-url", url).returncode == 0
    before = (tmp_path / "scenec.lock").read_bytes()
    retake = ["render", "crash.scene", "--retake", "s01c01", "--provider-url", url]
    assert scenec(*retake).returncode == 0
    # As after a kill between the last clip and the finished film.
    (tmp_path / "scenec.lock").write_bytes(before)
    with sqlite3.connect(tmp_path / ".scenec" / "scenec.db") as ledger:
        ledger.execute("update scenec_films set shown = 0")
    assert scenec(*retake).returncode == 0
    assert locked(tmp_path)[0]["take"] == 2
    assert len(ask(url, "ledger")) == 2
    assert scenec(*retake).returncode == 0
    assert locked(tmp_path)[0]["take"] == 3


def test_without_its_ledger_a_film_has_its_takes_and_makes_others(tmp_path: Path, scenec: Run, url: str) -> None:
    write_project(tmp_path, 1)
    assert scenec("render", "crash.scene", "--retake", "s01c01", "--provider-url", url).returncode == 0
    assert locked(tmp_path)[0]["take"] == 1
    assert scenec("render", "crash.scene", "--retake", "s01c01", "--provider-url", url).returncode == 0
    forget(tmp_path)
    film = (tmp_path / "crash.mp4").read_bytes()
    assert scenec("render", "crash.scene", "--provider-url", url).returncode == 0
    assert (tmp_path / "crash.mp4").read_bytes() == film
    assert takes(scenec, "crash.scene") == [("s01c01", 1, False), ("s01c01", 2, True)]
    assert len(ask(url, "ledger")) == 2
    forget(tmp_path)
    assert scenec("render", "crash.scene", "--retake", "s01c01", "--provider-url", url).returncode == 0
    assert locked(tmp_path)[0]["take"] == 3
    assert len(ask(url, "ledger")) == 3


def test_a_lock_and_a_store_are_enough_to_assemble_a_film_anywhere(tmp_path: Path, scenec: Run, url: str) -> None:
    write_project(tmp_path, 2)
    for arguments in ([], ["--retake", "s02c01"]):
        assert scenec("render", "crash.scene", *arguments, "--provider-url", url).returncode == 0
    film = (tmp_path / "crash.mp4").read_bytes()
    lock = (tmp_path / "scenec.lock").read_text("utf-8")
    assert str(tmp_path) not in lock
    other = tmp_path / "clone"
    other.mkdir()
    for name in ("crash.scene", "scenec.lock", "scenec.toml"):
        shutil.copy(tmp_path / name, other / name)
    elsewhere = scenec(
        "render",
        "crash.scene",
        "--max-cost",
        "0",
        "--provider-url",
        url,
        cwd=other,
        SCENEC_STORE=str(tmp_path / ".scenec" / "store"),
    )
    assert elsewhere.returncode == 0, elsewhere.stderr
    assert (other / "crash.mp4").read_bytes() == film
    assert (other / "scenec.lock").read_text("utf-8") == lock
    assert len(ask(url, "ledger")) == 3


def test_takes_are_picked_by_provider_and_what_continues_them_is_told(tmp_path: Path, scenec: Run, url: str) -> None:
    write_project(tmp_path, 4)
    (tmp_path / "scenec.toml").write_text(
        f'[providers.studio]\ntarget = "guidances"\nbase_url = "{url}"\nrate = "600/min"\npoll = 1\npoll_first = 0.1\n'
        'access_key_env = "STUDIO_KEY"\nsecret_key_env = "STUDIO_SECRET"\n',
        "utf-8",
    )
    keys = {"STUDIO_KEY": "key", "STUDIO_SECRET": "secret"}
    for arguments in ([], ["--retake", "s03c01"]):
        done = scenec("render", "crash.scene", "--provider", "studio", *arguments, **keys)
        assert done.returncode == 0, done.stderr
    assert [clip["take"] for clip in locked(tmp_path)] == [1, 1, 2, 1]
    assert scenec("pick", "crash.scene", "s03c01", "1").returncode == 2
    picked = scenec("pick", "crash.scene", "s03c01", "1", "--provider", "studio", "--json")
    assert json.loads(picked.stdout) == {"clip": "s03c01", "take": 1, "generated_anew": []}
    bills = len(ask(url, "ledger"))
    assert bills == 6
    assert scenec("render", "crash.scene", "--provider", "studio", **keys).returncode == 0
    assert len(ask(url, "ledger")) == bills
    # A clip has takes of its own for each take that it continues; those that are there cost nothing.
    assert scenec("pick", "crash.scene", "s03c01", "2", "--provider", "studio").returncode == 0
    assert scenec("render", "crash.scene", "--retake", "s04c01", "--provider", "studio", **keys).returncode == 0
    assert [clip["take"] for clip in locked(tmp_path)] == [1, 1, 2, 2]
    back = scenec("pick", "crash.scene", "s03c01", "1", "--provider", "studio")
    assert "anew" not in back.stderr
    assert scenec("render", "crash.scene", "--provider", "studio", **keys).returncode == 0
    assert [clip["take"] for clip in locked(tmp_path)] == [1, 1, 1, 1]
    assert len(ask(url, "ledger")) == bills + 1
    assert scenec("pick", "crash.scene", "s03c01", "2", "--provider", "studio").returncode == 0
    digest = locked(tmp_path)[3]["digest"].removeprefix("sha256:")
    (first,) = (tmp_path / ".scenec" / "store").glob(f"clips/*/*/{digest}")
    shutil.rmtree(first)
    told = scenec("pick", "crash.scene", "s03c01", "1", "--provider", "studio")
    assert "the next render generates s04c01 anew for 3 units" in told.stderr


def test_takes_are_compared_in_a_picture_and_by_a_number(tmp_path: Path, scenec: Run, url: str) -> None:
    write_project(tmp_path, 2)
    for arguments in ([], ["--retake", "s02c01"]):
        assert scenec("render", "crash.scene", *arguments, "--provider-url", url).returncode == 0
    compared = scenec("takes", "crash.scene", "s02c01", "--compare", "takes.png", "--json")
    assert compared.returncode == 0, compared.stderr
    first, second = json.loads(compared.stdout)
    assert second["chosen"]
    assert second["difference"] == 0
    assert 0 <= first["difference"] <= 1
    with Image.open(tmp_path / "takes.png") as picture:
        assert picture.width > 1600
    assert "apart" in scenec("takes", "crash.scene", "s02c01", "--compare", "takes.png").stdout
    for arguments, says in (
        (["crash.scene", "--compare", "takes.png"], "name the film and the clip"),
        (["crash.scene", "s09c01"], "there is no take of a clip s09c01"),
        (["crash.scene", "s02c01", "--compare", "takes.mp4"], "name it takes.png"),
        (["crash.scene", "s02c01", "--play", "9"], "there is no finished take 9"),
    ):
        refused = scenec("takes", *arguments)
        assert refused.returncode == 2
        assert says in refused.stderr
    assert takes(scenec, "crash.scene", "s02c01") == [("s02c01", 1, False), ("s02c01", 2, True)]


def test_a_take_is_played_by_the_systems_player(tmp_path: Path, scenec: Run, url: str) -> None:
    write_project(tmp_path, 1)
    assert scenec("render", "crash.scene", "--provider-url", url).returncode == 0
    (player := tmp_path / "bin" / "xdg-open").parent.mkdir()
    player.write_text("#!/bin/sh\nexit 0\n", "utf-8")
    player.chmod(0o755)
    played = scenec("takes", "crash.scene", "s01c01", "--play", "1", PATH=f"{player.parent}:/usr/bin:/bin")
    assert played.returncode == 0, played.stderr
    assert "playing " in played.stderr
    assert "take-1.mp4" in played.stderr
    player.write_text("#!/bin/sh\nexit 3\n", "utf-8")
    alone = scenec("takes", "crash.scene", "s01c01", "--play", "1", PATH=f"{player.parent}:/usr/bin:/bin")
    assert alone.returncode == 2
    assert "no player could be started here; play " in alone.stderr


def test_takes_are_those_of_one_film_and_of_a_provider_that_there_is(tmp_path: Path, scenec: Run, url: str) -> None:
    write_project(tmp_path, 1)
    assert scenec("render", "crash.scene", "--provider-url", url).returncode == 0
    for named in ([], ["crash.scene"]):
        unknown = scenec("takes", *named, "--provider", "nobody")
        assert unknown.returncode == 2
        assert "no provider “nobody” is configured" in unknown.stderr
    # A table is many films: one of them is named with --set.
    for command_line in (["takes", "crash.scene"], ["pick", "crash.scene", "s01c01", "1"]):
        refused = scenec(*command_line, "--each", "table.csv")
        assert refused.returncode == 2
        assert "No such option" in refused.stderr


def entry(clip: str, digest: str, take: int) -> dict[str, Any]:
    return {"id": clip, "digest": f"sha256:{digest}", "take": take}


@pytest.mark.parametrize(
    ("film", "takes"),
    [
        ([("s01c01", "a"), ("s02c01", "a")], {"s01c01": 2, "s02c01": 1}),
        ([("s01c01", "b"), ("s02c01", "a"), ("s03c01", "a")], {"s01c01": 5, "s02c01": 1, "s03c01": 2}),
        ([("s01c01", "x"), ("s05c01", "a")], {"s05c01": 2}),
        ([(f"s0{number}c01", "a") for number in range(1, 5)], {"s01c01": 2, "s02c01": 1, "s03c01": 1, "s04c01": 1}),
        ([("s09c01", "b"), ("s08c01", "b")], {"s09c01": 5, "s08c01": 5}),
    ],
)
def test_clips_with_one_digest_keep_each_its_own_take(film: list[tuple[str, str]], takes: dict[str, int]) -> None:
    lock = LockedFilm([entry("s01c01", "a", 2), entry("s02c01", "a", 1), entry("s03c01", "b", 5)])
    clips = [{"id": clip, "digest": f"sha256:{digest}", "depends_on": []} for clip, digest in film]
    manifest = {"clips": clips}
    assert takes_of(lock, manifest) == takes
