from __future__ import annotations

from pathlib import Path

import pytest

from compiler.diagnostics.model import Diagnostic
from tests.targets.harness import found, png, project, small

EVERY = '"references", "first", "last"'
IGNORED = '["seed", "lens", "element"]'


def complaints(tmp_path: Path, script: str, changes: dict[str, str] | None = None) -> list[Diagnostic]:
    files = {"a.png": png(400, 340), "b.png": png(400, 340), "m.mp4": b"film"}
    target = small(tmp_path / "target", changes)
    return found(project(tmp_path, script, files=files, target=target), "E803", "W804")


# What a script asks for, the feature, and the place at which it asks.
WISHES = [
    ("audio", "[audio: on]\n[scene: One]\n[shot: 5s]\nRain.\n", "[audio: on]"),
    ("audio", "[scene: One]\n[sound: rain]\n[shot: 5s]\nRain.\n", "rain"),
    ("audio", "[scene: One]\n[shot: 5s]\nRain.\n[music: cello]\n", "cello"),
    ("audio", "[character: BO]\nOld.\n\n[scene: One]\n[shot: 5s]\n@BO waits.\n@BO: Now.\n", "@BO"),
    ("negative", "[negative: blur]\n[scene: One]\n[shot: 5s]\nRain.\n", "[negative: blur]"),
    ("negative", "[scene: One]\n[negative: blur]\n[shot: 5s]\nRain.\n", "[negative: blur]"),
    ("seed", "[seed: 4]\n[scene: One]\n[shot: 5s]\nRain.\n", "[seed: 4]"),
    ("seed", "[scene: One]\n[seed: 4]\n[shot: 5s]\nRain.\n", "[seed: 4]"),
    ("references", "[prop: BO]\nOld.\n[ref: a.png]\n\n[scene: One]\n[shot: 5s]\n@BO lies there.\n", "a.png"),
    ("first", "[scene: One]\n[shot: 5s]\n[first: a.png]\nRain.\n", "a.png"),
    ("last", "[scene: One]\n[shot: 5s]\n[first: a.png]\n[last: b.png]\nRain.\n", "b.png"),
    ("continue", "[scene: One]\n[shot: 5s]\nRain.\n\n[split: continue]\n\n[shot: 5s]\nRain.\n", "[split: continue]"),
    ("continue", "[scene: One]\n[shot: 5s]\nRain.\n\n[scene: Two]\n[continue]\n[shot: 5s]\nRain.\n", "[continue]"),
    (
        "continue",
        "[split: auto, continue]\n[scene: One]\n[shot: 6s]\nRain.\n\n[shot: 6s]\nRain.\n",
        "[split: auto, continue]",
    ),
    ("video", "[prop: BO]\nOld.\n[video: m.mp4]\n\n[scene: One]\n[shot: 5s]\n@BO lies there.\n", "m.mp4"),
    (
        "voice_id",
        "[character: BO]\nOld.\n[voice: low, id=v-1]\n\n[scene: One]\n[shot: 5s]\n@BO waits.\n",
        "low, id=v-1",
    ),
    ("element", "[prop: BO]\nOld.\n[element: 160]\n\n[scene: One]\n[shot: 5s]\n@BO lies there.\n", "160"),
    ("professional", "[mode: professional]\n[scene: One]\n[shot: 5s]\nRain.\n", "[mode: professional]"),
    ("professional", "[scene: One]\n[mode: professional]\n[shot: 5s]\nRain.\n", "[mode: professional]"),
    ("lens", "[scene: One]\n[shot: 5s, lens=35mm]\nRain.\n", "[shot: 5s, lens=35mm]"),
]
RATES = {
    "rates = { standard = 0.1 }": "rates = { standard = 0.1, professional = 0.2 }",
    "720p = [1280, 720]": "720p = [1280, 720], 1080p = [1920, 1080]",
    "videos = 0": "videos = 1",
}


def with_features(done: str, ignored: str) -> dict[str, str]:
    return {EVERY: done, IGNORED: f"[{ignored}]", **RATES}


def others(feature: str) -> str:
    known = ["audio", "negative", "seed", "references", "first", "last", "continue", "video", "voice_id", "element"]
    return ", ".join(f'"{name}"' for name in [*known, "professional", "lens"] if name != feature)


@pytest.mark.parametrize(("feature", "script", "place"), WISHES)
def test_what_the_target_cannot_do_is_an_error_where_it_is_asked_for(
    tmp_path: Path, feature: str, script: str, place: str
) -> None:
    (error,) = complaints(tmp_path, script, with_features(others(feature), ""))
    assert error.code == "E803"
    assert place in (error.span.text, error.span.source.text[error.span.start : error.span.end])
    assert "small" in error.message
    assert error.help


@pytest.mark.parametrize(("feature", "script", "place"), WISHES)
def test_what_the_target_ignores_is_a_warning(tmp_path: Path, feature: str, script: str, place: str) -> None:
    (warning,) = complaints(tmp_path, script, with_features(others(feature), f'"{feature}"'))
    assert warning.code == "W804"
    assert warning.span.text == place


@pytest.mark.parametrize(("feature", "script", "place"), WISHES)
def test_what_the_target_does_is_no_finding(tmp_path: Path, feature: str, script: str, place: str) -> None:
    assert complaints(tmp_path, script, with_features(f'{others(feature)}, "{feature}"', "")) == []


def test_the_default_negative_prompt_asks_for_nothing(tmp_path: Path) -> None:
    assert complaints(tmp_path, "[scene: One]\n[shot: 5s]\nRain.\n") == []
    assert complaints(tmp_path, "[negative: none]\n[scene: One]\n[shot: 5s]\nRain.\n") == []


def test_a_silent_film_needs_no_sound(tmp_path: Path) -> None:
    assert complaints(tmp_path, "[audio: off]\n[scene: One]\n[sound: rain]\n[shot: 5s]\nRain.\n") == []


def test_one_finding_a_place(tmp_path: Path) -> None:
    script = "[seed: 4]\n[scene: One]\n[shot: 5s]\nRain.\n\n[scene: Two]\n[shot: 5s]\nRain.\n"
    assert [one.code for one in complaints(tmp_path, script)] == ["W804"]


@pytest.mark.parametrize(
    ("header", "place"),
    [("[aspect: 9:16]", "[aspect: 9:16]"), ("[resolution: 1080p]", "[resolution: 1080p]")],
)
def test_a_size_that_the_target_has_not(tmp_path: Path, header: str, place: str) -> None:
    (error,) = complaints(tmp_path, f"{header}\n[scene: One]\n[shot: 5s]\nRain.\n")
    assert (error.code, error.span.text) == ("E803", place)


def test_a_shot_that_says_nothing(tmp_path: Path) -> None:
    (error,) = complaints(tmp_path, "[scene: One]\n[shot: 5s]\n")
    assert (error.code, error.span.text) == ("E803", "[shot: 5s]")


@pytest.mark.parametrize(
    ("header", "scene", "shot", "heard"),
    [
        ("", "", "Rain.", False),
        ("", "[sound: rain]", "Rain.", True),
        ("", "[music: cello]", "Rain.", True),
        ("", "", "Rain. [sound: rain]", True),
        ("", "", "[music: cello]\nRain.", True),
        ("", "", "@BO waits.\n@BO: Now.", True),
        ("[audio: on]", "", "Rain.", True),
        ("[audio: off]", "[sound: rain]", "Rain.", False),
    ],
)
def test_audio_is_on_when_something_is_heard(tmp_path: Path, header: str, scene: str, shot: str, heard: bool) -> None:
    script = f"{header}\n[character: BO]\nOld.\n\n[scene: One]\n{scene}\n[shot: 5s]\n{shot}\n"
    (clip,) = project(tmp_path, script).film.clips
    assert clip.audio is heard


REFERRED = "[prop: {name}]\nOld.\n[ref: {refs}]\n\n"


def test_references_beyond_the_clips_limit_are_named(tmp_path: Path) -> None:
    script = "".join(REFERRED.format(name=name, refs=f"{name}1.png, {name}2.png, {name}3.png") for name in ("A", "B"))
    files = {f"{name}{number}.png": png(400, 300, number % 2) for name in ("A", "B") for number in (1, 2, 3)}
    compilation = project(tmp_path, script + "[scene: One]\n[shot: 5s]\n@A and @B lie there.\n", files=files)
    warnings = found(compilation, "W804")
    assert [one.span.text for one in warnings] == ["A3.png", "B3.png"]
    (clip,) = compilation.film.clips
    assert [image.written for image in clip.images] == ["A1.png", "B1.png", "A2.png", "B2.png"]


def test_a_first_frame_takes_the_place_of_references(tmp_path: Path) -> None:
    script = REFERRED.format(name="A", refs="a.png") + "[scene: One]\n[shot: 5s]\n[first: b.png]\n@A lies there.\n"
    compilation = project(tmp_path, script, files={"a.png": png(400, 300), "b.png": png(400, 300)})
    (warning,) = found(compilation, "W804", "E803")
    assert warning.span.text == "b.png"
    assert [label.span.text for label in warning.labels] == ["a.png"]


def test_a_chain_of_clips_shows_whom_it_has_shown_and_warns_of_others(tmp_path: Path) -> None:
    script = (
        REFERRED.format(name="A", refs="a.png")
        + REFERRED.format(name="B", refs="b.png")
        + "[scene: One]\n[shot: 5s]\n@A lies there.\n\n[split: continue]\n\n[shot: 5s]\n@A and @B lie there.\n"
    )
    compilation = project(tmp_path, script, files={"a.png": png(400, 300), "b.png": png(400, 300)})
    (warning,) = found(compilation, "W804", "E803")
    assert warning.span.text == "[split: continue]"
    assert "B" in warning.message
