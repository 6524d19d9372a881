import numpy as np
import pytest

from compiler.media.speech import Utterance, Voice, choose_voice, speak
from compiler.media.speech import speaker as speaking
from compiler.media.speech.murmur import syllables
from compiler.media.speech.voices import language_of


@pytest.fixture(autouse=True)
def its_own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("SCENEC_CACHE_DIR", str(tmp_path))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("We have to leave.", "en"),
        ("我們必須離開。", "zh"),
        ("こんにちは、世界", "ja"),
        ("안녕하세요", "ko"),
        ("Wir müssen gehen und das ist nicht gut.", "de"),
        ("Nous devons partir, il est tard et la nuit tombe.", "fr"),
        ("Tenemos que salir, no hay tiempo para los otros.", "es"),
        ("Dobbiamo andare, non c'è tempo per gli altri.", "it"),
    ],
)
def test_the_language_is_told_by_the_words(words, code):
    assert language_of(words) == code


def test_voices_differ_by_trait_and_stay_with_their_speaker():
    woman, man = choose_voice("A", "female", "Go."), choose_voice("A", "male, deep", "Go.")
    child = choose_voice("A", "child", "Go.")
    assert man.pitch < woman.pitch < child.pitch
    assert choose_voice("A", "female", "Stay.").pitch == woman.pitch
    assert choose_voice("A", "whispering", "Go.").gain < 0 < choose_voice("A", "shouting", "Go.").gain


def test_a_spoken_line_is_kept_and_the_same_again():
    line = Utterance("We have to leave before the morning.", Voice("en", 1.0, 1.0, 0.0), 3.0)
    first, again = speak([line]), speak([line])
    assert np.array_equal(first[0], again[0])
    assert first[0].size > 0.8 * 48000
    active = first[0][np.abs(first[0]) > 0.05 * np.abs(first[0]).max()]
    assert abs(np.sqrt(np.mean(active**2)) - 1) < 0.15


def test_without_an_engine_a_line_is_murmured(monkeypatch):
    monkeypatch.setattr(speaking, "find_spec", lambda name: None)
    (wave,) = speak([Utterance("We have to leave.", Voice("en", 1.0, 1.0, 0.0), 1.5)])
    assert abs(wave.size / 48000 - 1.5) < 0.01
    assert np.sqrt(np.mean(wave**2)) > 0.3


def test_an_engine_that_hangs_costs_its_patience_and_no_more(monkeypatch):
    monkeypatch.setattr(speaking, "PATIENCE", 0.2)
    monkeypatch.setattr(speaking, "Path", lambda _: _Hanging())
    (wave,) = speak([Utterance("We have to leave.", Voice("en", 1.0, 1.0, 0.0), 1.0)])
    assert wave.size == 48000


class _Hanging:
    def with_name(self, name):
        return "-cimport sys, threading; threading.Event().wait()"


@pytest.mark.parametrize("words", ["", "…", "😀", "<>", "a" * 4000, "\ud800", "!!!"])
def test_odd_words_never_fail(words, monkeypatch):
    monkeypatch.setattr(speaking, "find_spec", lambda name: None)
    (wave,) = speak([Utterance(words, Voice("en", 1.0, 1.0, 0.0), 0.6)])
    assert np.isfinite(wave).all()


def test_syllables():
    assert syllables("We have to leave") == [1, 2, 1, 2]
    assert syllables("我們走") == [1, 1, 1]
