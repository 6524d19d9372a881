"""Cues, deliveries, quotes, lines that go on, and cues that turn out to be prose."""

from __future__ import annotations

import pytest

from compiler.syntax.nodes import BadLine, Comment, Dialogue, Prose, TagLine
from compiler.syntax.values import as_prose
from tests.syntax.reading import clean, only, parts, places, read, said


def speech(text: str) -> Dialogue:
    item = only(text)
    assert isinstance(item, Dialogue)
    return item


def lines(dialogue: Dialogue) -> list[str]:
    return [said(line) for line in (dialogue.line, *dialogue.more)]


@pytest.mark.parametrize(
    ("text", "name", "delivery", "words"),
    [
        ("@ALPHA: Run!", "ALPHA", None, "Run!"),
        ("@ALPHA (urgent, whispering): Run!", "ALPHA", "urgent, whispering", "Run!"),
        ("@阿明（急迫）：走！", "阿明", "急迫", "走！"),
        ("@ALPHA(V.O.):It is 10:30.", "ALPHA", "V.O.", "It is 10:30."),
        ("@ALPHA ( ): Run!", "ALPHA", None, "Run!"),
        ("@ALPHA (to @BOB): Run!", "ALPHA", "to @BOB", "Run!"),
        ("@ALPHA (low (very)): Run!", "ALPHA", "low (very)", "Run!"),
    ],
)
def test_a_cue_has_name_delivery_and_words(text: str, name: str, delivery: str | None, words: str) -> None:
    item = speech(text)
    assert item.speaker.name == name
    assert item.cue_span.text == f"@{name}"
    assert (None if item.delivery is None else "".join(parts(item.delivery))) == delivery
    assert said(item.line) == words


@pytest.mark.parametrize("quoted", ['"Go now."', "“Go now.”", "「Go now.」", "「 Go now. 」"])
def test_quotes_round_the_whole_are_not_spoken(quoted: str) -> None:
    item = speech(f"@A: {quoted} [sound: x]")
    assert item.line.words.span.text == "Go now."
    assert item.quotes is not None
    text = item.source.text
    assert text[item.quotes[0]] + text[item.quotes[1]] == quoted[0] + quoted[-1]


@pytest.mark.parametrize("words", ['"Go," he said, "now"', "“Go” and “now”", "「去」和「來」", '"Go', 'Go "now"', '"'])
def test_quotes_round_a_part_are_words(words: str) -> None:
    item = speech(f"@A: {words}")
    assert item.line.words.span.text == words
    assert item.quotes is None


def test_nested_quotes_stay_inside() -> None:
    assert said(speech("@A: “He said “go” to me”").line) == "He said “go” to me"


def test_indented_lines_continue_a_speech() -> None:
    item = speech("@A: One\n  two [sound: x]\n\tthree\n\u3000四")
    assert lines(item) == ["One", "two", "three", "四"]
    assert [len(line.tags) for line in item.more] == [1, 0, 0]


def test_a_bare_cue_takes_its_words_from_below() -> None:
    assert lines(speech("@A (low):\n    One\n    two")) == ["", "One", "two"]


def test_quotes_may_span_lines() -> None:
    item = speech("@A: “One\n  two”")
    assert lines(item) == ["One", "two"]
    assert item.quotes == (4, 14)


def test_a_comment_does_not_end_a_speech() -> None:
    dialogue, comment = clean("@A: One\n# why\n  two")
    assert isinstance(dialogue, Dialogue)
    assert isinstance(comment, Comment)
    assert lines(dialogue) == ["One", "two"]


@pytest.mark.parametrize("between", ["\n", "[shot]\n", "prose\n", "(0s-1s) x\n"])
def test_other_lines_end_a_speech(between: str) -> None:
    dialogue = clean(f"@A: One\n{between}  two")[0]
    assert isinstance(dialogue, Dialogue)
    assert lines(dialogue) == ["One"]


@pytest.mark.parametrize(("below", "kind"), [("[shot]", TagLine), ("@B: x", Dialogue), ("# c", Comment)])
def test_an_indented_line_that_is_no_prose_stands_alone(below: str, kind: type) -> None:
    items = clean(f"@A: One\n  {below}")
    assert [type(item) for item in items] == [Dialogue, kind]


@pytest.mark.parametrize("text", ["@A:", "@A (low):  ", "@A: [sound: x]", '@A: ""', "@A：「」\nprose"])
def test_a_cue_without_words_is_an_error(text: str) -> None:
    file = read(text)
    (finding,) = file.diagnostics
    assert finding.code == "E101"
    assert finding.message == "nothing is said after this cue"
    assert isinstance(file.items[0], BadLine)


def test_empty_cues_by_the_thousand_are_cut_short() -> None:
    found = read("@A:\n" * 3000).diagnostics
    assert len(found) == 1001
    assert "2000 more" in found[-1].message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@阿明說：「快走」 [sound: x]", ["@阿明說：「快走」"]),
        ("@阿明說（輕聲）: 快\n  走", ["@阿明說（輕聲）: 快", "走"]),
        ("@阿明說：“快\n  走”", ["@阿明說：“快", "走”"]),
        ("@阿明說：\n  「快」", ["@阿明說：", "「快」"]),
    ],
)
def test_a_cue_reads_as_prose(text: str, expected: list[str]) -> None:
    read_back = as_prose(speech(text))
    assert [said(line) for line in read_back] == expected
    assert [line.words.span.text for line in read_back] == expected


def test_a_cue_read_as_prose_keeps_mentions_and_tags() -> None:
    (line,) = as_prose(speech("@阿明說: 找@小雨 [sound: x]"))
    assert [mention.name for mention in line.words.mentions()] == ["阿明說", "小雨"]
    assert [tag.name for tag in line.tags] == ["sound"]


def test_the_error_of_an_empty_cue_is_at_the_cue() -> None:
    assert places(read("x\n  @A (low):\n").diagnostics) == [(2, 3, "@A (low):")]


def test_prose_that_only_looks_like_a_cue() -> None:
    assert isinstance(only("@A (low) walks: slowly"), Prose)
