"""Places of clips, counted in frames."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from compiler.media.timeline import SAMPLE_RATE, AssemblyClip, Edge, lay_out, samples_at

KINDS = st.tuples(st.sampled_from(["cut", "dissolve", "fade"]), st.floats(0, 4), st.integers(2, 100))


def clip(kind="cut", seconds=0.0):
    return AssemblyClip(Path("clip.mp4"), transition=kind, transition_seconds=seconds)


def test_cuts_lie_end_to_end():
    placed, notes = lay_out([clip()] * 3, [24, 25, 26], Fraction(24))
    assert [(here.start, here.end) for here in placed] == [(0, 24), (24, 49), (49, 75)]
    assert notes == []


def test_a_dissolve_overlaps_and_a_fade_does_not():
    placed, notes = lay_out([clip(), clip("dissolve", 0.5), clip("fade", 1)], [48, 48, 48], Fraction(24))
    assert [here.start for here in placed] == [0, 36, 84]
    assert [here.tail for here in placed] == [Edge("dissolve", 12), Edge("fade", 12), Edge()]
    assert [here.head for here in placed] == [Edge(), Edge("dissolve", 12), Edge("fade", 12)]
    assert notes == []


@given(st.lists(KINDS, min_size=1, max_size=12))
def test_edges_always_fit_their_clips(entries):
    clips = [clip(kind, seconds) for kind, seconds, _ in entries]
    placed, notes = lay_out(clips, [length for _, _, length in entries], Fraction(24))
    for here, (_, _, length) in zip(placed, entries, strict=True):
        assert here.frames == length
        assert here.head.frames + here.tail.frames <= length
    for before, here in itertools.pairwise(placed):
        overlap = before.end - here.start
        assert overlap == (here.head.frames if here.clip.transition == "dissolve" else 0)
        assert overlap == (before.tail.frames if before.tail.kind == "dissolve" else 0)
    wanted = sum(round(seconds * 24) for kind, seconds, _ in entries if kind == "fade")
    given_frames = sum(here.head.frames for here in placed if here.clip.transition == "fade")
    given_frames += sum(here.tail.frames for here in placed if here.tail.kind == "fade")
    assert given_frames <= wanted
    assert bool(notes) >= (given_frames < wanted)


@given(st.integers(0, 10**6), st.sampled_from([Fraction(24), Fraction(24000, 1001), Fraction(30), Fraction(25)]))
def test_samples_never_stray_from_their_frame(frame, rate):
    assert abs(samples_at(frame, rate) - frame / rate * SAMPLE_RATE) <= Fraction(1, 2)
