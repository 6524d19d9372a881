"""What a prompt that is too long gives up, and what it never does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.targets.harness import found, project, prompts

LONG = "One long sentence of rain and neon and rain again. "


BUDGET = """[style: {style}]
[character: BO]
{description}

[scene: EXT. {place} - NIGHT]
[lighting: neon night]
[sound: {sound}]
[music: {music}]

[shot: wide, 5s]
[camera: {camera}]
[physics: {physics}]
{body} @BO waits.
"""


STEPS = ["style", "music", "sound", "setting", "descriptions", "physics", "camera"]


def budget(body: int, **texts: str) -> str:
    parts = {"style": "s", "description": "D", "place": "P", "sound": "n", "music": "m", "camera": "static"}
    return BUDGET.format(**{**parts, "physics": "p", "body": "b" * body, **texts})


@pytest.mark.parametrize("given_up", range(1, len(STEPS) + 1))
def test_a_prompt_gives_up_its_parts_in_order(tmp_path: Path, given_up: int) -> None:
    whole = project(tmp_path, budget(10))
    (text,) = prompts(whole)
    pieces = [" Style: s.", " [Music: m]", " [Sound: n]", " Setting: exterior, p, night.", " (d)", " Physics: p."]
    pieces.append(" Camera: static.")
    for piece in pieces[:given_up]:
        assert piece in text
        text = text.replace(piece, "")
    # With this body the wording fits exactly once `given_up` parts are gone, and not one earlier.
    body = 10 + 512 - len(text)
    compilation = project(tmp_path, budget(body))
    assert prompts(compilation) == [text.replace("b" * 10, "b" * body)]
    assert len(prompts(compilation)[0]) == 512
    (warning,) = found(compilation, "W802", "E801")
    assert warning.code == "W802"
    assert warning.span.text == "[shot: wide, 5s]"
    assert {label.message for label in warning.labels} == {f"given up: {step}" for step in STEPS[:given_up]}
    for step in STEPS[:given_up]:
        assert step in warning.message


def test_a_prompt_that_fits_gives_up_nothing(tmp_path: Path) -> None:
    (text,) = prompts(project(tmp_path, budget(10)))
    compilation = project(tmp_path, budget(10 + 512 - len(text)))
    assert len(prompts(compilation)[0]) == 512
    assert not found(compilation, "W802", "E801")


def test_framing_body_and_light_are_never_given_up(tmp_path: Path) -> None:
    compilation = project(tmp_path, budget(600))
    (error,) = found(compilation, "W802", "E801")
    assert error.code == "E801"
    length = len(f"Wide shot: {'b' * 600} BO waits. Lighting: neon night.")
    assert str(length) in error.message
    assert "512" in error.message
    assert error.span.text == "[shot: wide, 5s]"


def test_parts_that_were_not_written_are_not_named(tmp_path: Path) -> None:
    compilation = project(tmp_path, f"[scene: One]\n[shot: 5s]\n[camera: static]\n{'b' * 505}\n")
    (warning,) = found(compilation, "W802")
    assert [label.message for label in warning.labels] == ["given up: camera"]


def test_a_negative_prompt_over_the_limit_is_an_error(tmp_path: Path) -> None:
    items = ", ".join(f"item {number:04d}" for number in range(300))
    compilation = project(tmp_path, f"[negative: {items}]\n\n[scene: One]\n[shot: 3s]\nRain.\n")
    (error,) = found(compilation, "E801")
    assert "2500" in error.message
    assert error.span.text.startswith("[negative:")
