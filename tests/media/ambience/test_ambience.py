import numpy as np
import pytest

from compiler.media.ambience import Heard, listen, render
from compiler.media.ambience.beds import BEDS
from compiler.media.ambience.cues import CUES


@pytest.mark.parametrize(
    ("sounds", "music", "heard"),
    [
        ("steady rain", "", Heard((("rain", 1.0),), (), "")),
        ("steady rain, distant sirens", "", Heard((("rain", 1.0),), (("siren", 0.45),), "")),
        ("海浪，風", "緊張的弦樂", Heard((("sea", 1.0), ("wind", 1.0)), (), "tense")),
        ("", "piano", Heard((), (), "plain")),
        ("nothing that is known", "", Heard((), (), "")),
    ],
)
def test_what_a_text_asks_for(sounds, music, heard):
    assert listen(sounds, music) == heard


@pytest.mark.parametrize("name", [*BEDS])
def test_every_bed_sounds_at_its_level_without_a_click(name):
    wave = render(Heard(((name, 1.0),), ()), 2.0)
    assert wave.shape == (96000, 2)
    rms = 20 * np.log10(np.sqrt(np.mean(wave.astype(float) ** 2)))
    assert -38 < rms < -34
    assert np.abs(wave).max() < 0.6


@pytest.mark.parametrize("name", [*CUES])
def test_every_cue_is_heard(name):
    silence, cue = render(Heard((), ()), 2.0), render(Heard((), ((name, 1.0),)), 2.0)
    assert np.abs(cue).max() > 5 * np.abs(silence).max()
    assert np.abs(cue).max() < 0.7


@pytest.mark.parametrize("mood", ["plain", "tense", "sad", "bright", "driving"])
def test_music_is_a_bed(mood):
    wave = render(Heard((), (), mood), 5.0)
    assert -40 < 20 * np.log10(np.sqrt(np.mean(wave.astype(float) ** 2))) < -34


def test_the_same_is_heard_again():
    heard = listen("rain, wind, footsteps", "tense")
    assert np.array_equal(render(heard, 1.5, 3.0), render(heard, 1.5, 3.0))


@pytest.mark.parametrize("seconds", [0.05, 0.2, 1.0])
def test_short_shots(seconds):
    wave = render(listen("rain, fire, birds, bell, thunder", "driving"), seconds)
    assert wave.shape == (round(seconds * 48000), 2)
