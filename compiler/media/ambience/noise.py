"""Raw material: shaped noise that loops without a seam, envelopes, tones. Arrays are float32 at 48 kHz."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

RATE = 48_000
LOOP = 6 * RATE


@lru_cache(maxsize=24)
def shaped(seed: int, low: float, high: float, tilt: float = 0.0) -> Samples:
    """Return six seconds of noise between ``low`` and ``high`` Hz, falling by ``tilt`` powers of the frequency,
    with an RMS of 1. It is made from a spectrum, so its end joins its beginning."""
    rng = np.random.default_rng(seed)
    frequencies = np.fft.rfftfreq(LOOP, 1 / RATE)
    spectrum = rng.normal(size=frequencies.size) + 1j * rng.normal(size=frequencies.size)
    shape = 1 / np.maximum(frequencies, 20.0) ** tilt
    shape /= 1 + (low / np.maximum(frequencies, 1.0)) ** 4
    shape /= 1 + (frequencies / high) ** 4
    wave = np.fft.irfft(spectrum * shape, LOOP)
    wave /= max(1e-9, float(np.sqrt(np.mean(wave**2))))
    return wave.astype(np.float32)


def stretch(wave: Samples, count: int, offset: int = 0) -> Samples:
    """Return ``count`` samples of a looped ``wave`` from ``offset`` on."""
    index = (np.arange(count, dtype=np.int64) + offset) % wave.size
    result: Samples = wave[index]
    return result


def wander(seed: int, count: int, seconds: float, low: float, high: float) -> Samples:
    """Return a slow curve between ``low`` and ``high`` that turns about every ``seconds``."""
    rng = np.random.default_rng(seed)
    knots = max(4, int(count / RATE / seconds) + 4)
    values = rng.uniform(low, high, knots)
    at = np.linspace(0, knots - 1, count)
    left = np.clip(at.astype(int), 0, knots - 2)
    part = at - left
    part = part * part * (3 - 2 * part)
    result: Samples = (values[left] * (1 - part) + values[left + 1] * part).astype(np.float32)
    return result


def tone(frequency: Samples | float, count: int) -> Samples:
    """Return a sine of a steady or a changing ``frequency``."""
    turns = np.arange(count) * frequency if isinstance(frequency, float) else np.cumsum(frequency.astype(np.float64))
    wave: Samples = np.sin(2 * np.pi / RATE * turns).astype(np.float32)
    return wave


def decay(count: int, seconds: float) -> Samples:
    """Return a fall from 1 with a soft attack of 3 ms; a tenth is left after ``seconds``."""
    time = np.arange(count) / RATE
    return (np.exp(-2.3 * time / seconds) * np.minimum(1, time / 0.003)).astype(np.float32)


def level(wave: Samples, decibels: float) -> Samples:
    """Return ``wave`` at an RMS of ``decibels`` below full scale, silence as it is."""
    rms = float(np.sqrt(np.mean(wave.astype(np.float64) ** 2)))
    return wave if rms < 1e-9 else (wave * (10 ** (decibels / 20) / rms)).astype(np.float32)
