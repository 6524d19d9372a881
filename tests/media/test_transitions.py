"""Dissolves and fades read back: which frames they touch, and what those show."""

from __future__ import annotations

import numpy as np

from compiler.media.assemble import assemble
from compiler.media.timeline import AssemblyClip
from tests.media.clips import RATE, SIZE, Film, in_sync, make_clip, steady


def test_a_dissolve_encodes_only_what_it_touches(tmp_path, clip):
    clips = [AssemblyClip(clip), AssemblyClip(clip, transition="dissolve", transition_seconds=0.5), AssemblyClip(clip)]
    report = assemble(clips, tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert report.frames == len(film.lumas) == film.announced == 73 * 3 - 12
    # The clips can be cut at 24, 48 and 72; the dissolve lies in 61-73 of the first and 0-12 of the second.
    assert report.encoded == (73 - 48) + 24 - 12
    assert report.copied == report.frames - report.encoded
    assert film.numbers[:61] == [*range(61)]
    assert film.numbers[73:] == [*range(12, 73), *range(73)]
    assert steady(film)
    assert in_sync(film, 6)
    middle = film.lumas[61 + 5][: SIZE[1] // 2]
    assert 50 < middle.mean() < 70


def test_the_frames_of_a_dissolve_are_mixed_by_their_place(tmp_path):
    dark = make_clip(tmp_path / "dark.mp4", 48, grey=50)
    light = make_clip(tmp_path / "light.mp4", 48, grey=200)
    assemble(
        [AssemblyClip(dark), AssemblyClip(light, transition="dissolve", transition_seconds=1)], tmp_path / "film.mp4"
    )
    means = [luma.mean() for luma in Film(tmp_path / "film.mp4").lumas]
    assert len(means) == 72
    assert np.allclose(means[:24], 50, atol=2)
    assert np.allclose(means[24:48], [50 + 150 * (place + 1) / 25 for place in range(24)], atol=4)
    assert np.allclose(means[48:], 200, atol=2)


def test_a_fade_goes_through_black_and_shortens_nothing(tmp_path):
    light = make_clip(tmp_path / "light.mp4", 48, grey=200)
    report = assemble(
        [AssemblyClip(light), AssemblyClip(light, transition="fade", transition_seconds=1)], tmp_path / "film.mp4"
    )
    film = Film(tmp_path / "film.mp4")
    means = [luma.mean() for luma in film.lumas]
    assert len(means) == 96
    assert report.encoded == 48
    assert np.allclose(means[:36], 200, atol=2)
    assert np.allclose(means[36:48], [16 + 184 * (11 - place) / 12 for place in range(12)], atol=4)
    assert np.allclose(means[48:60], [16 + 184 * place / 12 for place in range(12)], atol=4)
    assert np.allclose(means[60:], 200, atol=2)
    assert np.abs(film.sound[:, 2 * RATE - 200 : 2 * RATE + 200]).max() < 0.02
    assert np.abs(film.sound[:, RATE : RATE + 2000]).max() > 0.1


def test_the_first_clip_fades_in_from_black(tmp_path, clip):
    for kind in ("fade", "dissolve"):
        report = assemble([AssemblyClip(clip, transition=kind, transition_seconds=0.5)], tmp_path / "film.mp4")
        film = Film(tmp_path / "film.mp4")
        assert report.frames == 73
        assert report.encoded == 24
        assert film.lumas[0].max() < 24
        assert film.numbers[12:] == [*range(12, 73)]


def test_every_clip_may_be_joined_by_a_transition(tmp_path, clip):
    kinds = ["dissolve", "fade", "dissolve", "dissolve", "fade", "cut", "dissolve"]
    clips = [AssemblyClip(clip)] + [AssemblyClip(clip, transition=kind, transition_seconds=0.4) for kind in kinds]
    assemble(clips, tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert len(film.lumas) == film.announced == 8 * 73 - 4 * 10
    assert steady(film)
    assert in_sync(film, 16)


def test_a_dissolve_of_clips_that_can_only_be_cut_at_their_start(tmp_path):
    whole = make_clip(tmp_path / "c.mp4", 60, options={"preset": "fast", "g": "600"}, flashes=(1.0,))
    clips = [AssemblyClip(whole)] + [AssemblyClip(whole, transition="dissolve", transition_seconds=0.25)] * 3
    report = assemble(clips, tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert report.encoded == report.frames == len(film.lumas) == 240 - 18
    assert in_sync(film, 4)


def test_a_transition_longer_than_its_clips_is_shortened_with_a_note(tmp_path):
    short = make_clip(tmp_path / "short.mp4", 24)
    clips = [AssemblyClip(short)] + [
        AssemblyClip(short, transition="dissolve", transition_seconds=5, name="s02c01")
    ] * 2
    report = assemble(clips, tmp_path / "film.mp4")
    assert report.frames == len(Film(tmp_path / "film.mp4").lumas) == 72 - 12 - 12
    assert [note for note in report.notes if "shortened" in note]
    assert all(note.startswith("s02c01: ") for note in report.notes)


def test_a_transition_shorter_than_half_a_frame_is_a_cut(tmp_path, clip):
    report = assemble(
        [AssemblyClip(clip), AssemblyClip(clip, transition="dissolve", transition_seconds=0.01)], tmp_path / "film.mp4"
    )
    assert (report.encoded, report.frames) == (0, 146)
