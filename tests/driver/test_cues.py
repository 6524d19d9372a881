from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.targets.harness import manifest, project

CAST = "[character: BO]\nOld.\n\n[scene: One]\n"


def dialogue(tmp_path: Path, shot: str) -> list[dict[str, Any]]:
    (clip,) = manifest(project(tmp_path, CAST + shot))["clips"]
    return [cue for entry in clip["shots"] for cue in entry["dialogue"]]


def times(tmp_path: Path, shot: str) -> list[tuple[float, float]]:
    return [(cue["start"], cue["end"]) for cue in dialogue(tmp_path, shot)]


def test_what_a_cue_holds(tmp_path: Path) -> None:
    (cue,) = dialogue(tmp_path, "[shot: 5s]\n@BO (tired, V.O.): “We leave\n  at dawn.”\n")
    assert cue["speaker"] == "BO"
    assert cue["delivery"] == "tired, V.O."
    assert cue["text"] == "We leave at dawn."


def test_lines_stand_where_the_prose_leaves_them(tmp_path: Path) -> None:
    # Five words are 2 s; with their breath they leave 3.7 s of 6 s to the prose.
    line = "@BO: One two three four five.\n"
    assert times(tmp_path / "a", f"[shot: 6s]\n@BO waits.\n{line}") == [(3.85, 5.85)]
    assert times(tmp_path / "b", f"[shot: 6s]\n{line}@BO waits.\n") == [(0.15, 2.15)]
    assert times(tmp_path / "c", f"[shot: 6s]\n@BO waits.\n{line}@BO sits.\n") == [(2, 4)]


def test_lines_follow_each_other_with_a_breath(tmp_path: Path) -> None:
    line = "@BO: One two three four five.\n"
    assert times(tmp_path, f"[shot: 6s]\n{line}{line}") == [(0.15, 2.15), (2.45, 4.45)]


def test_a_line_belongs_to_the_beat_before_it(tmp_path: Path) -> None:
    shot = (
        "[shot: 8s]\n(0s-4s) @BO waits.\n@BO: One two three four five.\n(4s-8s) Dawn.\n@BO: Five four three two one.\n"
    )
    (first, second) = times(tmp_path, shot)
    assert 0 <= first[0] < first[1] <= 4 <= second[0] < second[1] <= 8


def test_a_line_that_does_not_fit_is_spoken_faster(tmp_path: Path) -> None:
    words = " ".join(["word"] * 40)
    ((start, end),) = times(tmp_path, f"[shot: 4s]\n@BO: {words}.\n")
    assert 0 <= start < end <= 4


def test_chinese_is_counted_by_characters(tmp_path: Path) -> None:
    ((start, end),) = times(tmp_path, "[shot: 5s]\n@BO: 我們必須馬上離開這\n")
    assert end - start == pytest.approx(2, abs=0.01)
