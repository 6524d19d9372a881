"""The analysis passes on scripts that nobody would write: they find what they find, and never fail."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.passes.world import check

WORDS = st.sampled_from(
    [
        *(
            "night",
            "noon",
            "sun",
            "->",
            "→",
            "rain",
            ",",
            "@ADA",
            "@NOBODY",
            "{p}",
            "moves around",
            "pan left",
            "blood",
        ),
        *(
            "夜",
            "正午",
            "烈日",
            "，",
            "behead",
            "\\[",
            "ＮＯＯＮ",
            "s\u00adun",
            "\ud800",
            "é\u0301",
            "no",
            "only",
            "  ",
            "ﬁre",
        ),
    ]
)
TEXT = st.lists(WORDS, max_size=6).map(" ".join)
LINE = st.one_of(
    TEXT,
    st.builds("[lighting: {}]".format, TEXT),
    st.builds("[camera: {}]".format, TEXT),
    st.builds("[scene: EXT. {} - {}]".format, TEXT, TEXT),
    st.builds("[scene: {}]".format, TEXT),
    st.builds("[shot: wide, {}s]".format, st.integers(0, 20)),
    st.builds("[shot: {}]".format, TEXT),
    st.builds("@ADA ({}): {}".format, TEXT, TEXT),
    st.builds("(0s-{}s) {}".format, st.integers(0, 9), TEXT),
    st.sampled_from(["[continue]", "[split]", "[split: continue]", "[split: auto]", "[split: auto, continue]"]),
    st.sampled_from(["[first: a.png]", "[last: b.png]", "[ref: a.png, ../b.png]", "[character: ADA]", "[place: P]"]),
    st.builds("[sound: {}]".format, TEXT),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINE, max_size=14).map("\n".join))
def test_no_script_makes_a_pass_fail(script: str) -> None:
    checked = check(script, until="references", files={"a.png": "a"})
    length = len(script)
    for one in checked.diagnostics:
        for span in (one.span, *(label.span for label in one.labels)):
            assert 0 <= span.start <= span.end <= length, one
        for edit in one.fix.edits if one.fix is not None else ():
            assert 0 <= edit.span.start <= edit.span.end <= length
    shots = [shot for _, shot in checked.film.shots()]
    assert [shot for clip in checked.film.clips for shot in clip.shots] == shots
