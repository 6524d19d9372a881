"""Subjects and their lines in prompts: who is described when, and who speaks how."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.passes.wording import ALPHA, shot, worded


def test_the_first_mention_in_a_clip_carries_the_description(tmp_path: Path) -> None:
    script = f"""{ALPHA}[scene: One]
[shot: wide, 3s]
@ALPHA waits. @alpha turns.

[shot: wide, 3s]
@ALPHA runs.

[split]

[shot: wide, 3s]
Static on @ALPHA's eyes.
"""
    described = "ALPHA (a detective in her forties, wet charcoal trench coat, short black hair)"
    assert worded(tmp_path, script) == [
        f"Wide shot: {described} waits. ALPHA turns.",
        "Wide shot: ALPHA runs.",
        f"Wide shot: Static on {described}'s eyes.",
    ]


@pytest.mark.parametrize(
    ("description", "told"),
    [
        ("A tall woman.", "a tall woman"),
        ("NASA engineer, grey suit.", "NASA engineer, grey suit"),
        ("McCoy's double...", "McCoy's double..."),
        ("Bo, forty.", "Bo, forty"),
        ("Old. Very old.", "old. Very old"),
        ("Tall,\nthin.\n\nGrey eyes.", "tall, thin. Grey eyes"),
    ],
)
def test_descriptions_as_appositions(tmp_path: Path, description: str, told: str) -> None:
    before = f"[character: BO]\n{description}\n\n"
    assert shot(tmp_path, "@BO waits.", before=before) == f"BO ({told}) waits."


def test_as_is_what_prompts_call_a_subject(tmp_path: Path) -> None:
    before = '[character: BO as="the Captain"]\nOld.\n\n'
    told = shot(tmp_path, "@BO waits. @BO turns.", before=before)
    assert told == "the Captain (old) waits. the Captain turns."


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("@ALPHA (urgent): Run!", '[ALPHA: female, low, urgent]: "Run!"'),
        ("@ALPHA (URGENT, whispering): Run!", '[ALPHA: female, low, urgent, whispering]: "Run!"'),
        ("@ALPHA: Run!", '[ALPHA: female, low, urgent]: "Run!"'),
        ("@ALPHA: “Run!”", '[ALPHA: female, low, urgent]: "Run!"'),
        ("@ALPHA (V.O.): Run!", '[ALPHA: female, low, urgent, V.O.]: "Run!"'),
        ("@BO: Run!", '[BO]: "Run!"'),
        ("@BO (tired): Run, @ALPHA!", '[BO: tired]: "Run, ALPHA!"'),
        ("@BO: Run\n  now!", '[BO]: "Run now!"'),
    ],
)
def test_dialogue(tmp_path: Path, line: str, expected: str) -> None:
    before = ALPHA + "[character: BO]\n\n"
    told = shot(tmp_path, f"@ALPHA and @BO wait.\n{line}", before=before, tag="[shot: 6s]")
    assert told.split(" wait. ")[1] == expected


def test_a_cue_introduces_a_speaker_whom_nothing_else_shows(tmp_path: Path) -> None:
    script = f"""{ALPHA}[scene: One]
[shot: 4s]
A phone rings.
@ALPHA: Hello?

[shot: 4s]
@ALPHA hangs up.
"""
    described = "ALPHA (a detective in her forties, wet charcoal trench coat, short black hair)"
    assert worded(tmp_path, script) == [
        f'A phone rings. {described}. [ALPHA: female, low, urgent]: "Hello?"',
        "ALPHA hangs up.",
    ]


@pytest.mark.parametrize("delivery", ["V.O.", "O.S.", "tired, v.o."])
def test_a_voice_off_screen_introduces_nobody(tmp_path: Path, delivery: str) -> None:
    script = f"{ALPHA}[scene: One]\n[shot: 4s]\n@ALPHA ({delivery}): Hello?\n\n[shot: 4s]\n@ALPHA enters.\n"
    first, second = worded(tmp_path, script)
    assert first.startswith("[ALPHA: female, low, urgent, ")
    assert second.startswith("ALPHA (a detective")


def test_a_line_before_the_prose_that_shows_its_speaker_leaves_the_description_to_it(tmp_path: Path) -> None:
    told = shot(tmp_path, "@ALPHA: Hello?\n@ALPHA enters.", before=ALPHA, tag="[shot: 4s]")
    assert told.startswith('[ALPHA: female, low, urgent]: "Hello?" ALPHA (a detective')
