"""Every sample is a model: clean under ``check --strict``, formatted, and compiled without a warning."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "samples").rglob("*.scene"))
FILMS = [path for path in SAMPLES if path.parent.name != "cast"]


def scenec(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "compiler", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def compiled(path: Path, *arguments: str) -> dict[str, object]:
    done = scenec("compile", str(path.relative_to(ROOT)), *arguments)
    assert done.returncode == 0, done.stderr
    manifest = json.loads(done.stdout)
    assert isinstance(manifest, dict)
    return manifest


def test_there_are_samples_of_every_kind() -> None:
    names = {path.name for path in SAMPLES}
    assert {"neon-rain.scene", "diner.scene", "last-ferry.scene", "aurora-ad.scene", "harbour.scene"} <= names
    assert any(not name.isascii() for name in names)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_clean_and_formatted(path: Path) -> None:
    checked = scenec("check", "--strict", str(path.relative_to(ROOT)))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    formatted = scenec("fmt", "--check", str(path.relative_to(ROOT)))
    assert formatted.returncode == 0, formatted.stdout + formatted.stderr


@pytest.mark.parametrize("path", FILMS, ids=lambda path: path.name)
def test_a_film_holds_what_its_clips_hold(path: Path) -> None:
    manifest = compiled(path)
    clips = manifest["clips"]
    assert isinstance(clips, list)
    assert clips
    assert manifest["duration"] == sum(clip["duration"] for clip in clips)
    for clip in clips:
        assert 3 <= clip["duration"] <= 15
        assert 1 <= len(clip["shots"]) <= 6


def test_the_long_film_runs_two_minutes_and_chains_its_clips() -> None:
    manifest = compiled(ROOT / "samples" / "last-ferry.scene")
    clips = manifest["clips"]
    assert isinstance(clips, list)
    assert manifest["duration"] == pytest.approx(120, abs=6)
    assert len({clip["scene"] for clip in clips}) == 7
    chained = [clip for clip in clips if clip["depends_on"]]
    assert chained
    assert all(clip["id"].endswith(("c02", "c03")) for clip in chained)


def test_the_advertisement_makes_a_film_a_row(tmp_path: Path) -> None:
    done = scenec("compile", "samples/aurora-ad.scene", "--each", "samples/aurora-ad.csv", "-o", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    films = [json.loads(path.read_text())["film"] for path in sorted((tmp_path / "out").rglob("manifest.json"))]
    assert sorted(films) == ["Aurora Solo, Taipei", "Aurora Watch, Lisbon", "極光腕錶, 台北"]
