"""Sounds that happen: each as one event, with how often it comes back. Mono, peak about 1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from compiler.media.ambience.noise import RATE, Samples, decay, shaped, stretch, tone


def _siren(seed: int) -> Samples:
    count = int(4.0 * RATE)
    pitch = 720 + 260 * np.sin(2 * np.pi * np.arange(count) / RATE / 1.6)
    wave = tone(pitch.astype(np.float32), count) + 0.3 * tone((2 * pitch).astype(np.float32), count)
    return (wave * np.hanning(count) * 0.7).astype(np.float32)


def _thunder(seed: int) -> Samples:
    count = 3 * RATE
    rumble = stretch(shaped(40, 25, 240, 0.7), count, seed * 3301)
    return (0.4 * rumble * decay(count, 1.8)).astype(np.float32)


def _steps(seed: int) -> Samples:
    count = RATE // 4
    thump = tone(np.linspace(160, 60, count).astype(np.float32), count) * decay(count, 0.05)
    return thump + 0.25 * stretch(shaped(41, 900, 5000, 0.3), count, seed * 811) * decay(count, 0.035)


def _bell(seed: int) -> Samples:
    count = int(2.6 * RATE)
    wave = sum(
        amount * tone(620.0 * ratio, count) * decay(count, length)
        for ratio, amount, length in ((1, 1, 2.0), (2.01, 0.6, 1.2), (2.74, 0.4, 0.8), (5.4, 0.25, 0.4))
    )
    return np.asarray(wave, np.float32) * 0.5


def _knock(seed: int) -> Samples:
    count = RATE // 3
    return tone(np.linspace(230, 80, count).astype(np.float32), count) * decay(count, 0.07) + 0.35 * stretch(
        shaped(42, 200, 3000, 0.4), count
    ) * decay(count, 0.03)


def _tick(seed: int) -> Samples:
    count = RATE // 20
    return 2 * tone(2400.0, count) * decay(count, 0.008)


def _phone(seed: int) -> Samples:
    count = RATE
    gate = (np.arange(count) / RATE * 20 % 1 < 0.6).astype(np.float32)
    return (tone(880.0, count) + tone(1108.0, count)) * gate * 0.4


def _heart(seed: int) -> Samples:
    count = RATE // 2
    beat = tone(np.linspace(70, 42, count).astype(np.float32), count) * decay(count, 0.10)
    return (beat + 0.7 * np.roll(beat, RATE // 4) * (np.arange(count) >= RATE // 4)).astype(np.float32)


def _horn(seed: int) -> Samples:
    count = int(1.8 * RATE)
    wave = sum(tone(146.8 * number, count) / number for number in (1, 2, 3, 4))
    return (
        np.asarray(wave) * np.minimum(1, np.arange(count) / 4000) * np.minimum(1, np.arange(count)[::-1] / 12000) * 0.5
    ).astype(np.float32)


def _whoosh(seed: int) -> Samples:
    count = int(0.9 * RATE)
    return (stretch(shaped(43, 500, 4000, 0.4), count, seed * 401) * np.hanning(count) ** 2 * 0.5).astype(np.float32)


def _glass(seed: int) -> Samples:
    count = RATE
    wave = sum(tone(pitch, count) * decay(count, 0.3) for pitch in (2637.0, 3951.0, 5274.0, 6271.0))
    return np.asarray(wave, np.float32) * 0.3


def _dog(seed: int) -> Samples:
    count = RATE // 4
    wave = tone(np.linspace(620, 340, count).astype(np.float32), count) + 0.5 * stretch(
        shaped(44, 400, 2500, 0.4), count
    )
    return (wave * np.hanning(count) * 0.6).astype(np.float32)


CUES: dict[str, tuple[Callable[[int], Samples], float]] = {
    "siren": (_siren, 6.0),
    "thunder": (_thunder, 7.0),
    "steps": (_steps, 0.56),
    "bell": (_bell, 4.0),
    "knock": (_knock, 3.0),
    "tick": (_tick, 0.5),
    "phone": (_phone, 2.0),
    "heart": (_heart, 0.9),
    "horn": (_horn, 6.0),
    "whoosh": (_whoosh, 3.0),
    "glass": (_glass, 4.0),
    "dog": (_dog, 1.9),
}
"""Each cue's maker, and after how many seconds it comes again."""
