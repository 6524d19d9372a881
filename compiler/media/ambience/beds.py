"""Sounds that run through a shot: weather, water, traffic, voices, machines, animals, music. Mono, RMS about 1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from compiler.media.ambience.noise import RATE, Samples, decay, shaped, stretch, tone, wander


def rain(count: int, seed: int) -> Samples:
    """A steady hiss with drops close by."""
    base = stretch(shaped(11, 500, 9000, 0.4), count, seed * 977)
    drops = np.zeros(count, np.float32)
    rng = np.random.default_rng(seed)
    for at in rng.integers(0, max(1, count - 1200), int(count / RATE * 26)):
        pitch = rng.uniform(900, 3200)
        drops[at : at + 1200] += (rng.uniform(0.3, 1.4) * tone(float(pitch), 1200) * decay(1200, 0.012))[: count - at]
    return base + drops


def wind(count: int, seed: int) -> Samples:
    """Gusts: low noise that swells, a whistle in it."""
    gust = wander(seed, count, 1.8, 0.25, 1.3)
    return (
        stretch(shaped(12, 60, 700, 0.8), count, seed * 577) * gust
        + 0.35 * stretch(shaped(13, 500, 900, 0), count) * gust**2
    )


def sea(count: int, seed: int) -> Samples:
    """Breakers, one about every five seconds, over a far roar."""
    time = np.arange(count) / RATE
    swell = np.zeros(count)
    for start in np.arange(-2.5 + seed % 3, count / RATE, 4.8):
        since = time - start
        swell += np.where(since > 0, (since / 1.6) ** 2 * np.exp(2 - 2 * since / 1.6), 0)
    return (
        stretch(shaped(14, 120, 3200, 0.7), count, seed) * (0.3 + swell)
        + 0.4 * stretch(shaped(15, 40, 300, 0.8), count)
    ).astype(np.float32)


def water(count: int, seed: int) -> Samples:
    """A stream: bright noise that gurgles."""
    return stretch(shaped(16, 400, 4500, 0.5), count, seed) * wander(seed + 3, count, 0.16, 0.4, 1.2)


def city(count: int, seed: int) -> Samples:
    """Traffic far off, single cars passing."""
    base = stretch(shaped(17, 50, 900, 0.9), count, seed * 311)
    passing = wander(seed + 5, count, 2.6, 0.0, 1.0) ** 3
    return base + 1.1 * stretch(shaped(18, 150, 2200, 0.6), count, seed) * passing


def crowd(count: int, seed: int) -> Samples:
    """Voices that nobody can make out."""
    wave = np.zeros(count, np.float32)
    for voice in range(6):
        band = shaped(30 + voice, 220 + 90 * voice, 900 + 260 * voice, 0.4)
        wave += stretch(band, count, voice * 7919 + seed) * wander(seed + voice, count, 0.19, 0.0, 1.0) ** 2
    return wave


def fire(count: int, seed: int) -> Samples:
    """A low roar and crackles."""
    wave = 0.5 * stretch(shaped(19, 40, 400, 0.7), count, seed)
    rng = np.random.default_rng(seed + 9)
    for at in rng.integers(0, max(1, count - 900), int(count / RATE * 12)):
        burst = rng.normal(size=900).astype(np.float32) * decay(900, rng.uniform(0.002, 0.012)) * rng.uniform(0.5, 4)
        wave[at : at + 900] += burst[: count - at]
    return wave


def hum(count: int, seed: int) -> Samples:
    """Mains, fans and tubes."""
    waves = sum(
        amount * tone(frequency, count)
        for frequency, amount in ((50.0, 0.5), (100.0, 1.0), (200.0, 0.35), (300.0, 0.2))
    )
    return np.asarray(waves, np.float32) * wander(seed, count, 1.5, 0.85, 1.0) + 0.4 * stretch(
        shaped(20, 100, 2500, 0.6), count
    )


def engine(count: int, seed: int) -> Samples:
    """A motor that turns over, its speed never quite the same."""
    speed = wander(seed, count, 1.2, 36, 44)
    wave = sum(tone(speed * number, count) / number for number in (1, 2, 3, 4, 6))
    return np.asarray(wave, np.float32) + 0.5 * stretch(shaped(21, 60, 700, 0.6), count)


def birds(count: int, seed: int) -> Samples:
    """Calls with pauses between them."""
    wave = 0.03 * stretch(shaped(22, 800, 6000, 0.3), count)
    rng = np.random.default_rng(seed + 21)
    at = rng.uniform(0.1, 0.6)
    while at < count / RATE - 0.3:
        base = rng.uniform(2100, 4200)
        for note in range(int(rng.integers(2, 6))):
            size = int(rng.uniform(0.05, 0.11) * RATE)
            begin = int((at + note * 0.12) * RATE)
            if begin + size >= count:
                break
            sweep = np.linspace(base, base * rng.uniform(0.75, 1.3), size).astype(np.float32)
            wave[begin : begin + size] += tone(sweep, size) * np.hanning(size).astype(np.float32)
        at += rng.uniform(0.8, 2.0)
    return wave


def insects(count: int, seed: int) -> Samples:
    """Crickets, two of them out of step."""
    time = np.arange(count) / RATE
    first = tone(4300.0, count) * ((time * 16 % 1 < 0.5) & (time % 1.1 < 0.55))
    second = tone(3850.0, count) * ((time * 14 % 1 < 0.5) & ((time + 0.4) % 1.4 < 0.6))
    return (first + 0.7 * second).astype(np.float32)


def music(count: int, seed: int, mood: str) -> Samples:
    """Soft pads in four chords; a pulse where the music drives."""
    chords = {
        "tense": ((55.0, 82.4, 110.0, 116.5), (51.9, 77.8, 103.8, 123.5)),
        "sad": ((110.0, 130.8, 164.8), (87.3, 130.8, 174.6), (98.0, 123.5, 146.8), (82.4, 123.5, 164.8)),
        "bright": ((130.8, 164.8, 196.0), (146.8, 174.6, 220.0), (110.0, 164.8, 220.0), (98.0, 146.8, 196.0)),
        "driving": ((55.0, 110.0, 130.8, 164.8), (65.4, 130.8, 164.8, 196.0), (49.0, 98.0, 123.5, 146.8)),
    }.get(mood, ((110.0, 164.8, 220.0, 246.9), (98.0, 146.8, 196.0, 246.9), (87.3, 130.8, 174.6, 220.0)))
    bar = int(2.4 * RATE)
    wave = np.zeros(count, np.float32)
    for number, start in enumerate(range(0, count, bar)):
        size = min(int(bar * 1.5), count - start)
        shape = np.minimum(1, np.arange(size) / (0.7 * RATE)) * np.minimum(
            1, np.arange(size)[::-1] / (0.9 * RATE) + 0.0
        )
        for note in chords[(number + seed) % len(chords)]:
            for partial, amount in ((1.0, 1.0), (2.003, 0.35), (3.0, 0.12)):
                wave[start : start + size] += (amount * tone(note * partial, size) * shape).astype(np.float32)
    if mood == "driving":
        for start in range(0, count, RATE // 2):
            size = min(RATE // 4, count - start)
            kick = tone(np.linspace(110, 44, size).astype(np.float32), size) * decay(size, 0.12)
            wave[start : start + size] += 5 * kick
    return wave


BEDS: dict[str, Callable[[int, int], Samples]] = {
    "rain": rain,
    "wind": wind,
    "sea": sea,
    "water": water,
    "city": city,
    "crowd": crowd,
    "fire": fire,
    "hum": hum,
    "engine": engine,
    "birds": birds,
    "insects": insects,
}
