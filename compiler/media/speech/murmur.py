"""A voice without words: one soft tone a syllable, for a language that no engine here speaks."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import numpy as np

from compiler.text.letters import CJK, HANGUL

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 16_000
_VOWELS = ((730.0, 1090.0), (530.0, 1840.0), (300.0, 2200.0), (570.0, 840.0), (440.0, 1020.0))


def syllables(words: str) -> list[int]:
    """Return for each word how many syllables it has; a CJK letter is a word of one."""
    counts: list[int] = []
    for word in re.findall(r"[\w'’]+", words):
        wide = sum(1 for letter in word if CJK.match(letter))
        if wide:
            counts += [1] * wide if not HANGUL.search(word) else [wide]
        else:
            counts.append(max(1, len(re.findall(r"[aeiouyàâäéèêëîïôöùûüœæáíóúñ]+", word.lower()))))
    return counts or [1]


def murmur(words: str, pitch: float, seconds: float) -> NDArray[np.float32]:
    """Return ``seconds`` of murmuring at 16 kHz mono, RMS left to the caller."""
    counts = syllables(words)
    rng = np.random.default_rng(zlib.crc32(words.encode("utf-8", "surrogatepass")))
    total = sum(counts) + 0.35 * len(counts)
    each = seconds / total
    wave = np.zeros(max(1, round(seconds * RATE)), np.float32)
    base, clock = 128.0 * pitch, 0.0
    for count in counts:
        for _ in range(count):
            size = max(8, round(each * 1.05 * RATE))
            begin = round(clock * RATE)
            time = np.arange(size) / RATE
            fall = 1.06 - 0.14 * clock / max(0.01, seconds)
            frequency = base * fall * rng.uniform(0.92, 1.1) * (1 + 0.03 * np.sin(np.pi * time / time[-1]))
            phase = 2 * np.pi * np.cumsum(frequency) / RATE
            first, second = _VOWELS[int(rng.integers(len(_VOWELS)))]
            tone = np.zeros(size)
            for number in range(1, 18):
                at = number * base
                gain = (
                    np.exp(-(((at - first) / 160) ** 2)) + 0.45 * np.exp(-(((at - second) / 240) ** 2)) + 0.06 / number
                )
                tone += gain * np.sin(number * phase)
            piece = (tone * np.sin(np.pi * np.linspace(0, 1, size)) ** 0.6).astype(np.float32)
            room = wave[begin : begin + size]
            room += piece[: room.size]
            clock += each
        clock += 0.35 * each
    return wave
