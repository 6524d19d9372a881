"""Cells: every code point of a line has its place, and nothing unsafe reaches a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.text.width import TAB, lay_out, visible, width


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("rain", 4),
        ("阿明", 4),
        ("e\u0301", 1),
        ("👩\u200d🚀", 2),
        ("❤\ufe0f", 2),
        ("🇹🇼", 2),
        ("👍🏽", 2),
        ("한글", 4),
        ("\t", TAB),
        ("a\tb", TAB + 1),
        ("阿\tb", TAB + 1),
    ],
)
def test_width(text: str, cells: int) -> None:
    assert width(text) == cells


def test_cells_inside_a_grapheme_belong_to_all_of_it() -> None:
    layout = lay_out("a👩\u200d🚀b")
    assert layout.left == [0, 1, 1, 1, 3, 4]
    assert layout.right == [0, 1, 3, 3, 3, 4]


def test_tabs_become_spaces_up_to_the_next_stop() -> None:
    assert lay_out("ab\tc").text == "ab  c"


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\r", "\x7f", "\x9b", "\u202e", "\u2066", "\u2028", "\udc80"])
def test_unsafe_characters_are_replaced_one_for_one(character: str) -> None:
    shown = visible(f"a{character}b")
    assert len(shown) == 3
    assert character not in shown
    assert width(f"a{character}b") == 3


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
def test_a_layout_is_monotone_and_safe(text: str) -> None:
    line = text.replace("\n", " ")
    layout = lay_out(line)
    assert len(layout.left) == len(layout.right) == len(line) + 1
    assert layout.left == sorted(layout.left)
    assert layout.right == sorted(layout.right)
    assert all(left <= right for left, right in zip(layout.left, layout.right, strict=True))
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in layout.text)
