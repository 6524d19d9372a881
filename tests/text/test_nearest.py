from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.text.nearest import distance, nearest, nearest_prefix, probably


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [
        ("", "", 0),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "ab", 1),
        ("abc", "xbc", 1),
        ("kitten", "sitting", 3),
        ("lihgting", "lighting", 1),
    ],
)
def test_distance(left: str, right: str, edits: int) -> None:
    assert distance(left, right, 5) == edits


def test_a_distance_past_the_limit_is_not_counted_further() -> None:
    assert distance("camera", "transition", 2) == 3


@settings(max_examples=80, deadline=None)
@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_symmetric_and_keeps_to_its_limit(left: str, right: str) -> None:
    exact = distance(left, right, 10)
    assert exact == distance(right, left, 10)
    assert (exact == 0) == (left == right)
    for limit in range(4):
        assert distance(left, right, limit) == min(exact, limit + 1)


@pytest.mark.parametrize(
    ("word", "choices", "expected"),
    [
        ("ALPA", ["BETA", "ALPHA"], ["ALPHA"]),
        ("ALFA", ["ALPHA", "MARA"], ["ALPHA"]),
        ("wid", ["mid", "wide", "medium"], ["wide", "mid"]),
        ("ALP", ["ALPHA", "ALPHABET"], ["ALPHA", "ALPHABET"]),
        ("ZED", ["ALPHA"], []),
        ("alhpa", ["ALPHA"], ["ALPHA"]),
        ("camra", ["camera", "character"], ["camera"]),
        ("阿名", ["阿明", "小雨"], ["阿明"]),
        ("X", ["A", "B"], []),
        ("somebody", ["ALPHA"], []),
        ("mira", ["MIRO", "MIRA2", "MIRAA", "MIR"], ["MIRA2", "MIRAA", "MIR"]),
    ],
)
def test_nearest(word: str, choices: list[str], expected: list[str]) -> None:
    assert nearest(word, choices) == expected


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("阿民走進畫面", [("阿明", 2)]),
        ("阿明", [("阿明", 2)]),
        ("小雨天走了", [("小雨", 2)]),
        ("他走進畫面", []),
        ("ALPA", [("ALPHA", 4)]),
    ],
)
def test_nearest_prefix(run: str, expected: list[tuple[str, int]]) -> None:
    assert nearest_prefix(run, ["阿明", "小雨", "ALPHA"]) == expected


@pytest.mark.parametrize(
    ("word", "candidate", "expected"),
    [("ALFA", "ALPHA", True), ("LAPHA", "ALPHA", True), ("NOPE", "Rose", False), ("阿名", "阿明", True)],
)
def test_only_a_likely_slip_is_mended_unasked(word: str, candidate: str, expected: bool) -> None:
    assert probably(word, candidate) is expected
