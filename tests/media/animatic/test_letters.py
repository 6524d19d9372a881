import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

from compiler.media import fonts
from compiler.media.animatic.writing.lettering import balance, draw_text, measure, runs, shorten, wrap


@pytest.mark.parametrize(
    "text",
    [
        "我們必須離開",
        "这些说话没有问题",
        "ひらがなカタカナ",
        "안녕하세요",
        "é Č ž ş ï — “q”",
        "Привет",
        "→ ↑ ←",
        "，。「」！？",
    ],
)
def test_every_letter_has_a_glyph(text):
    found = list(runs(text))
    assert "".join(run for _, run in found) == text
    for path, run in found:
        face = ImageFont.truetype(str(path), 24)
        missing = bytes(face.getmask("\U0010fffe"))
        for letter in run.replace(" ", ""):
            assert bytes(face.getmask(letter)) != missing, letter


def test_the_vendored_fonts_are_small_and_licensed():
    files = [fonts.CJK, fonts.LATIN, fonts.LATIN_BOLD]
    assert sum(path.stat().st_size for path in files) < 6_000_000
    assert "SIL OPEN FONT LICENSE" in fonts.CJK.with_name("OFL.txt").read_text()


def test_lines_break_between_cjk_letters_but_not_before_a_stop():
    lines = wrap("「我們必須離開。」這座燈塔撐不到天亮，你比誰都清楚。", 20, 150)
    assert len(lines) > 2
    assert "".join(lines) == "「我們必須離開。」這座燈塔撐不到天亮，你比誰都清楚。"
    assert all(line[0] not in "，。」！？" and line[-1] != "「" for line in lines)


def test_balanced_lines_are_of_like_length():
    lines = balance("We have to leave. The lamp will not hold until morning, you know that.", 20, 560)
    widths = [measure(line, 20) for line in lines]
    assert len(lines) == 2
    assert min(widths) > 0.6 * max(widths)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="ab é我們，。「」 -word", max_size=60), st.integers(40, 300))
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    lines = wrap(text, 16, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(measure(line, 16) <= width or len(line) <= 2 for line in lines)


def test_shortened_text_fits_and_says_so():
    text = "a heading that is far too long for its place"
    short = shorten(text, 18, 120)
    assert short.endswith("…")
    assert measure(short, 18) <= 120
    assert shorten("short", 18, 120) == "short"


def test_letters_without_a_font_are_left_out_and_the_rest_is_drawn():
    picture = Image.new("RGBA", (200, 40))
    end = draw_text(picture, (2, 30), "A\u0e01\u200bB", 20, (255, 255, 255))
    assert 2 < end < 120
    assert picture.getbbox() is not None
