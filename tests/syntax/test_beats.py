"""Beats and their times."""

from __future__ import annotations

import pytest

from compiler.syntax.nodes import BadLine, Beat, Prose
from tests.syntax.reading import only, places, read, said


@pytest.mark.parametrize(
    ("times", "begin", "finish"),
    [
        ("(0s-2s)", 0, 2000),
        ("(0-2s)", 0, 2000),
        ("(0s–2s)", 0, 2000),
        ("(0s — 2s)", 0, 2000),
        ("( 1.5s - 2.25 s )", 1500, 2250),
        ("(0 sec - 2 sec)", 0, 2000),
        ("（0秒－2秒）", 0, 2000),
        ("（０秒至２．５秒）", 0, 2500),
        ("(0秒到2秒)", 0, 2000),
        ("(0s~2s)", 0, 2000),
        ("（0s～2s）", 0, 2000),
        ("(0S-2S)", 0, 2000),
        ("(3s-2s)", 3000, 2000),
    ],
)
def test_times_in_milliseconds(times: str, begin: int, finish: int) -> None:
    beat = only(f"  {times} Static on @ALPHA. [sound: x]")
    assert isinstance(beat, Beat)
    assert (beat.begin, beat.finish) == (begin, finish)
    assert beat.time_span.text == times
    assert said(beat.line) == "Static on @ALPHA."
    assert len(beat.line.tags) == 1


@pytest.mark.parametrize("text", ["(0-2) x", "(0s) x", "(0s-) x", "(a-bs) x", "(0s-2s x", "(0s 2s) x"])
def test_other_brackets_are_prose(text: str) -> None:
    assert isinstance(only(text), Prose)


def test_indented_lines_continue_a_beat() -> None:
    beat = only("(0s-2s) One\n  two")
    assert isinstance(beat, Beat)
    assert [said(line) for line in (beat.line, *beat.more)] == ["One", "two"]


def test_a_beat_may_start_on_the_next_line() -> None:
    beat = only("(0s-2s)\n  one")
    assert isinstance(beat, Beat)
    assert beat.line.words.parts == ()
    assert said(beat.more[0]) == "one"


def test_a_beat_without_words_is_an_error() -> None:
    file = read("(0s-2s) [sound: x]\nprose")
    assert places(file.diagnostics) == [(1, 1, "(0s-2s)")]
    assert isinstance(file.items[0], BadLine)
    assert isinstance(file.items[1], Prose)


def test_times_finer_than_a_millisecond_are_an_error() -> None:
    file = read("(0s-1.33333s) x\nprose")
    assert places(file.diagnostics) == [(1, 1, "(0s-1.33333s)")]
    assert "millisecond" in file.diagnostics[0].message
    assert [type(item) for item in file.items] == [BadLine, Prose]


@pytest.mark.parametrize("text", ["(0s-2s) [ref: a,\n  b]", "(0s-1.33333s) x [ref: a,\n  b]", "@A: [ref: a,\n  b]"])
def test_a_bad_line_holds_the_tags_that_wrap(text: str) -> None:
    file = read(f"{text}\nprose")
    bad = file.items[0]
    assert isinstance(bad, BadLine)
    assert file.source.text[bad.start : bad.end] == text
    assert len(file.items) == 2
