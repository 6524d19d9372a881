"""The canonical form."""

from __future__ import annotations

import pytest

from compiler.syntax import formatter
from compiler.syntax.formatter import FormatError, format_file, format_text
from compiler.syntax.parser import parse
from compiler.text.source import Source


def formatted(text: str) -> str:
    return format_text(Source.read("film.scene", text))


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("[ shot :wide ,3 s ]", "[shot: wide, 3s]"),
        ("[shot: 03s,wide]", "[shot: 3s, wide]"),
        ("[shot: 2.0s]", "[shot: 2s]"),
        ("[shot: 2.50 sec,]", "[shot: 2.5s]"),
        ("[shot: 3秒]", "[shot: 3s]"),
        ("[shot: wide lens = 35mm , id=a]", "[shot: wide, lens=35mm, id=a]"),
        ("[shot:]", "[shot]"),
        ("【鏡頭:遠景, ３ 秒】", "[鏡頭：遠景，3s]"),
        ("[镜头 ： 远景、特写]", "[镜头：远景，特写]"),
        ("[Shot: wide]", "[Shot: wide]"),
        ("[negative: a,b ;c、 d]", "[negative: a, b ;c, d]"),
        ("[ref: refs/a.png,\n     refs/b.png,\n]", "[ref: refs/a.png, refs/b.png]"),
        ("[camera: slow,push  in\n  and up]", "[camera: slow,push  in and up]"),
        ("[光影：霓虹夜,濕地]", "[光影：霓虹夜,濕地]"),
        ("[character: ALPHA , as=“Mara”]", '[character: ALPHA as="Mara"]'),
        ("[scene: EXT. X - NIGHT, id=s1]", "[scene: EXT. X - NIGHT id=s1]"),
        ("[voice: low id=7,]", "[voice: low, id=7]"),
        ("[seed: 0042]", "[seed: 42]"),
        ("[seed: many]", "[seed: many]"),
        ("[aspect: １６ ： 9]", "[aspect: 16:9]"),
        ("[split: auto,continue]", "[split: auto, continue]"),
        ("[transition:dissolve   0.50 s]", "[transition: dissolve 0.5s]"),
        ("[budget: 40USD]", "[budget: 40 USD]"),
        ("[param: name=a = b]", "[param: name = a = b]"),
        ("[wat: a ,b]", "[wat: a ,b]"),
        ("[x: \\[a\\] \\ ]", "[x: \\[a\\] \\\\]"),
        ("  [a]   [b][c]", "[a] [b] [c]"),
        ("@ALPHA(urgent) :Run!   [sound: x]", "@ALPHA (urgent): Run! [sound: x]"),
        ("@ALPHA （urgent）： “ Run! ”", "@ALPHA (urgent): “Run!”"),
        ("＠阿明 (急迫) : 「走！」 ［音效:門］", "@阿明（急迫）：「走！」[音效：門]"),
        ("@ALPHA:\n  Run!", "@ALPHA:\n    Run!"),
        ("@ALPHA: One\n\ttwo\n # c\n three [sound: x]", "@ALPHA: One\n    two\n# c\n    three [sound: x]"),
        ("( 0 - 02.50s )   Static.", "(0s-2.5s) Static."),
        ("(0秒-2秒) @阿明走。", "（0s-2s）@阿明走。"),
        ("(0s-2s)\n  On.", "(0s-2s)\n    On."),
        ("\u3000\u3000雨。 【音效：雨】", "雨。[音效：雨]"),
        ("   #  c  ", "#  c"),
        ("A  line,with odd   spacing .", "A  line,with odd   spacing ."),
        ("\\# \\[x\\] 3 s", "\\# \\[x\\] 3 s"),
    ],
)
def test_one_form_a_line(written: str, canonical: str) -> None:
    assert formatted(written) == canonical + "\n"
    assert formatted(canonical) == canonical + "\n"


def test_one_blank_line_between_blocks() -> None:
    written = """

# top
[film: A]
[aspect: 16:9]
[character: ALPHA]
A detective.


[ref: a.png]
# about the scene
[scene: B]
[split: auto]
[shot: wide]
One.


Two.
# about the split
[split]

[shot: full]
@ALPHA: Run!
# last
"""
    assert (
        formatted(written)
        == """# top
[film: A]
[aspect: 16:9]

[character: ALPHA]
A detective.

[ref: a.png]

# about the scene
[scene: B]
[split: auto]

[shot: wide]
One.

Two.

# about the split
[split]
[shot: full]
@ALPHA: Run!
# last
"""
    )


def test_an_allow_comment_stays_on_the_line_before() -> None:
    assert formatted("x\n# scenec: allow W405\n[scene: A]\n") == "x\n\n# scenec: allow W405\n[scene: A]\n"


@pytest.mark.parametrize("text", ["", "\n\n", "  \n\t", "\ufeff\r\n"])
def test_nothing_is_nothing(text: str) -> None:
    assert formatted(text) == ""


def test_windows_line_ends_and_mark_go() -> None:
    assert formatted("\ufeff[film: A]\r\n\r\nRain.") == "[film: A]\n\nRain.\n"


@pytest.mark.parametrize("bad", ["  [shot:  wide", "a  ] b  ", "\tx \x07 y ", "[ref: a,\n   b{,\n c]", "@A:  "])
def test_bad_lines_stay_byte_for_byte(bad: str) -> None:
    assert formatted(f"[a]\n{bad}\n[ b ]") == f"[a]\n{bad}\n[b]\n"


def test_a_file_that_was_given_up_is_unchanged() -> None:
    text = "\x00 x\n" * 300 + "\n\n\n[ a ]"
    assert formatted(text) == text


def test_a_last_carriage_return_does_not_become_a_line_end() -> None:
    assert formatted("a\nb\r") == "a\nb\r"


def test_paragraphs_stay_apart() -> None:
    assert formatted("a\n\n\n\nb\nc") == "a\n\nb\nc\n"


def test_text_that_would_say_something_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    file = parse(Source("film.scene", "Rain."))
    monkeypatch.setattr(formatter, "_write", lambda _: "Snow.\n")
    with pytest.raises(FormatError, match=r"film\.scene"):
        format_file(file)


def test_a_form_that_does_not_stay_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    file = parse(Source("film.scene", "Rain."))
    forms = iter(["Rain.\n\n", "Rain.\n"])
    monkeypatch.setattr(formatter, "_write", lambda _: next(forms))
    with pytest.raises(FormatError, match="stay"):
        format_file(file)
