"""A film's sound read back: under its picture to the sample, as loud as films are, without clicks."""

from __future__ import annotations

import numpy as np
import pytest

from compiler.media.assemble import assemble
from compiler.media.loudness import TARGET, measure
from compiler.media.soundtrack import read_sound
from compiler.media.timeline import AssemblyClip
from tests.media.clips import EXACT, FLASHES, RATE, Film, in_sync, make_clip

SOUNDS = {
    "mono": {"layout": "mono"},
    "another rate": {"sound_rate": 44_100},
    "mono at 22 kHz": {"layout": "mono", "sound_rate": 22_050},
    "another codec": {"sound": "libmp3lame"},
    "too long": {"sound_seconds": 3.5},
    "too short": {"sound_seconds": 2.5},
}


@pytest.mark.parametrize("name", SOUNDS)
def test_sound_of_any_form_lies_under_its_picture(tmp_path, clip, name):
    other = make_clip(tmp_path / "other.mp4", 73, flashes=FLASHES, **SOUNDS[name])
    report = assemble([AssemblyClip(clip), AssemblyClip(other), AssemblyClip(clip)], tmp_path / "film.mp4")
    assert report.copied == 219
    assert in_sync(Film(tmp_path / "film.mp4"), 6, 0.002 if "kHz" in name else EXACT)


def test_a_clip_without_sound_is_silent_for_exactly_its_length(tmp_path, clip):
    mute = make_clip(tmp_path / "mute.mp4", 50, sound=None)
    report = assemble([AssemblyClip(clip), AssemblyClip(mute), AssemblyClip(clip)], tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert report.notes == ("mute.mp4: it has no sound; silence is put under it",)
    assert len(film.lumas) == 196
    beeps = film.beeps()
    assert np.allclose(beeps, [0.5, 2.0, 123 / 24 + 0.5, 123 / 24 + 2.0], atol=EXACT)
    assert np.abs(film.sound[:, round(73 / 24 * RATE) + 1024 : round(123 / 24 * RATE) - 1024]).max() < 1e-3


def test_a_film_without_any_sound_has_a_silent_track(tmp_path):
    mute = make_clip(tmp_path / "mute.mp4", 30, sound=None)
    report = assemble([AssemblyClip(mute)] * 2, tmp_path / "film.mp4")
    assert report.notes == ("no clip has sound: the film is silent",)
    film = Film(tmp_path / "film.mp4")
    assert film.sound.shape[1] >= 60 * RATE // 24
    assert np.abs(film.sound).max() == 0


@pytest.mark.parametrize("level", [0.01, 0.1, 0.9])
def test_loudness_reaches_the_target(tmp_path, level):
    tone = make_clip(tmp_path / "tone.mp4", 96, level=level)
    quiet = make_clip(tmp_path / "quiet.mp4", 96, level=level / 8)
    report = assemble([AssemblyClip(tone), AssemblyClip(quiet), AssemblyClip(tone)], tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert report.loudness.integrated == pytest.approx(20 * np.log10(level) - 0.7, abs=1)
    assert measure([film.sound]).integrated == pytest.approx(TARGET, abs=1)
    # One gain for all: what was quiet stays as much quieter.
    loud, soft = (np.abs(film.sound[0, at * RATE : (at + 2) * RATE]).max() for at in (1, 5))
    assert loud / soft == pytest.approx(8, rel=0.1)


def test_peaks_stay_under_full_scale_and_in_place(tmp_path):
    peaks = make_clip(tmp_path / "peaks.mp4", 96, flashes=(0.5, 3.0), level=0.9)
    soft = make_clip(tmp_path / "soft.mp4", 480, level=0.02)
    assemble([AssemblyClip(peaks), AssemblyClip(soft)], tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert np.abs(film.sound).max() < 1
    begins = [beep for beep in film.beeps(0.3) if beep < 4]
    assert np.allclose(begins, [0.5, 3.0], atol=EXACT)


def test_sound_can_be_left_as_it_is(tmp_path):
    tone = make_clip(tmp_path / "tone.mp4", 48, level=0.05)
    assemble([AssemblyClip(tone)], tmp_path / "film.mp4", normalise=False)
    assert np.abs(Film(tmp_path / "film.mp4").sound[:, 20_000:60_000]).max() == pytest.approx(0.05, rel=0.1)


def test_joins_do_not_click(tmp_path):
    tone = make_clip(tmp_path / "tone.mp4", 25)
    assemble([AssemblyClip(tone)] * 4, tmp_path / "film.mp4", normalise=False)
    sound = Film(tmp_path / "film.mp4").sound[0]
    # A 1 kHz tone of 0.2 moves at most 0.026 from one sample to the next.
    assert np.abs(np.diff(sound)).max() < 0.035


def test_reading_sound_pads_and_cuts(clip):
    from compiler.media.probe import probe

    report = probe(clip)
    assert read_sound(report, 1000).shape == (2, 1000)
    long = read_sound(report, 10 * RATE)
    assert long.shape == (2, 10 * RATE)
    assert not long[:, 4 * RATE :].any()
