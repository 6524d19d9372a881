"""The look of diagnostics in a terminal."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.diagnostics.model import Diagnostic, Label
from compiler.diagnostics.render.text import render
from compiler.text.source import Source
from compiler.text.width import width
from tests.diagnostics.samples import CAST, TOO_LONG, UNKNOWN, at


def shown(text: str) -> str:
    """Return an expected rendering, written with ``.`` for the left edge so that blanks at its start can be seen."""
    return "".join(f"{line.removeprefix('.')}\n" for line in text.strip("\n").split("\n"))


def test_two_labels_and_help() -> None:
    assert render([TOO_LONG]) == shown("""
error[E301]: this clip runs 19 s; kling-v3 generates at most 15 s
.  --> neon.scene:31:14
.   |
18 | [scene: EXT. CYBERPUNK STREET - NIGHT]
.   | -------------------------------------- the scene opens here
31 | [shot: wide, 7s]
.   |              ^^ 12 s so far, 19 s with this shot
.   |
.   = help: put [split] before this shot, or [split: auto] in the scene
""")


def test_another_file_tabs_wide_characters_emoji_and_a_fix() -> None:
    assert render([UNKNOWN]) == shown("""
error[E201]: @亞明 is not declared
. --> 燈塔.scene:1:12
.  |
1 |     阿明走進👩\u200d🚀畫面 @亞明 說
.  |                    ^^^^^ not declared
. ::: cast/harbour master.scene:1:13
.  |
1 | [character: 阿明]
.  |             ---- the nearest name
.  |
.  = help: write @阿明 (check --fix does it)
""")


def test_several_labels_on_one_line_hang() -> None:
    source = Source("a.scene", "[scene: EXT. STREET - NIGHT]\n")
    found = Diagnostic(
        "E402",
        "two times",
        at(source, "NIGHT"),
        "this says night",
        (Label(at(source, "EXT."), "outside"), Label(at(source, "STREET"), "here")),
    )
    assert render([found]) == shown("""
error[E402]: two times
. --> a.scene:1:23
.  |
1 | [scene: EXT. STREET - NIGHT]
.  |         ---- ------   ^^^^^ this says night
.  |         |    |
.  |         |    here
.  |         outside
""")


def test_the_place_to_change_is_drawn_over_what_surrounds_it() -> None:
    source = Source("a.scene", "[seed: x]\n")
    found = Diagnostic("E104", "no number", at(source, "x"), "here", (Label(at(source, "[seed: x]"), "tag"),))
    assert render([found]) == shown("""
error[E104]: no number
. --> a.scene:1:8
.  |
1 | [seed: x]
.  | -------^-
.  | |      |
.  | |      here
.  | tag
""")


def test_a_span_over_several_lines_shows_its_ends() -> None:
    source = Source("a.scene", "[ref: a.png,\n  b.png,\n  c.png,\n  d.png\n")
    found = Diagnostic("E101", "never closed", source.span(0, len(source.text)), "no ] follows")
    assert render([found]) == shown("""
error[E101]: never closed
. --> a.scene:1:1
.  |
1 | [ref: a.png,
.  | ^^^^^^^^^^^^
2 |   b.png,
.  |   ^^^^^^
....
4 |   d.png
.  |   ^^^^^ no ] follows
""")


def test_an_empty_span_at_the_end_of_the_file() -> None:
    source = Source("a.scene", "[scene: X]\n")
    found = Diagnostic("E302", "too short", source.span(len(source.text), len(source.text)), "here")
    assert render([found]).endswith("2 |\n  | ^ here\n")


def test_an_empty_file() -> None:
    source = Source("a.scene", "")
    assert render([Diagnostic("E101", "empty", source.span(0, 0))]).endswith("1 |\n  | ^\n")


def test_strict_shows_a_warning_as_an_error() -> None:
    found = Diagnostic("W204", "never used", at(CAST, "阿明"))
    assert render([found]).startswith("warning[W204]")
    assert render([found], strict=True).startswith("error[W204]")


def test_colour_is_only_put_round_the_same_text() -> None:
    import re

    coloured = render([TOO_LONG, UNKNOWN], colour=True)
    assert "\x1b[1;31m" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == render([TOO_LONG, UNKNOWN])


def test_a_script_cannot_send_codes_to_the_terminal() -> None:
    source = Source("a\x1b[2J.scene", "\x1b[31m\u202e red\n")
    found = Diagnostic("E101", "bad \x1b[0m", source.span(0, 5), "x\x07")
    written = render([found])
    assert "\x1b" not in written
    assert "\x07" not in written
    assert "\u202e" not in written


def test_a_long_line_shows_a_window_round_each_mark() -> None:
    source = Source("a.scene", "word " * 400 + "[bad " + "阿明 " * 400 + "\n")
    found = Diagnostic("E101", "never closed", at(source, "[bad"), "here", (Label(source.span(0, 4), "start"),))
    lines = render([found], width=80).splitlines()
    assert all(width(line) <= 80 for line in lines)
    (marked,) = [number for number, line in enumerate(lines) if "^^^^ here" in line]
    column = lines[marked].index("^")
    assert lines[marked - 1][column : column + 4] == "[bad"
    assert lines[marked - 1].endswith("…")
    assert any("---- start" in line for line in lines)


def test_a_line_of_megabytes_is_not_measured_as_a_whole() -> None:
    source = Source("a.scene", "阿" * 3_000_000 + "!" + "明" * 3_000_000)
    written = render([Diagnostic("E101", "found", at(source, "!"), "here")])
    assert len(written) < 1000
    assert "^ here" in written


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_any_span_of_any_text_can_be_shown(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet=st.sampled_from("ab \t\n[@阿明é\u0301👩\u200d🚀\x1b\u202e"), max_size=60))
    source = Source("a.scene", text)
    offsets = st.integers(0, len(text))

    def span() -> object:
        start, end = sorted((data.draw(offsets), data.draw(offsets)))
        return source.span(start, end)

    labels = tuple(Label(span(), "label") for _ in range(data.draw(st.integers(0, 3))))  # type: ignore[arg-type]
    found = Diagnostic("E101", "message", span(), "primary", labels, ("help",))  # type: ignore[arg-type]
    written = render([found], width=data.draw(st.integers(30, 80)))
    assert "^" in written
    assert written.count("label") == len(labels)
    assert written.count("primary") == 1
