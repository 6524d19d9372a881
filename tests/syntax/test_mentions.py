"""Mentions and parameters in running text."""

from __future__ import annotations

import pytest

from compiler.syntax.nodes import Mention, Prose
from tests.syntax.reading import only, parts


def prose(text: str) -> list[str]:
    item = only(text)
    assert isinstance(item, Prose)
    return parts(item.line.words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See @ALPHA run", ["See ", "@ALPHA", " run"]),
        ("@ALPHA's eyes", ["@ALPHA", "'s eyes"]),
        ("@ALPHA’s eyes", ["@ALPHA", "’s eyes"]),
        ("(@ALPHA)", ["(", "@ALPHA", ")"]),
        ("@ALPHA, @OLD-TOM and @_x9.", ["@ALPHA", ", ", "@OLD-TOM", " and ", "@_x9", "."]),
        ("然後@阿明走進畫面", ["然後", "@阿明走進畫面"]),
        ("＠阿明，來", ["@阿明", "，來"]),
        ("สวัสดี@มานี", ["สวัสดี", "@มานี"]),
        ("{product} and { city }!", ["{product}", " and ", "{city}", "!"]),
        ("\\@ALPHA \\{x\\}", ["@", "ALPHA ", "{", "x", "}"]),
    ],
)
def test_mentions_and_parameters(text: str, expected: list[str]) -> None:
    assert prose(text) == expected


@pytest.mark.parametrize("text", ["write to mara@example.org", "a lone @ sign", "@", "x @, y", "müller@web.de"])
def test_what_is_not_a_mention(text: str) -> None:
    assert prose(text) == [text]


def test_the_span_has_the_sign() -> None:
    item = only("See @ALPHA run")
    assert isinstance(item, Prose)
    (mention,) = item.line.words.mentions()
    assert isinstance(mention, Mention)
    assert (mention.name, mention.start, mention.end) == ("ALPHA", 4, 10)
    assert item.line.words.plain() == "See ALPHA run"


@pytest.mark.parametrize("text", ["@1ST runs", "a {b c} d", "a { b", "a } b", "{}", "{1}"])
def test_signs_that_name_nothing_are_errors(text: str) -> None:
    from tests.syntax.reading import read

    (finding,) = read(text).diagnostics
    assert finding.code == "E101"
    assert finding.help
