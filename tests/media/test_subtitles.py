"""Cues in order, and their two text forms."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.media.errors import MediaError
from compiler.media.subtitles import Cue, srt, tidy, vtt, write

CUES = [Cue(0.5, 1.25, "We have to leave."), Cue(3661.0004, 3662.9996, "「我們必須離開」\n<快> & now")]


def test_srt():
    assert srt(CUES) == (
        "1\n00:00:00,500 --> 00:00:01,250\nWe have to leave.\n\n"
        "2\n01:01:01,000 --> 01:01:03,000\n「我們必須離開」\n<快> & now\n"
    )


def test_vtt():
    assert vtt(CUES) == (
        "WEBVTT\n\n00:00:00.500 --> 00:00:01.250\nWe have to leave.\n\n"
        "01:01:01.000 --> 01:01:03.000\n「我們必須離開」\n&lt;快&gt; &amp; now\n"
    )


def test_nothing_to_say():
    assert srt([]) == ""
    assert vtt([]) == "WEBVTT\n\n"


def test_tidy_orders_ends_and_joins():
    cues = [
        Cue(4, 6, "c"),
        Cue(1, 3, "a\n\n  b "),
        Cue(2, 2.5, "over"),
        Cue(4, 5, "d"),
        Cue(7, 7, "none"),
        Cue(8, 9, " "),
    ]
    assert tidy(cues) == [Cue(1, 2, "a\nb"), Cue(2, 2.5, "over"), Cue(4, 6, "c\nd")]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100), st.sampled_from(["a", "b", ""]))))
def test_tidied_cues_never_overlap(entries):
    cues = tidy([Cue(*entry) for entry in entries])
    assert all(cue.end > cue.start for cue in cues)
    assert all(one.end <= two.start for one, two in itertools.pairwise(cues))
    assert tidy(cues) == cues


def test_write_chooses_by_name_and_replaces(tmp_path):
    for name in ("film.srt", "film.vtt"):
        (tmp_path / name).write_text("before")
        write(tmp_path / name, CUES)
    assert (tmp_path / "film.srt").read_text("utf-8") == srt(CUES)
    assert (tmp_path / "film.vtt").read_text("utf-8") == vtt(CUES)
    assert len(list(tmp_path.iterdir())) == 2


def test_write_refuses_in_one_line(tmp_path):
    with pytest.raises(MediaError, match=r"^cannot write .*film\.srt: no such file or directory$"):
        write(tmp_path / "none" / "film.srt", CUES)
