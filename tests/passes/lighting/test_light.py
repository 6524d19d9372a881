from __future__ import annotations

import pytest

from compiler.passes.lighting.state import conflict, spoken, state_of
from compiler.passes.lighting.terms import read
from tests.passes.world import check


def light(script: str) -> list[list[str]]:
    """Return the texts in force in each shot, as they stand in the script."""
    film = check(script, until="lighting").film
    return [[words.span.text for words in shot.light] for _, shot in film.shots()]


def test_a_shot_without_lighting_has_its_scenes() -> None:
    assert light(
        "[scene: EXT. STREET - NIGHT]\n[lighting: neon night]\n[shot: wide, 3s]\nRain.\n"
        "[shot: wide, 3s]\n[lighting: candle]\nRain.\n[shot: wide, 3s]\nRain.\n"
    ) == [["neon night"], ["neon night", "candle"], ["neon night"]]


def test_a_text_that_repeats_the_scenes_is_not_said_twice() -> None:
    assert light(
        "[scene: EXT. STREET - NIGHT]\n[lighting: neon night]\n[shot: wide, 3s]\n[lighting: Neon Night, hard]\nRain.\n"
    ) == [["Neon Night, hard"]]


def test_a_word_in_a_word_is_no_repetition() -> None:
    assert light("[scene: EXT. STREET]\n[lighting: night]\n[shot: wide, 3s]\n[lighting: midnight neon]\nRain.\n") == [
        ["night", "midnight neon"]
    ]


def test_the_label_stands_where_that_was_set_which_is_contradicted() -> None:
    script = (
        "[scene: INT. CELLAR - NIGHT]\n[lighting: candlelight]\n[shot: wide, 3s]\n[lighting: {}]\nStones.\n"
        "[shot: wide, 3s]\n{}\n"
    )
    time = check(script.format("noon", "Stones."), until="lighting").one("E401")
    source = check(script.format("fluorescent", "Stones."), until="lighting").one("E401")
    prose = check(script.format("soft", "Noon sun."), until="lighting").one("W404")
    assert [one.labels[0].span.text for one in (time, source, prose)] == ["NIGHT", "candlelight", "NIGHT"]


def test_after_a_change_its_end_is_in_force() -> None:
    assert light(
        "[scene: EXT. FIELD - DAY]\n[lighting: golden hour, haze]\n[shot: wide, 3s]\n[lighting: golden hour -> dusk]\n"
        "Grass.\n[shot: wide, 3s]\nGrass.\n[shot: wide, 3s]\n[lighting: torches]\nGrass.\n"
        "[scene: EXT. FIELD - DAY]\n[lighting: day]\n[shot: wide, 3s]\nGrass.\n"
    ) == [["golden hour, haze", "golden hour -> dusk"], ["dusk"], ["dusk", "torches"], ["day"]]


def test_a_change_through_several_stages() -> None:
    assert light(
        "[scene: EXT. FIELD - DAY]\n[lighting: dusk]\n[shot: wide, 3s]\n[lighting: dusk -> night → dawn]\nGrass.\n"
        "[shot: wide, 3s]\nGrass.\n"
    ) == [["dusk -> night → dawn"], ["dawn"]]


def test_no_light_is_no_text() -> None:
    assert light("[scene: EXT. FIELD - DAY]\n[shot: wide, 3s]\nGrass.\n") == [[]]


@pytest.mark.parametrize(
    ("force", "text", "contradicts"),
    [
        ("night", "noon", "day|night"),
        ("night", "moonlight, stars", None),
        ("dusk", "neon signs", None),
        ("dusk", "last sunlight", None),
        ("golden hour", "dusk", "dusk|golden hour"),
        ("golden hour", "sunset", None),
        ("morning", "dawn", None),
        ("morning", "sunset", None),
        ("morning", "dusk", "dusk|dawn, day or golden hour"),
        ("day", "moon", None),
        ("day", "moonlight", "moon|day"),
        ("day", "lamps, fluorescent tubes, a fire", None),
        ("night", "no sun, no daylight", None),
        ("night", "daylight-balanced LED panels", None),
        ("night", "day for night", None),
        ("night", "bright as day", None),
        ("neon", "candlelight", None),
        ("candles", "fluorescent", "fluorescent|candle"),
        ("fluorescent", "a candle", None),
        ("only candlelight", "a neon sign", "neon|only candle"),
        ("neon and candlelight", "only candlelight", "candle|neon"),
        ("moonlight", "sunlight", "sun|moon"),
        ("sun", "moon", None),
        ("rain", "clear sky", "clear|rain"),
        ("rain", "fog", None),
        ("overcast day", "rain", None),
        ("snow", "rain", "rain|snow"),
        ("霓虹夜", "正午", "day|night"),
        ("黃昏", "夕陽", None),
        ("烛光", "日光灯", "fluorescent|candle"),
        ("晴天", "下雨", "rain|clear"),
    ],
)
def test_what_contradicts_what(force: str, text: str, contradicts: str | None) -> None:
    found = conflict(state_of(read(force)), read(text))
    assert (f"{found.says}|{found.force}" if found else None) == contradicts


def test_times_are_told_in_the_order_of_the_day() -> None:
    assert spoken(frozenset({"night", "dawn"})) == "dawn or night"
    assert spoken(frozenset({"dusk"})) == "dusk"


def test_scenes_that_do_not_follow_say_each_their_own_light() -> None:
    scene = "[scene: INT. BAR - {}]\n[lighting: {}]\n[shot: wide, 3s]\nGlasses.\n"
    found = check(scene.format("NIGHT", "neon night") + scene.format("CONTINUOUS", "bright day"), until="lighting")
    [one] = found.diagnostics
    assert (one.code, one.span.text, one.label) == ("E403", "bright day", "this says day")
    assert [(label.span.text, label.message) for label in one.labels] == [
        ("neon night", "the scene before ends in night")
    ]
