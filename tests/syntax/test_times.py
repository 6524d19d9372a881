"""Durations in every form, and their one written form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.syntax.times import duration, is_duration, written_duration


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("3s", 3000),
        ("2.5s", 2500),
        ("3 s", 3000),
        ("3 sec", 3000),
        ("3 Seconds", 3000),
        ("3秒", 3000),
        ("３秒", 3000),
        ("２．５ ｓ", 2500),
        ("03s", 3000),
        ("0.001s", 1),
        ("0s", 0),
        (" 3s ", 3000),
    ],
)
def test_durations(text: str, milliseconds: int) -> None:
    assert duration(text) == milliseconds


@pytest.mark.parametrize("text", ["3", "s", "3m", "-3s", "3ss", "three seconds", "3.s", ".5s", "1e3s", "", "3s 4s"])
def test_what_is_no_duration(text: str) -> None:
    assert duration(text) is None
    assert not is_duration(text)


def test_a_duration_finer_than_a_millisecond_is_one_that_cannot_be_kept() -> None:
    assert duration("0.0005s") is None
    assert is_duration("0.0005s")


@given(st.integers(0, 999_999_999))
def test_the_written_form_reads_back(milliseconds: int) -> None:
    written = written_duration(milliseconds)
    assert duration(written) == milliseconds
    assert ".0" not in written.rstrip("s") or milliseconds % 1000
