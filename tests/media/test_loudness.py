"""Loudness after the limiter: films with a few high peaks reach the target as well."""

from __future__ import annotations

import numpy as np
import pytest

from compiler.media.loudness import CEILING, MOST_BOOST, TARGET, Loudness, level, measure, settle

RATE = 48_000


def soft_with_peaks(soft: float, burst: int, seconds: int = 12) -> list[np.ndarray]:
    """A soft tone with a burst of ``burst`` samples near full scale each second, in blocks of a second."""
    time = np.arange(seconds * RATE) / RATE
    sound = soft * np.sin(2 * np.pi * 440 * time)
    loud = np.arange(sound.size) % RATE < burst
    sound[loud] = 0.95 * np.sin(2 * np.pi * 440 * time[loud])
    both = np.stack([sound, sound]).astype(np.float32)
    return [both[:, at : at + RATE] for at in range(0, both.shape[1], RATE)]


@pytest.mark.parametrize(("soft", "burst"), [(0.03, 120), (0.05, 60)])
def test_what_the_limiter_takes_is_made_up_for(soft, burst):
    blocks = soft_with_peaks(soft, burst)
    first = measure(blocks)
    assert first.limited
    assert measure(level(blocks, first)).integrated < TARGET - 1
    written = np.concatenate(list(level(blocks, settle(first, lambda: blocks))), axis=1)
    assert measure([written]).integrated == pytest.approx(TARGET, abs=0.5)
    assert np.abs(written).max() <= CEILING * 1.01


def test_a_film_that_cannot_get_there_gets_as_near_as_the_boost_allows():
    blocks = soft_with_peaks(0.02, 240)
    settled = settle(measure(blocks), lambda: blocks)
    assert 0 < settled.boost <= MOST_BOOST
    before, after = (measure(level(blocks, one)).integrated for one in (measure(blocks), settled))
    assert before + 3 < after < TARGET


def test_a_film_whose_peaks_have_room_is_not_read_again():
    def never() -> list[np.ndarray]:
        raise AssertionError("read again")

    loudness = Loudness(-20.0, 0.1)
    assert settle(loudness, never) is loudness
    assert settle(Loudness(None, 0.0), never) == Loudness(None, 0.0)
