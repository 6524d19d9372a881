"""Characters that no script has: one E101 a line, and an end to it in a file that is no text."""

from __future__ import annotations

import random

import pytest

from compiler.syntax.characters import MOST_UNREADABLE_LINES
from compiler.syntax.nodes import BadLine, Prose
from compiler.syntax.parser import parse
from compiler.text.source import Source
from tests.syntax.reading import places, read


@pytest.mark.parametrize(
    ("letter", "message"),
    [
        ("\x00", "control character, U+0000"),
        ("\x07", "control character, U+0007"),
        ("\x0b", "control character"),
        ("\x0c", "control character"),
        ("\x1b", "control character, U+001B"),
        ("\x7f", "control character"),
        ("\x85", "control character"),
        ("\r", "carriage return"),
        ("\ud800", "not UTF-8"),
        ("\udcff", "not UTF-8"),
        ("\ufeff", "byte-order mark"),
        *((chr(code), "direction") for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    ],
)
def test_one_error_a_line_at_the_first(letter: str, message: str) -> None:
    file = read(f"before\n一a{letter}b{letter}c\nafter\n")
    assert places(file.diagnostics) == [(2, 3, letter)]
    assert message in file.diagnostics[0].message
    assert file.diagnostics[0].help
    assert [type(item) for item in file.items] == [Prose, BadLine, Prose]
    bad = file.items[1]
    assert isinstance(bad, BadLine)
    assert file.source.text[bad.start : bad.end] == f"一a{letter}b{letter}c"


@pytest.mark.parametrize("line", ["# c\u202e", "[shot: a\x00]", "@A: x\x07", "\x00", " \x07"])
def test_also_in_comments_tags_and_speech(line: str) -> None:
    file = read(line)
    assert len(file.diagnostics) == 1
    assert [type(item) for item in file.items] == [BadLine]


@pytest.mark.parametrize("text", ["a\tb", "👩‍👩‍👧 family", "שלום", "مرحبا\u200f", "e\u0301", "a\u00a0b", "\U0010fffd"])
def test_what_people_write_is_left_alone(text: str) -> None:
    assert read(text).diagnostics == []


def test_an_unreadable_line_inside_a_tag_is_reported_once() -> None:
    file = read("[ref: a,\nb\x07]\nprose")
    assert len(file.diagnostics) == 1
    assert [type(item) for item in file.items] == [BadLine, Prose]


def test_an_unreadable_line_does_not_close_the_tag_above() -> None:
    file = read("[ref: a,\nb\x07\n[ref: c]")
    assert [finding.span.first.line for finding in file.diagnostics] == [1, 2]


def test_binary_rubbish_has_a_bounded_number_of_errors() -> None:
    noise = random.Random(7).randbytes(400_000).decode("utf-8", "surrogateescape")
    file = read(noise)
    assert len(file.diagnostics) == MOST_UNREADABLE_LINES + 1
    assert "nothing more of it is read" in file.diagnostics[-1].message
    assert file.given_up
    assert all(0 <= found.span.start <= found.span.end <= len(file.source.text) for found in file.diagnostics)


def test_many_unreadable_lines_in_a_long_script_are_all_reported() -> None:
    file = read("prose\nprose\nbell \x07\n" * 500)
    assert len(file.diagnostics) == 500
    assert not file.given_up


def test_a_file_of_old_line_ends_is_one_error() -> None:
    file = parse(Source.read("old.scene", "[film: A]\r[shot: wide]\r"))
    assert len(file.diagnostics) == 1
