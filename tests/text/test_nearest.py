"""Did you mean …"""

import pytest

from compiler.text.nearest import distance, nearest


@pytest.mark.parametrize(
    ("word", "candidates", "expected"),
    [
        ("ALFA", ["ALPHA", "MARA"], ["ALPHA"]),
        ("alhpa", ["ALPHA"], ["ALPHA"]),
        ("wid", ["mid", "wide", "medium"], ["wide", "mid"]),
        ("ALP", ["ALPHA", "ALPHABET"], ["ALPHA", "ALPHABET"]),
        ("ZED", ["ALPHA"], []),
        ("阿名", ["阿明", "小雨"], ["阿明"]),
    ],
)
def test_the_nearest_come_first(word: str, candidates: list[str], expected: list[str]) -> None:
    assert nearest(word, candidates) == expected


def test_a_swap_is_one_edit() -> None:
    assert distance("lihgting", "lighting", 2) == 1


def test_a_distance_past_the_limit_is_not_counted_further() -> None:
    assert distance("camera", "transition", 2) == 3
