"""Taking values apart: lists and attributes, with exact spans."""

from __future__ import annotations

import pytest

from compiler.syntax.nodes import Run, Words
from compiler.syntax.values import attributes, items
from compiler.text.source import Source
from tests.syntax.reading import parts, value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[x: a, b ,c]", ["a", "b", "c"]),
        ("[x: 女，低、急迫,快]", ["女", "低", "急迫", "快"]),
        ("[x: one]", ["one"]),
        ("[x: a,, b,]", ["a", "b"]),
        ("[x: ,]", []),
        ("[x: a\\[1\\], b\\@c]", ["a\\[1\\]", "b\\@c"]),
        ("[x: a,\n  b c,\n\td]", ["a", "b c", "d"]),
        ("[camera: follow @ALPHA, past @BOB's car]", ["follow @ALPHA", "past @BOB's car"]),
        ("[x: {a}, b{c}]", ["{a}", "b{c}"]),
    ],
)
def test_items_and_their_places(text: str, expected: list[str]) -> None:
    found = items(value(text))
    assert [item.span.text for item in found] == expected
    for item in found:
        for part in item.parts:
            assert item.start <= part.start < part.end <= item.end


def test_items_keep_mentions() -> None:
    first, second = items(value("[camera: follow @ALPHA, past @BOB's car]"))
    assert parts(first) == ["follow ", "@ALPHA"]
    assert parts(second) == ["past ", "@BOB", "'s car"]


def test_a_parameters_value_splits_with_the_span_of_its_use() -> None:
    source = Source("a", "[voice: {traits}, low]")
    words = Words(source, (Run("female, warm", 8, 16), Run(", low", 16, 21)), 8, 21)
    found = items(words)
    assert [item.plain() for item in found] == ["female", "warm", "low"]
    assert [item.span.text for item in found] == ["{traits}", "{traits}", "low"]


@pytest.mark.parametrize(
    ("text", "rest", "expected"),
    [
        ("[shot: wide, 3s, lens=35mm, id=a]", "wide, 3s", [("lens", "35mm"), ("id", "a")]),
        ("[shot: wide lens = 35 mm]", "wide", [("lens", "35 mm")]),
        ("[鏡頭：遠景，ＩＤ＝開場]", "遠景", [("id", "開場")]),
        ('[x: ALPHA as="the tall one, with a hat"]', "ALPHA", [("as", "the tall one, with a hat")]),
        ("[x: ALPHA as=“Mara”]", "ALPHA", [("as", "Mara")]),
        ("[x: 阿明、as=「偵探」]", "阿明", [("as", "偵探")]),
        ("[x: id=a]", None, [("id", "a")]),
        ('[x: a id=""]', "a", [("id", "")]),
        ("[x: a id=1 id=2]", "a", [("id", "1"), ("id", "2")]),
        ("[x: a b=c]", "a b=c", []),
        ("[x: id=a b]", "id=a b", []),
        ("[x: a id=]", "a id=", []),
        ("[x: 1+1=2]", "1+1=2", []),
        ("[x: plain]", "plain", []),
    ],
)
def test_attributes_at_the_end(text: str, rest: str | None, expected: list[tuple[str, str]]) -> None:
    left, found = attributes(value(text), ("id", "as", "lens"))
    assert (None if left is None else left.span.text) == rest
    assert [(attribute.key, attribute.text) for attribute in found] == expected


def test_an_attribute_has_its_span() -> None:
    _, (found,) = attributes(value('[x: ALPHA, as = "Mara" ]'), ("as",))
    assert found.quoted
    assert found.span.text == 'as = "Mara"'
    assert found.value.span.text == "Mara"


def test_only_the_keys_that_were_asked_for() -> None:
    words = value("[x: a id=b]")
    assert attributes(words, ()) == (words, [])
    assert attributes(words, ("lens",)) == (words, [])


def test_long_lists_are_cut_in_one_go() -> None:
    words = value("[x: " + "@a, b\\], " * 20_000 + "c]")
    assert len(items(words)) == 40_001
    assert len(attributes(value(f"[x: a {'id=b ' * 20_000}]"), ("id",))[1]) == 20_000
