"""``scenec compile`` and ``scenec plan``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.process import CLEAN, refused, scenec

TWO = CLEAN + "\n[scene: EXT. PIER - NIGHT]\n[lighting: moonlight]\n\n[shot: wide, 5s]\nA ferry leaves.\n"
AD = "[param: what]\n" + CLEAN.replace("Fishing boats", "{what}")


def test_the_manifest_is_all_that_stdout_gets(folder: Path) -> None:
    result = scenec("compile", "warned.scene", cwd=folder)
    assert result.code == 0
    manifest = json.loads(result.out)
    assert list(manifest)[:4] == ["scenec", "film", "target", "source"]
    assert "warning[W204]" in result.err


def test_errors_give_no_manifest(folder: Path) -> None:
    result = scenec("compile", "broken.scene", "-o", "out", cwd=folder)
    assert (result.code, result.out) == (1, "")
    assert "error[E201]" in result.err
    assert not (folder / "out").exists()


def test_strict_refuses_warnings(folder: Path) -> None:
    assert scenec("compile", "--strict", "warned.scene", cwd=folder).code == 1


def test_diagnostics_in_another_format_stay_on_stderr(folder: Path) -> None:
    result = scenec("compile", "--format", "json", "-q", "broken.scene", cwd=folder)
    assert result.out == ""
    assert json.loads(result.err)[0]["code"] == "E201"


def test_a_folder(folder: Path) -> None:
    (folder / "film.scene").write_text(TWO, "utf-8")
    result = scenec("compile", "film.scene", "-o", "deep/out", cwd=folder)
    assert (result.code, result.out) == (0, "")
    out = folder / "deep" / "out"
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", "s01c01.json", "s02c01.json"]
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert (out / "manifest.json").read_text("utf-8") == scenec("compile", "film.scene", cwd=folder).out
    for clip in manifest["clips"]:
        assert json.loads((out / f"{clip['id']}.json").read_bytes()) == clip["request"]["body"]


def test_payloads_of_clips_that_are_gone_go_too(folder: Path) -> None:
    (folder / "film.scene").write_text(TWO, "utf-8")
    scenec("compile", "film.scene", "-o", "out", cwd=folder)
    (folder / "out" / "notes.txt").write_text("mine", "utf-8")
    (folder / "film.scene").write_text(CLEAN, "utf-8")
    assert scenec("compile", "film.scene", "-o", "out", cwd=folder).code == 0
    names = sorted(path.name for path in (folder / "out").iterdir())
    assert names == ["manifest.json", "notes.txt", "s01c01.json"]


def test_a_table_gives_an_array_or_a_folder_a_row(folder: Path) -> None:
    (folder / "ad.scene").write_text(AD, "utf-8")
    (folder / "ad.csv").write_text("what\nBig Tugs\n漁船\n", "utf-8")
    result = scenec("compile", "ad.scene", "--each", "ad.csv", cwd=folder)
    assert [one["clips"][0]["request"]["body"]["guidances"][0]["prompt"][:14] for one in json.loads(result.out)] == [
        "Wide shot: Big",
        "Wide shot: 漁船 ",
    ]
    assert scenec("compile", "ad.scene", "--each", "ad.csv", "-o", "out", cwd=folder).code == 0
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["01-big-tugs", "02-漁船"]
    assert (folder / "out" / "02-漁船" / "manifest.json").is_file()


def test_one_row_is_an_array_too(folder: Path) -> None:
    (folder / "ad.scene").write_text(AD, "utf-8")
    (folder / "ad.csv").write_text("what\nTugs\n", "utf-8")
    assert len(json.loads(scenec("compile", "ad.scene", "--each", "ad.csv", cwd=folder).out)) == 1


def test_standard_input(folder: Path) -> None:
    result = scenec("compile", "-", cwd=folder, stdin=CLEAN)
    assert json.loads(result.out)["film"] == "Harbour"


def test_prices_of_the_project(folder: Path) -> None:
    (folder / "scenec.toml").write_text("[targets.guidances.pricing.rates]\nstandard = 0.5\n", "utf-8")
    manifest = json.loads(scenec("compile", "clean.scene", cwd=folder).out)
    assert manifest["clips"][0]["cost"]["amount"] == 2.0
    (folder / "scenec.toml").write_text("[targets.guidances\n", "utf-8")
    refused(scenec("compile", "clean.scene", cwd=folder), "scenec.toml", "not TOML")


def test_plan_as_a_table(folder: Path) -> None:
    (folder / "film.scene").write_text(TWO, "utf-8")
    result = scenec("plan", "film.scene", cwd=folder)
    assert result.code == 0
    lines = [line.split() for line in result.out.splitlines()]
    assert ["s01c01", "new", "EXT.", "HARBOUR", "-", "NIGHT", "1", "4", "s", "4", "units"] in lines
    assert ["total", "2", "clips", "9", "s", "9", "units"] in lines


def test_plan_as_json_and_saved(folder: Path) -> None:
    (folder / "film.scene").write_text(TWO, "utf-8")
    result = scenec("plan", "film.scene", "--json", "-o", "plan.json", cwd=folder)
    plan = json.loads(result.out)
    assert plan == json.loads((folder / "plan.json").read_bytes())
    assert [(clip["id"], clip["state"], clip["duration"]) for clip in plan["clips"]] == [
        ("s01c01", "new", 4),
        ("s02c01", "new", 5),
    ]
    manifest = json.loads(scenec("compile", "film.scene", cwd=folder).out)
    assert [clip["digest"] for clip in plan["clips"]] == [clip["digest"] for clip in manifest["clips"]]


@pytest.mark.parametrize("name", ["compile", "plan"])
def test_unknown_names_are_refused(folder: Path, name: str) -> None:
    refused(scenec(name, "clean.scene", "-t", "klin", cwd=folder), "klin", "guidances")
    refused(scenec(name, "clean.scene", "--set", "what=1", cwd=folder), "what")
    refused(scenec(name, "clean.scene", "--set", "what", cwd=folder), "NAME=VALUE")
    refused(scenec(name, "clean.scene", "--set", "a=1", "--set", "a=2", cwd=folder), "twice")
    refused(scenec(name, "clean.scene", "--each", "none.csv", cwd=folder), "none.csv")
    refused(scenec(name, "clean.scene", "--templates", "none", cwd=folder), "none")
    refused(scenec(name, "clean.scene", "--format", "xml", cwd=folder), "xml")
    refused(scenec(name, "clean.scene", "--nonsense", cwd=folder), "--nonsense")
