"""Every kind of line of the language, and where its node says that it stands."""

from __future__ import annotations

import pytest

from compiler.syntax.nodes import Beat, Blank, Comment, Dialogue, Prose, TagLine
from tests.syntax.reading import clean, only, read, said


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# night shoot", Comment),
        ("   # indented", Comment),
        ("[shot: wide, 3s]", TagLine),
        ("［鏡頭：遠景］", TagLine),
        ("【鏡頭：遠景】", TagLine),
        ("\t[shot]", TagLine),
        ("@ALPHA (urgent): Run!", Dialogue),
        ("@ALPHA: Run!", Dialogue),
        ("＠阿明（急迫）：走！", Dialogue),
        ("  @ALPHA : Run!", Dialogue),
        ("@ALPHA (to him (aside)): Run!", Dialogue),
        ("(0s-2s) Static wide.", Beat),
        ("（0秒－2秒）固定。", Beat),
        ("Rain on glass.", Prose),
        ("@ALPHA runs: away", Prose),
        ("@ALPHA's plan: run", Prose),
        ("(softly) rain", Prose),
        ("(1990-2000) a decade", Prose),
        ("\\# not a comment", Prose),
        ("\\[not a tag\\]", Prose),
        ("\\@ALPHA: not a cue", Prose),
        ("\\(0s-2s) not a beat", Prose),
        ("Note: a colon", Prose),
        ("\u3000\u3000霓虹燈映在水窪裡。", Prose),
    ],
)
def test_a_line_is_what_it_begins_with(text: str, kind: type) -> None:
    assert type(only(text)) is kind
    assert type(only(text + "\n")) is kind


def test_blank_lines_are_one_item() -> None:
    first, blank, second = clean("a\n\n  \n\t\n\u3000\nb")
    assert isinstance(blank, Blank)
    assert isinstance(first, Prose)
    assert isinstance(second, Prose)
    assert (blank.start, blank.end) == (2, 10)


@pytest.mark.parametrize("text", ["", "\n", "  ", "\ufeff", "\r\n\r\n", "\n \n\t"])
def test_a_file_without_words_has_no_errors(text: str) -> None:
    file = read(text)
    assert file.diagnostics == []
    assert all(isinstance(item, Blank) and item.end <= len(file.source.text) for item in file.items)


def test_mark_and_windows_line_ends_change_nothing() -> None:
    plain = "[film: A]\n\nRain\n  on glass.\n@A: x\n"
    marked = "\ufeff" + plain.replace("\n", "\r\n")
    assert [type(item) for item in clean(marked)] == [type(item) for item in clean(plain)]
    assert read(marked).source.text == plain


def test_only_a_newline_ends_a_line() -> None:
    assert said(only("one\u2028two\u2029three").line) == "one\u2028two\u2029three"  # type: ignore[union-attr]


def test_a_comment_keeps_its_text_and_place() -> None:
    comment = only("  # scenec: allow W206  ")
    assert isinstance(comment, Comment)
    assert comment.text == "# scenec: allow W206"
    assert (comment.start, comment.end) == (2, 22)


def test_indented_prose_that_continues_nothing_is_prose() -> None:
    items = clean("  one\n\ttwo\n[shot]\n  three")
    assert [said(item.line) for item in items if isinstance(item, Prose)] == ["one", "two", "three"]


def test_white_space_at_the_ends_is_not_part_of_the_words() -> None:
    prose = only("   Rain on glass.  \t")
    assert isinstance(prose, Prose)
    assert prose.line.words.span.text == "Rain on glass."


def test_nodes_keep_one_item_a_line_in_order() -> None:
    text = "# c\n[film: A]\n\n[scene: B]\n[shot]\nprose\n@A: x\n(0s-1s) y\n"
    kinds = [type(item) for item in clean(text)]
    assert kinds == [Comment, TagLine, Blank, TagLine, TagLine, Prose, Dialogue, Beat]
