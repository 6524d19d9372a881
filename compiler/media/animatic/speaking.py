"""When each spoken line of a shot begins and ends, and how it is cut into subtitles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from compiler.film.speech import speaking_time
from compiler.media.animatic.board import Beat, Line
from compiler.media.animatic.sections import Sections

PAUSE = 0.3
"""Seconds of silence before a line."""


def seconds_to_speak(words: str) -> float:
    """Return how long ``words`` take at an ordinary pace."""
    return max(0.6, speaking_time(words) / 1000)


def place_lines(shot: Sections, seconds: float, beats: Sequence[Beat]) -> tuple[Line, ...]:
    """Return the lines of a shot in time: each in the beat that it stands in, one after the other, none past the end.

    Where they do not fit they are all spoken faster by the same factor.
    """
    windows: dict[int, tuple[float, float]] = {}
    for number, spoken in enumerate(shot.spoken):
        window = (0.0, seconds)
        for beat, (at, _, _) in zip(beats, shot.beats, strict=False):
            if spoken.at >= at:
                window = (beat.start, beat.end)
        windows[number] = window
    lines: list[Line] = []
    for window in dict.fromkeys(windows.values()):
        members = [shot.spoken[number] for number, its in windows.items() if its == window]
        length = window[1] - window[0]
        times = [seconds_to_speak(spoken.words) for spoken in members]
        spare = length - sum(times) - PAUSE * (len(members) + 1)
        factor = 1.0 if spare >= 0 else max(0.05, (length - 0.1 * (len(members) + 1)) / sum(times))
        pause = PAUSE if spare >= 0 else max(0.0, (length - sum(times) * factor) / (len(members) + 1))
        # What is left over is shared: a breath before the first line, a beat between the others.
        extra = min(0.9, max(0.0, spare) / (len(members) + 1))
        clock = window[0]
        for spoken, time in zip(members, times, strict=True):
            clock += pause + extra
            end = min(clock + time * factor, window[1])
            lines.append(Line(_name(spoken.speaker), spoken.manner, spoken.words, round(clock, 3), round(end, 3)))
            clock = end
    return tuple(sorted(lines, key=lambda line: line.start))


def _name(speaker: str) -> str:
    return re.sub(r"\s*[(（].*", "", speaker).strip()
