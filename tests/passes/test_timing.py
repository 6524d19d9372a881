from __future__ import annotations

import pytest

from compiler.film.speech import speaking_time
from tests.passes.world import check


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("", 0),
        ("…!", 0),
        ("Run!", 400),
        ("We have to leave before the drones arrive!", 3200),
        ("Don't you dare, twenty-one times.", 2000),
        ("我們要快點離開這裡！", 2000),
        ("爸爸，船還沒有回來！", 1778),
        ("我愛 New York。", 1245),
        ("지금 가자", 889),
        ("ไปกันเถอะ", 640),
    ],
)
def test_speaking_time(text: str, milliseconds: int) -> None:
    assert speaking_time(text) == milliseconds


def durations(script: str, **limits: int) -> list[int | None]:
    found = check("[character: A]\n[scene: X]\n" + script, **limits)
    return [shot.duration for _, shot in found.film.shots()]


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, 3000),
        ({"step": 500}, 3000),
        ({"step": 2000}, 4000),
        ({"step": 5000}, 5000),
        ({"shot_min": 4000}, 4000),
    ],
)
def test_the_usual_duration_is_one_that_the_target_can_express(limits: dict[str, int], expected: int) -> None:
    assert durations("[shot: wide]\n@A runs.\n", **limits) == [expected]


@pytest.mark.parametrize(("limits", "expected"), [({}, 4000), ({"step": 500}, 3500), ({"step": 100}, 3500)])
def test_dialogue_decides_rounded_up_to_the_step(limits: dict[str, int], expected: int) -> None:
    assert durations("[shot: wide]\n@A: We have to leave before the drones arrive!\n", **limits) == [expected]


def test_half_seconds_are_fine_where_the_target_has_them() -> None:
    assert not check("[scene: X]\n[shot: 2.5s]\nRain.\n", step=500).diagnostics
    one = check("[scene: X]\n[shot: 2.3s]\nRain.\n", step=500).one("E305")
    assert "steps of 0.5 s" in one.message
    assert one.help == ("write 2s or 2.5s",)


def test_the_shortest_shot_is_the_targets() -> None:
    found = check("[scene: X]\n[shot: 2s]\nRain.\n", shot_min=3000)
    assert "no shot under 3s" in found.one("E304").message
    assert found.fixed("E304") == "[scene: X]\n[shot: 3s]\nRain.\n"


def test_a_shorter_choice_below_the_minimum_is_not_offered() -> None:
    assert check("[scene: X]\n[shot: 1.5s]\nRain.\n", shot_min=1500, step=1000).one("E305").help == ("write 2s",)


def test_beats_decide_before_dialogue() -> None:
    found = check("[character: A]\n[scene: X]\n[shot: wide]\n(0s-2s) Rain.\n@A: One two three four five six seven.\n")
    assert found.codes == ["H308", "W307"]
    assert found.film.scenes[0].shots[0].duration == 2000


def test_dialogue_beyond_a_clip_is_to_be_shared_out() -> None:
    lines = "@A: One two three four five six seven eight nine ten.\n" * 4
    one = check(f"[character: A]\n[scene: X]\n[shot: 15s]\n{lines}").one("W307")
    assert "needs 17.2 s" in one.message and one.fix is None and len(one.labels) == 4
    assert "a clip holds 15 s" in one.help[0]


def test_fixes_of_beats_stand_in_their_own_brackets() -> None:
    found = check("[scene: X]\n[shot: 4s]\n（0s-1s）雨。\n（2秒-4秒）雪。\n")
    assert "（1s-4s）雪。" in found.fixed("E306")


def test_an_inferred_duration_written_down_is_the_same() -> None:
    script = "[character: A]\n[scene: X]\n[shot: wide, lens=35mm]\n@A: We have to leave before the drones arrive!\n"
    found = check(script)
    again = check(found.fixed("H308"))
    assert not again.diagnostics
    before, after = found.film.scenes[0].shots[0], again.film.scenes[0].shots[0]
    assert (before.duration, before.inferred) == (4000, True)
    assert (after.duration, after.inferred, after.lens) == (4000, False, "35mm")
