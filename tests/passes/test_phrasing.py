"""The parts of a prompt, their order and their labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.passes.wording import shot, worded


@pytest.mark.parametrize(
    ("tag", "body", "expected"),
    [
        ("[shot: wide, 3s]", "Neon lights reflected in puddles.", "Wide shot: Neon lights reflected in puddles."),
        ("[shot: wide, 3s]", "Neon lights reflected in puddles", "Wide shot: Neon lights reflected in puddles"),
        ("[shot: 3s]", "Rain on glass", "Rain on glass"),
        ("[shot: CU, 3s]", "Rain.", "Close-up: Rain."),
        ("[shot: ECU, 3s]", "Rain.", "Extreme close-up: Rain."),
        ("[shot: over-the-shoulder, 3s]", "Rain.", "Over-the-shoulder shot: Rain."),
        ("[shot: two-shot, 3s]", "Rain.", "Two-shot: Rain."),
        ("[shot: POV, 3s]", "Rain.", "POV shot: Rain."),
        ("[shot: low angle, POV, 3s]", "Rain.", "Low-angle POV shot: Rain."),
        ("[shot: aerial, 3s]", "Rain.", "Aerial shot: Rain."),
        ("[shot: wide, low angle, 3s]", "Rain.", "Low-angle wide shot: Rain."),
        ("[shot: low angle, 3s]", "Rain.", "Low-angle shot: Rain."),
        ("[shot: wide, 3s]", "[camera: static]", "Wide shot. Camera: static."),
        ("[shot: 3s]", "[camera: static]", "Camera: static."),
        ("[shot: wide, 3s]", "", "Wide shot"),
        ("[shot: wide, 3s]", "One line\nand on.\n\nA paragraph.", "Wide shot: One line and on. A paragraph."),
    ],
)  # fmt: skip
def test_opening_and_body(tmp_path: Path, tag: str, body: str, expected: str) -> None:
    assert shot(tmp_path, body, tag=tag) == expected


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("Rain", "Rain. Camera: static."),
        ("Rain.", "Rain. Camera: static."),
        ("Rain!", "Rain! Camera: static."),
        ("Rain…", "Rain… Camera: static."),
        ("Rain,", "Rain, Camera: static."),
        ("“Rain.”", "“Rain.” Camera: static."),
        ("Rain (cold)", "Rain (cold). Camera: static."),
        ("下雨了。", "下雨了。Camera: static."),
    ],
)
def test_a_missing_final_stop_is_added_only_before_more(tmp_path: Path, prose: str, expected: str) -> None:
    told = shot(tmp_path, f"{prose}\n[camera: static]", before="[language: en]\n")
    assert told == expected.replace("。C", "。 C")


def test_everything_in_its_order(tmp_path: Path) -> None:
    script = """[style: 35mm film]
[scene: EXT. CYBERPUNK STREET - NIGHT]
[lighting: neon night, wet reflections]
[sound: steady rain]
[music: low synth]

[shot: wide, 3s]
[physics: rain bounces off metal]
[sound: a siren] [lighting: hard shadows]
[camera: slow dolly push-in]
Neon lights in puddles.
A drone passes. [sound: rotor hum.]
"""
    assert worded(tmp_path, script) == [
        "Wide shot: Neon lights in puddles. A drone passes. Camera: slow dolly push-in. "
        "Lighting: neon night, wet reflections, hard shadows. Physics: rain bounces off metal. "
        "Setting: exterior, cyberpunk street, night. Style: 35mm film. "
        "[Sound: steady rain, a siren, rotor hum] [Music: low synth]"
    ]


def test_a_scenes_style_and_a_shots_music_take_the_place_of_the_wider_ones(tmp_path: Path) -> None:
    script = """[style: 35mm film]
[scene: One]
[style: charcoal drawing]
[music: low synth]

[shot: 3s]
Rain.
[music: silence]

[scene: Two]
[shot: 3s]
Rain.
"""
    assert worded(tmp_path, script) == [
        "Rain. Style: charcoal drawing. [Music: silence]",
        "Rain. Style: 35mm film.",
    ]


@pytest.mark.parametrize(
    ("scene", "shot", "told"),
    [
        ("neon night, haze", "", "neon night, haze"),
        ("neon night, haze", "hard shadows", "neon night, haze, hard shadows"),
        ("neon night, haze", "Haze, hard shadows", "neon night, haze, hard shadows"),
        ("neon night, haze", "haze", "neon night, haze"),
        ("neon night", "neon night, haze", "neon night, haze"),
        ("dusk, haze", "dusk, haze -> night, haze", "dusk, haze -> night, haze"),
        ("dusk, haze", "dusk -> night", "dusk, haze, dusk -> night"),
        ("", "haze", "haze"),
    ],
)
def test_light_in_force_is_told_once(tmp_path: Path, scene: str, shot: str, told: str) -> None:
    before, own = (f"[lighting: {text}]" if text else "" for text in (scene, shot))
    script = f"[scene: One]\n{before}\n[shot: 3s]\nRain.\n{own}\n"
    assert worded(tmp_path, script) == [f"Rain. Lighting: {told}."]


@pytest.mark.parametrize(
    ("heading", "setting"),
    [
        ("INT. KITCHEN - DAY", "interior, kitchen, day"),
        ("EXT. Rue de Rivoli - Late Night", "exterior, Rue de Rivoli, Late Night"),
        ("INT./EXT. CAR - DUSK", "interior and exterior, car, dusk"),
        ("INT. KITCHEN", "interior, kitchen"),
        ("EXT. {city} ROOFTOP - NIGHT", "exterior, Lisbon rooftop, night"),
        ("EXT. @ALLEY - NIGHT", "exterior, ALLEY (narrow, brick walls), night"),
    ],
)
def test_a_heading_is_told_as_a_setting(tmp_path: Path, heading: str, setting: str) -> None:
    before = "[place: ALLEY]\nNarrow, brick walls.\n\n" if "@" in heading else ""
    before = "[param: city = Lisbon]\n" if "{" in heading else before
    told = shot(tmp_path, "Rain.", before=before, scene=f"[scene: {heading}]")
    assert told == f"Rain. Setting: {setting}."


def test_a_label_is_no_setting(tmp_path: Path) -> None:
    assert shot(tmp_path, "Rain.", scene="[scene: The long wait]") == "Rain."


def test_beats(tmp_path: Path) -> None:
    told = shot(tmp_path, "(0s-1.5s) Static.\n(1.5s-3s) The lamp\n  swings.")
    assert told == "(0s-1.5s) Static. (1.5s-3s) The lamp swings."


@pytest.mark.parametrize(
    ("tag", "camera", "expected"),
    [
        ("[shot: 3s, lens=35mm]", "slow push-in", "Rain. Camera: slow push-in, 35mm lens."),
        ("[shot: 3s, lens=35mm]", "", "Rain. Camera: 35mm lens."),
        ('[shot: 3s, lens="a long lens"]', "", "Rain. Camera: a long lens."),
        ("[shot: 3s]", "slow push-in.", "Rain. Camera: slow push-in."),
    ],
)
def test_camera_and_lens(tmp_path: Path, tag: str, camera: str, expected: str) -> None:
    assert shot(tmp_path, "Rain." + (f"\n[camera: {camera}]" if camera else ""), tag=tag) == expected


def test_chinese(tmp_path: Path) -> None:
    script = """[角色：阿明]
四十歲的偵探，濕透的風衣。
[聲線：男性，深沈嗓音]

[場景：外景 台北街頭 - 夜]
[光影：霓虹夜]

[鏡頭：遠景，5s]
[運鏡：緩慢推近]
@阿明走進畫面
等著。
@阿明（急迫）：「快走！」[音效：警笛]
"""
    assert worded(tmp_path, script) == [
        "遠景：阿明（四十歲的偵探，濕透的風衣）走進畫面等著。[阿明：男性，深沈嗓音，急迫]：「快走！」"
        "運鏡：緩慢推近。光影：霓虹夜。場景：外景，台北街頭，夜。[音效：警笛]"
    ]


@pytest.mark.parametrize(("language", "opening"), [("en", "Wide shot: 下雨了。"), ("zh", "遠景：下雨了。")])
def test_the_language_of_labels_can_be_given(tmp_path: Path, language: str, opening: str) -> None:
    before = f"[language: {language}]\n"
    assert shot(tmp_path, "下雨了。", before=before, tag="[shot: wide, 3s]") == opening


def test_a_chinese_name_in_an_english_script_does_not_make_it_chinese(tmp_path: Path) -> None:
    before = "[character: 阿明]\nA fisherman.\n\n"
    assert shot(tmp_path, "@阿明 waits at the quay.", before=before) == "阿明 (a fisherman) waits at the quay."
