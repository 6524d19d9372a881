from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.film.lexicon import Lexicon, fold, key_of

WORDS = Lexicon(
    [
        ("sun", "sun"),
        ("noon sun", "noon"),
        ("candle*", "candle"),
        ("close-up", "close"),
        ("night fall*", "dusk"),
        ("bird's eye", "bird"),
        ("夜", "night"),
        ("夜空", "sky"),
        ("LED燈", "led"),
        ("Café", "café"),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(hit.value, text[hit.start : hit.end]) for hit in WORDS.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("nothing here", []),
        ("The sun.", [("sun", "sun")]),
        ("SUN", [("sun", "SUN")]),
        ("sunny sunglasses unsun", []),
        ("sun2 sun_ sun-lit", [("sun", "sun"), ("sun", "sun")]),
        ("the noon sun", [("noon", "noon sun")]),
        ("the noon-sun, the noon\n  sun", [("noon", "noon-sun"), ("noon", "noon\n  sun")]),
        ("at noon. Sun", [("sun", "Sun")]),
        ("noon noon sun", [("noon", "noon sun")]),
        ("candlelit candles Candle", [("candle", "candlelit"), ("candle", "candles"), ("candle", "Candle")]),
        ("a candl", []),
        ("close up, close–up", [("close", "close up"), ("close", "close–up")]),
        ("night falls", [("dusk", "night falls")]),
        ("a bird's eye, a bird’s eye", [("bird", "bird's eye"), ("bird", "bird’s eye")]),
        ("the sun's light", [("sun", "sun")]),
        ("深夜，夜空", [("night", "夜"), ("sky", "夜空")]),
        ("霓虹sun夜", [("sun", "sun"), ("night", "夜")]),
        ("ＳＵＮ，ｎｏｏｎ　ｓｕｎ", [("sun", "ＳＵＮ"), ("noon", "ｎｏｏｎ　ｓｕｎ")]),
        ("s\u00adu\u200bn and s\u2060un", [("sun", "s\u00adu\u200bn"), ("sun", "s\u2060un")]),
        ("café CAFÉ", [("café", "café"), ("café", "CAFÉ")]),
    ],
)
def test_find(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_get_takes_the_whole_text_alone() -> None:
    assert WORDS.get("Close Up") == "close"
    assert WORDS.get("candlestick") == "candle"
    assert WORDS.get("the sun") is None
    assert WORDS.get("") is None


def test_a_spelling_keeps_its_first_value() -> None:
    assert Lexicon([("sun", 1), ("SUN", 2)]).get("sun") == 1


def test_an_empty_lexicon_finds_nothing() -> None:
    assert Lexicon[int]([]).find("sun 夜") == []


def test_keys() -> None:
    assert key_of("  Close\u2013Up ") == key_of("close_up") == "close up"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("sunomo -夜空ＳＵＮﬁ㌀é\u0301\u200b\u00ad’İ\n"), max_size=30))
def test_places_are_places_of_the_text(text: str) -> None:
    folded = fold(text)
    for start in range(len(folded.text)):
        first, last = folded.place(start, start + 1)
        assert 0 <= first < last <= len(text)
    for hit in WORDS.find(text):
        assert WORDS.get(text[hit.start : hit.end]) == hit.value
