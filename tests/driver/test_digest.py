from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.syntax.formatter import format_text
from compiler.text.source import Source
from tests.targets.harness import manifest, png, project, small

SCRIPT = """[film: Digest]
[seed: 3]
[prop: BO]
Old.
[ref: a.png]

[scene: INT. HALL - NIGHT]
[lighting: night, lamplight]
[shot: wide, 3s]
@BO lies there.

[split: continue]

[shot: wide, 3s]
Dust falls.

[scene: EXT. STREET - DAY]
[lighting: day]
[shot: wide, 3s]
A tram passes.

[scene: EXT. PARK - DAY]
[lighting: day]
[shot: wide, 4s]
@BO lies on a bench.
"""
IMAGE = png(400, 300)


def digests(folder: Path, script: str, image: bytes = IMAGE, **options: object) -> dict[str, str]:
    """Return the digests by their shots' first words."""
    found = {}
    for clip in manifest(project(folder, script, files={"a.png": image}, **options))["clips"]:
        found[clip["request"]["body"]["guidances"][0]["prompt"].split(".")[0]] = clip["digest"]
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> set[int]:
    return {
        position for position, (old, new) in enumerate(zip(before.values(), after.values(), strict=True)) if old != new
    }


def test_a_digest_is_sha_256(tmp_path: Path) -> None:
    found = digests(tmp_path, SCRIPT)
    assert len(set(found.values())) == 4
    assert all(re.fullmatch("sha256:[0-9a-f]{64}", digest) for digest in found.values())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("A tram passes", "Two trams pass", {2}),
        # The clip that continues the first one starts from a frame of it.
        ("lies there", "sits there", {0, 1}),
        ("Dust falls", "Dust whirls", {1}),
        ("[shot: wide, 4s]", "[shot: wide, 5s]", {3}),
        ("Old.", "Very old.", {0, 1, 3}),
        ("[seed: 3]", "[seed: 4]", {0, 1, 2, 3}),
        ("[seed: 3]", "[seed: 3]\n[aspect: 1:1]", {0, 1, 2, 3}),
        ("[film: Digest]", "[film: Another]", set()),
        ("[film: Digest]", "# A comment.\n[film: Digest]", set()),
        ("[film: Digest]", "[film: Digest]\n[budget: 9 units]", set()),
        ("[scene: EXT. STREET - DAY]", "[scene: EXT. STREET - DAY]\n[transition: fade 1s]", set()),
        ("[prop: BO]", "[prop: bo]", {0, 1, 3}),
        ("[seed: 3]\n", "[seed: 3]\n[character: EVE]\nYoung.\n\n", set()),
    ],
)
def test_an_edit_changes_the_clips_that_contain_it(tmp_path: Path, old: str, new: str, expected: set[int]) -> None:
    assert old in SCRIPT
    before = digests(tmp_path / "before", SCRIPT)
    assert changed(before, digests(tmp_path / "after", SCRIPT.replace(old, new))) == expected


def test_a_scene_put_before_changes_no_other_clip(tmp_path: Path) -> None:
    before = digests(tmp_path / "before", SCRIPT)
    scene = "[scene: One more]\n[shot: wide, 3s]\nA title card of smoke.\n\n"
    after = digests(tmp_path / "after", SCRIPT.replace("[scene: INT", scene + "[scene: INT"))
    assert set(before.values()) < set(after.values())


def test_a_changed_image_changes_the_clips_that_show_it(tmp_path: Path) -> None:
    before = digests(tmp_path / "before", SCRIPT)
    after = digests(tmp_path / "after", SCRIPT, image=png(400, 300, 1))
    assert changed(before, after) == {0, 1, 3}


def test_the_targets_name_and_version_count(tmp_path: Path) -> None:
    script = "[scene: One]\n[shot: wide, 5s]\nRain.\n"
    found = {
        digests(tmp_path / str(number), script, target=small(tmp_path / f"t{number}", changes))["Wide shot: Rain"]
        for number, changes in enumerate(
            ({}, {'name = "small"': 'name = "tiny"'}, {'version = "7"': 'version = "8"'}, {"shots = 2": "shots = 1"})
        )
    }
    assert len(found) == 3


def test_formatting_changes_no_digest(tmp_path: Path) -> None:
    before = digests(tmp_path / "before", SCRIPT)
    untidy = SCRIPT.replace("[seed: 3]", "[seed:3  ]").replace("[shot: wide, 3s]", "[ shot:3.0s ,wide ]\n\n")
    tidy = format_text(Source("film.scene", untidy))
    assert len({SCRIPT, untidy, tidy}) == 3
    assert digests(tmp_path / "untidy", untidy) == before
    assert digests(tmp_path / "tidy", tidy) == before


COMMENTS = st.sampled_from(["# note", "#", ""])
BLANKS = st.integers(min_value=0, max_value=3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(BLANKS, min_size=12, max_size=12), st.lists(st.sampled_from(["# note", "#", ""]), min_size=12, max_size=12)
)
def test_blank_lines_and_comments_change_no_digest(tmp_path: Path, blanks: list[int], comments: list[str]) -> None:
    before = digests(tmp_path / "before", SCRIPT)
    blocks = SCRIPT.split("\n\n")
    spaced = ""
    for position, block in enumerate(blocks):
        comment = comments[position % len(comments)]
        spaced += block + "\n\n" + "\n" * blanks[position % len(blanks)] + (f"{comment}\n\n" if comment else "")
    assert digests(tmp_path / "after", spaced) == before
