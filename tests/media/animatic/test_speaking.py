"""How long lines take in an animatic."""

from __future__ import annotations

import pytest

from compiler.film.speech import speaking_time
from compiler.media.animatic.speaking import seconds_to_speak


@pytest.mark.parametrize(
    "line",
    [
        "One boat is missing, and nobody rang the bell.",
        "渡輪十分鐘前就該到了。",
        "배가 아직 돌아오지 않았습니다.",
        "เรือยังไม่กลับมาเลย",
        "ＧＯ ＮＯＷ　ＯＲ　ＮＥＶＥＲ",
    ],
)
def test_a_line_takes_as_long_as_it_was_checked_for(line: str) -> None:
    assert seconds_to_speak(line) == pytest.approx(max(0.6, speaking_time(line) / 1000), abs=1e-9)
    assert speaking_time(line) > 600


def test_no_line_is_over_in_a_blink() -> None:
    assert seconds_to_speak("No.") == 0.6
