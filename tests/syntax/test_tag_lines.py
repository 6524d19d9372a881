"""Tags: brackets and colons of both widths, trailing ones, wrapped ones, escapes."""

from __future__ import annotations

import pytest

from compiler.syntax.nodes import Beat, Dialogue, Prose, TagLine
from tests.syntax.reading import only, parts, said, tag, value


@pytest.mark.parametrize(
    "text",
    ["[shot: wide]", "[ shot :  wide ]", "［shot：wide］", "【shot: wide]", "[shot:wide］", "[\n shot\n:\n wide\n]"],
)
def test_spacing_and_width_do_not_matter(text: str) -> None:
    found = tag(text)
    assert found.name == "shot"
    assert found.name_span.text == "shot"
    assert found.span.text == text
    assert found.value is not None
    assert found.value.span.text == "wide"


@pytest.mark.parametrize("text", ["[continue]", "[continue:]", "[ continue : ]", "[continue:\n\n]", "【continue】"])
def test_a_tag_may_have_no_value(text: str) -> None:
    assert tag(text).value is None
    assert tag(text).span.text == text


def test_a_name_is_kept_as_spelled_also_an_unknown_one() -> None:
    assert tag("[鏡頭：遠景]").name == "鏡頭"
    assert tag("[Sound Effect: x]").name == "Sound Effect"


def test_commas_and_colons_belong_to_the_value() -> None:
    assert value("[scene: EXT. STREET: NIGHT, LATER - 10:30]").span.text == "EXT. STREET: NIGHT, LATER - 10:30"


def test_several_tags_share_a_line() -> None:
    line = only("[shot: wide] [camera: pan left]【音效：雨】")
    assert isinstance(line, TagLine)
    assert [found.span.text for found in line.tags] == ["[shot: wide]", "[camera: pan left]", "【音效：雨】"]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Rain. [sound: rain] [music: slow]", Prose, "Rain."),
        ("@ALPHA: Run! [sound: rain][music: slow]", Dialogue, "Run!"),
        ("(0s-2s) Static. [sound: rain]  [music: slow]  ", Beat, "Static."),
        ("雨。【音效：雨】［音樂：慢］", Prose, "雨。"),
    ],
)
def test_lines_of_text_end_in_tags(text: str, kind: type, words: str) -> None:
    item = only(text)
    assert isinstance(item, kind)
    line = item.line  # type: ignore[union-attr]
    assert said(line) == words
    assert len(line.tags) == 2


def test_full_width_brackets_in_prose_are_text_unless_they_hold_a_tag() -> None:
    item = only("螢幕顯示【警告：低電量】和［x］。【音效：嗶】")
    assert isinstance(item, Prose)
    assert said(item.line) == "螢幕顯示【警告：低電量】和［x］。"
    assert [found.name for found in item.line.tags] == ["音效"]


def test_a_newline_in_brackets_counts_as_a_space() -> None:
    words = value("[ref: refs/a.png,  \n   refs/b.png,\n\n\trefs/c.png\n]")
    assert words.plain() == "refs/a.png, refs/b.png, refs/c.png"
    assert words.span.text.startswith("refs/a.png")
    assert words.span.text.endswith("refs/c.png")


def test_escapes_give_the_character() -> None:
    words = value(r"[style: \[a\] \@b \# \(c \{d\} \\ e]")
    assert words.plain() == r"[a] @b # (c {d} \ e"
    assert words.span.text == r"\[a\] \@b \# \(c \{d\} \\ e"


def test_an_escape_is_a_run_of_its_own() -> None:
    item = only(r"a\[b\]c")
    assert isinstance(item, Prose)
    assert parts(item.line.words) == ["a", "[", "b", "]", "c"]
    assert [part.end - part.start for part in item.line.words.parts] == [1, 2, 1, 2, 1]


def test_other_backslashes_are_text() -> None:
    assert value("[ref: refs\\alpha.png]").plain() == "refs\\alpha.png"


def test_names_in_a_tag_are_mentions_only_where_the_tag_reads_them() -> None:
    assert parts(value("[camera: follow @ALPHA]")) == ["follow ", "@ALPHA"]
    assert parts(value("[scene: EXT. @ALLEY - NIGHT]")) == ["EXT. ", "@ALLEY", " - NIGHT"]
    assert list(value("[film: @home]").mentions()) == []
    assert value("[ref: refs/@a.png]").plain() == "refs/@a.png"


def test_parameters_are_read_in_every_tag() -> None:
    assert parts(value("[film: {product}, { city }]")) == ["{product}", ", ", "{city}"]
