"""A shot's ambience: what its sound text names, mixed below speech."""

from __future__ import annotations

import re
import tomllib
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from compiler.media.ambience.beds import BEDS, music
from compiler.media.ambience.cues import CUES
from compiler.media.ambience.noise import RATE, Samples, level, shaped, stretch
from compiler.text.letters import CJK

BED_LEVEL, CUE_PEAK, MUSIC_LEVEL, ROOM_LEVEL = -36.0, 0.085, -37.0, -58.0
"""Decibels below full scale (RMS) of beds, music and the silence of a room; the peak of a cue."""

_DISTANT = re.compile(r"distant|far|faint|遠處|远处|遠方|远方|隱約|隐约|微弱", re.IGNORECASE)
_LOUD = re.compile(r"loud|heavy|roar|storm|deafening|巨大|響亮|响亮|轟鳴|轰鸣|暴", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heard:
    """What is heard: beds and cues with how loud each is (1 is plain), and the music's mood or empty."""

    beds: tuple[tuple[str, float], ...]
    cues: tuple[tuple[str, float], ...]
    mood: str = ""


@cache
def _spellings(section: str) -> list[tuple[re.Pattern[str], str]]:
    tables = tomllib.loads(Path(__file__).with_name("sounds.toml").read_text(encoding="utf-8"))
    found: list[tuple[re.Pattern[str], str]] = []
    for name, words in tables[section].items():
        for word in words:
            body = re.escape(word.rstrip("*").lower())
            if not CJK.search(word):
                body = rf"(?<![a-z]){body}" + ("" if word.endswith("*") else "(?![a-z])")
            found.append((re.compile(body), name))
    return found


def listen(sounds: str, music_text: str = "") -> Heard:
    """Return what a sound text and a music text ask for."""
    beds: dict[str, float] = {}
    cues: dict[str, float] = {}
    for phrase in re.split(r"[,，、;；.。]| and | with ", sounds.lower()):
        volume = 0.45 if _DISTANT.search(phrase) else 1.5 if _LOUD.search(phrase) else 1.0
        for section, found in (("bed", beds), ("cue", cues)):
            for pattern, name in _spellings(section):
                if pattern.search(phrase):
                    found.setdefault(name, volume)
    mood = ""
    if music_text.strip():
        mood = next((name for pattern, name in _spellings("mood") if pattern.search(music_text.lower())), "plain")
    return Heard(tuple(beds.items()), tuple(cues.items()), mood)


def render(heard: Heard, seconds: float, start: float = 0.0) -> Samples:
    """Return ``seconds`` of ambience in stereo (samples × 2), as it sounds from ``start`` on: a bed that runs through
    several shots runs through their cuts."""
    count, offset = round(seconds * RATE), round(start * RATE)
    stereo = np.zeros((count, 2), np.float32)
    stereo += level(stretch(shaped(10, 60, 3000, 0.7), count, offset), ROOM_LEVEL)[:, None]
    for name, volume in heard.beds:
        seed = zlib.crc32(name.encode()) % 97
        long = BEDS[name](count + RATE // 50, seed)
        wide = np.stack([long[:count], long[RATE // 50 :]], axis=1)
        stereo += level(wide, BED_LEVEL + 20 * np.log10(volume))
    for number, (name, volume) in enumerate(heard.cues):
        make, again = CUES[name]
        event = make(number + 1)
        at = 0.35 + 0.5 * number
        pan = 0.35 + 0.3 * (zlib.crc32(name.encode()) % 100) / 100
        while at < seconds - 0.15:
            begin = round(at * RATE)
            piece = event[: count - begin] * np.float32(CUE_PEAK * volume)
            stereo[begin : begin + piece.size, 0] += piece * np.float32(1 - pan)
            stereo[begin : begin + piece.size, 1] += piece * np.float32(pan)
            at += again
    if heard.mood:
        stereo += level(music(count, round(start / 2.4), heard.mood), MUSIC_LEVEL)[:, None]
    return stereo
