"""Plans: what they say of the past, where they can be rendered from, and when they are refused as stale."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from compiler.cli.lockfile import read_all
from tests.cli.conftest import Run
from tests.runner.conftest import ask

SCRIPT = """\
[film: Quay]
[param: thing = lamp]

[character: MIRA]
A harbour pilot.
[ref: mira.png]

[scene: EXT. QUAY - NIGHT]
[lighting: moonlight]

[shot: wide, 4s]
Boats rock under a {thing}.

[scene: INT. CABIN - NIGHT]
[lighting: lamp light]

[shot: medium, 4s]
@MIRA reads.
"""


def write_script(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    draw(folder / "mira.png", 40)
    (folder / "quay.scene").write_text(SCRIPT, "utf-8")
    return folder / "quay.scene"


def draw(path: Path, red: int) -> None:
    Image.new("RGB", (640, 640), (red, 90, 120)).save(path)


def plan(scenec: Run, script: str = "quay.scene", *arguments: str) -> dict[str, Any]:
    done = scenec("plan", script, "--json", *arguments)
    assert done.returncode == 0, done.stderr
    content: dict[str, Any] = json.loads(done.stdout)
    return content


def states(content: dict[str, Any]) -> list[tuple[str, str]]:
    return [(clip["id"], clip["state"]) for clip in content["clips"]]


def test_a_plan_is_rendered_from_wherever_it_lies(tmp_path: Path, scenec: Run, url: str) -> None:
    write_script(tmp_path / "films")
    assert scenec("plan", "films/quay.scene", "-o", "plan.json").returncode == 0
    text = (tmp_path / "plan.json").read_text("utf-8")
    assert str(tmp_path) not in text
    rendered = scenec("render", "plan.json", "--provider-url", url)
    assert rendered.returncode == 0, rendered.stderr
    assert (tmp_path / "films" / "quay.mp4").is_file()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "plan.json").write_text(text, "utf-8")
    gone = scenec("render", "elsewhere/plan.json", "--provider-url", url)
    assert gone.returncode == 4
    assert "is gone; plan again" in gone.stderr


def test_a_plan_may_have_any_name_but_a_scripts(tmp_path: Path, scenec: Run, url: str) -> None:
    write_script(tmp_path)
    assert scenec("plan", "quay.scene", "-o", "計畫 1").returncode == 0
    rendered = scenec("render", "計畫 1", "--provider-url", url)
    assert rendered.returncode == 0, rendered.stderr
    assert (tmp_path / "quay.mp4").is_file()
    assert scenec("plan", "quay.scene", "-o", "other.scene").returncode == 2


def test_the_plan_of_a_table_renders_every_row(tmp_path: Path, scenec: Run, url: str) -> None:
    write_script(tmp_path)
    (tmp_path / "table.csv").write_text("thing\nlamp\nmoon\n", "utf-8")
    assert scenec("plan", "quay.scene", "--each", "table.csv", "-o", "plan.json").returncode == 0
    over = scenec("render", "plan.json", "--max-cost", "11", "--provider-url", url)
    assert (over.returncode, ask(url, "ledger")) == (4, [])
    rendered = scenec("render", "plan.json", "--max-cost", "12", "--provider-url", url)
    assert rendered.returncode == 0, rendered.stderr
    assert len(ask(url, "ledger")) == 3
    assert set(read_all(tmp_path)) == {"quay.scene thing=lamp", "quay.scene thing=moon"}
    assert len(list(tmp_path.glob("quay-*.mp4"))) == 2


def test_a_plan_is_stale_once_script_assets_or_target_changed(tmp_path: Path, scenec: Run, url: str) -> None:
    script = write_script(tmp_path)
    assert scenec("plan", "quay.scene", "-o", "plan.json").returncode == 0

    def stale(*arguments: str, named: str) -> None:
        refused = scenec("render", "plan.json", *arguments, "--provider-url", url)
        assert refused.returncode == 4, refused.stderr
        assert named in refused.stderr
        assert ask(url, "stats")["requests"] == 0

    script.write_text(SCRIPT.replace("Boats rock", "Boats lie"), "utf-8")
    stale(named="changed in s01c01; plan again")
    script.write_text(SCRIPT + "\n[scene: EXT. SEA - NIGHT]\n[shot: wide, 4s]\nWaves.\n", "utf-8")
    stale(named="changed in s03c01; plan again")
    script.write_text(SCRIPT, "utf-8")
    stale("--set", "thing=moon", named="changed in s01c01; plan again")
    stale("-t", "klingai", named="is for guidances, not for klingai; plan again")
    draw(tmp_path / "mira.png", 41)
    stale(named="changed in s02c01; plan again")
    draw(tmp_path / "mira.png", 40)
    (tmp_path / "scenec.toml").write_text("[targets.guidances.pricing]\nrates = { standard = 2.0 }\n", "utf-8")
    stale(named="changed in s01c01, s02c01; plan again")
    (tmp_path / "scenec.toml").unlink()
    (tmp_path / "mira.png").unlink()
    stale(named="the plan plan.json is stale: quay.scene has errors now")
    draw(tmp_path / "mira.png", 40)
    # A comment and another layout change nothing that is sent.
    script.write_text("# night shoot\n" + SCRIPT.replace("4s]", "4 s]"), "utf-8")
    rendered = scenec("render", "plan.json", "--set", "thing=lamp", "-t", "guidances", "--provider-url", url)
    assert rendered.returncode == 0, rendered.stderr
    assert len(ask(url, "ledger")) == 2


def test_a_plan_that_counts_on_clips_that_are_gone_is_stale(tmp_path: Path, scenec: Run, url: str) -> None:
    write_script(tmp_path)
    assert scenec("render", "quay.scene", "--provider-url", url).returncode == 0
    assert scenec("plan", "quay.scene", "-o", "plan.json").returncode == 0
    for path in (tmp_path / ".scenec").glob("scenec.db*"):
        path.unlink()
    assert scenec("render", "plan.json", "--provider-url", url).returncode == 0
    lost = read_all(tmp_path)["quay.scene"]["clip"][1]["digest"].removeprefix("sha256:")
    for path in (tmp_path / ".scenec").glob("scenec.db*"):
        path.unlink()
    (clip,) = (tmp_path / ".scenec" / "store").glob(f"clips/*/*/{lost}/*.mp4")
    clip.unlink()
    refused = scenec("render", "plan.json", "--provider-url", url)
    assert refused.returncode == 4, refused.stderr
    assert "s02c01 was there when it was made" in refused.stderr
    assert len(ask(url, "ledger")) == 2


def test_a_draft_is_planned_and_rendered_as_one(tmp_path: Path, scenec: Run, url: str) -> None:
    script = write_script(tmp_path)
    script.write_text("[mode: professional]\n" + SCRIPT, "utf-8")
    assert plan(scenec)["total"]["amount"] == 22
    assert plan(scenec, "quay.scene", "--draft", "-o", "draft.json")["total"]["amount"] == 8
    assert scenec("render", "draft.json", "--provider-url", url).returncode == 0
    assert (tmp_path / "quay-draft.mp4").is_file()
    assert not (tmp_path / "scenec.lock").exists()
    final = plan(scenec)
    assert "last_run" not in final
    assert [state for _, state in states(final)] == ["new", "new"]
    assert [state for _, state in states(plan(scenec, "quay.scene", "--draft"))] == ["cached", "cached"]


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "3",
        "{}",
        '{"clips": []}',
        '[{"clips": [{}], "source": "a", "target": "b"}]',
        '{"clips": [], "source": "a", "target": "b", "values": 5}',
        '{"clips": [], "source": "a", "target": "b", "values": {"a": 5}}',
        '{"clips": [], "source": "a", "target": "b", "retakes": 5}',
        '{"clips": [], "source": "a", "target": "b", "script": 5}',
    ],
)
def test_what_is_no_plan_is_refused_in_a_line(tmp_path: Path, scenec: Run, text: str) -> None:
    (tmp_path / "plan.json").write_text(text, "utf-8")
    refused = scenec("render", "plan.json")
    assert refused.returncode == 2
    assert refused.stderr.startswith("error: plan.json ")
    assert refused.stderr.count("\n") == 1


def test_a_plan_tells_changed_clips_from_new_ones_and_from_those_that_moved(
    tmp_path: Path, scenec: Run, url: str
) -> None:
    script = write_script(tmp_path)
    assert states(plan(scenec)) == [("s01c01", "new"), ("s02c01", "new")]
    assert scenec("render", "quay.scene", "--provider-url", url).returncode == 0
    head, first, second = SCRIPT.partition("[scene: EXT")[0], *SCRIPT.split("[scene: ")[1:]
    added = "EXT. SEA - NIGHT]\n[lighting: moonlight]\n\n[shot: wide, 5s]\nWaves.\n\n"

    script.write_text("[scene: ".join([head, second + "\n", first]), "utf-8")
    moved = plan(scenec)
    assert states(moved) == [("s01c01", "cached"), ("s02c01", "cached")]
    assert (moved["last_run"]["difference"], moved["last_run"]["gone"]) == (0, [])

    script.write_text("[scene: ".join([head, added, first, second]), "utf-8")
    inserted = plan(scenec)
    assert states(inserted) == [("s01c01", "new"), ("s02c01", "cached"), ("s03c01", "cached")]
    assert inserted["last_run"]["difference"] == 5
    assert inserted["total"] == {"clips": 1, "seconds": 5, "amount": 5, "currency": "units"}

    script.write_text("[scene: ".join([head, first.replace("4s", "6s")]), "utf-8")
    cut = plan(scenec)
    assert states(cut) == [("s01c01", "changed")]
    assert (cut["last_run"]["difference"], cut["last_run"]["gone"]) == (-2, ["s02c01"])
    text = scenec("plan", "quay.scene").stdout
    assert "priced 2 units less than in run " in text
    assert "no longer in the film: s02c01" in text

    draw(tmp_path / "mira.png", 200)
    script.write_text(SCRIPT, "utf-8")
    assert states(plan(scenec)) == [("s01c01", "cached"), ("s02c01", "changed")]
    assert scenec("render", "quay.scene", "--provider-url", url).returncode == 0
    assert len(ask(url, "ledger")) == 3


def test_two_scripts_with_one_title_have_each_their_last_run(tmp_path: Path, scenec: Run, url: str) -> None:
    script = write_script(tmp_path)
    (tmp_path / "other.scene").write_text(SCRIPT.replace("4s", "7s"), "utf-8")
    assert scenec("render", "quay.scene", "--provider-url", url).returncode == 0
    assert states(plan(scenec, "other.scene")) == [("s01c01", "new"), ("s02c01", "new")]
    assert scenec("render", "other.scene", "--provider-url", url).returncode == 0
    script.write_text(SCRIPT.replace("Boats rock", "Boats lie"), "utf-8")
    again = plan(scenec)
    assert states(again) == [("s01c01", "changed"), ("s02c01", "cached")]
    assert again["last_run"]["difference"] == 0


def test_a_plan_of_another_take_prices_it_and_renders_that_take_once(tmp_path: Path, scenec: Run, url: str) -> None:
    write_script(tmp_path)
    assert states(plan(scenec, "quay.scene", "--retake", "s01c01")) == [("s01c01", "new"), ("s02c01", "new")]
    assert scenec("render", "quay.scene", "--provider-url", url).returncode == 0
    again = plan(scenec, "quay.scene", "--retake", "s02c01", "-o", "plan.json")
    assert [(clip["id"], clip["state"], clip["take"]) for clip in again["clips"]] == [
        ("s01c01", "cached", 1),
        ("s02c01", "new", 2),
    ]
    assert again["total"]["amount"] == 4
    assert "new, take 2" in scenec("plan", "quay.scene", "--retake", "s02c01").stdout
    assert len(ask(url, "ledger")) == 2
    for _ in range(2):
        rendered = scenec("render", "plan.json", "--provider-url", url)
        assert rendered.returncode == 0, rendered.stderr
        assert [clip["take"] for clip in read_all(tmp_path)["quay.scene"]["clip"]] == [1, 2]
        assert len(ask(url, "ledger")) == 3
    refused = scenec("plan", "quay.scene", "--retake", "s09c01")
    assert refused.returncode == 2
    assert "there is no clip s09c01 to retake; the film has s01c01, s02c01" in refused.stderr


def test_a_plan_says_what_a_render_would_refuse(tmp_path: Path, scenec: Run) -> None:
    script = write_script(tmp_path)
    (tmp_path / "scenec.toml").write_text("[budget]\namount = 7\n", "utf-8")
    assert "costs 8 units; the limit is 7 units" in plan(scenec)["refused"]
    assert "scenec render refuses it: this render costs 8 units" in scenec("plan", "quay.scene").stdout
    script.write_text(SCRIPT.replace("4s", "3s"), "utf-8")
    assert "refused" not in plan(scenec)
