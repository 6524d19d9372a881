from __future__ import annotations

import re

import pytest

from compiler.film.reading import Reading, divide
from compiler.syntax.nodes import Mention, Run, Use, Words
from compiler.text.source import Source

ARROW = re.compile(r"\s*->\s*")


def words(text: str, start: int = 0, source: Source | None = None) -> Words:
    """Return the words of a text in which ``@A`` is a mention, ``{p}`` a parameter and ``\\[`` an escape."""
    source = source or Source("film.scene", text)
    parts: list[Run | Mention | Use] = []
    for match in re.finditer(r"@(?P<name>\w+)|\{(?P<use>\w+)\}|\\(?P<escape>.)|[^@{\\]+", text):
        begin, end = start + match.start(), start + match.end()
        if match["name"]:
            parts.append(Mention(match["name"], begin, end))
        elif match["use"]:
            parts.append(Use(match["use"], begin, end))
        else:
            parts.append(Run(match["escape"] or match[0], begin, end))
    return Words(source, tuple(parts), start, start + len(text))


@pytest.mark.parametrize(
    ("text", "find", "expected"),
    [
        ("rain on glass", "on", "on"),
        (r"a \[b c", "b c", "b c"),
        (r"a \[b c", "[b", r"\[b"),
        ("see @ADA run", "ADA", "@ADA"),
        ("see @ADA run", "DA r", "@ADA r"),
        ("of {city} now", "city", "{city}"),
    ],
)
def test_spans(text: str, find: str, expected: str) -> None:
    reading = Reading(words(text))
    at = reading.text.index(find)
    assert reading.span(at, at + len(find)).text == expected


def test_lines_read_as_one_text() -> None:
    text = "the noon\nsun\n雨\n水"
    source = Source("film.scene", text)
    lines = [words(line, text.index(line), source) for line in text.split("\n")]
    reading = Reading(*lines)
    assert reading.text == "the noon sun 雨水"
    assert reading.span(4, 12).text == "noon\nsun"
    assert reading.span(13, 15).text == "雨\n水"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dusk", ["dusk"]),
        ("dusk -> night", ["dusk", "night"]),
        ("dusk->night -> dawn", ["dusk", "night", "dawn"]),
        ("-> night", ["", "night"]),
        ("dusk ->", ["dusk", ""]),
        ("dusk, @LAMP -> @LAMP alone", ["dusk, @LAMP", "@LAMP alone"]),
        ("->", ["", ""]),
    ],
)
def test_divide(text: str, expected: list[str]) -> None:
    pieces = divide(words(text), ARROW)
    assert [piece.span.text for piece in pieces] == expected
    assert [piece.plain() for piece in pieces] == [piece.replace("@", "") for piece in expected]


def test_no_words_are_one_piece() -> None:
    assert [piece.parts for piece in divide(words(""), ARROW)] == [()]


def test_a_value_from_outside_is_divided_too() -> None:
    source = Source("film.scene", "{light}")
    value = Words(source, (Run("dusk -> night", 0, 7),), 0, 7)
    assert [piece.plain() for piece in divide(value, ARROW)] == ["dusk", "night"]
    assert [piece.span.text for piece in divide(value, ARROW)] == ["{light}", "{light}"]
