"""When each line of dialogue in a shot is spoken, as far as words tell."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.film.model import BodyItem, Shot, seconds, subject_of
from compiler.film.speech import PAUSE, speaking_time
from compiler.passes.phrases import plain, spoken
from compiler.syntax.nodes import Beat, Dialogue


@dataclass(frozen=True, slots=True)
class Cue:
    """A spoken line, ``start`` and ``end`` in seconds from the shot's start."""

    speaker: str
    text: str
    delivery: str | None
    start: int | float
    end: int | float


def cues(shot: Shot) -> list[Cue]:
    """Return a shot's dialogue in time.

    Lines stand in the window of the beat that they follow, or in the whole shot; what a window has to spare goes to
    its prose, at its place among the lines. Lines that need more than their window are spoken faster.
    """
    found: list[Cue] = []
    if not any(isinstance(item, Dialogue) for item in shot.body):
        return found
    window: list[BodyItem] = []
    begin, finish = 0, shot.duration or 0
    first = True
    for item in shot.body:
        if isinstance(item, Beat):
            if not first:
                found += _laid_out(window, begin, finish)
                window = []
            begin, finish, first = item.begin, item.finish, False
        window.append(item)
    return found + _laid_out(window, begin, finish)


def _laid_out(window: list[BodyItem], begin: int, finish: int) -> list[Cue]:
    lines = [item for item in window if isinstance(item, Dialogue)]
    if not lines:
        return []
    lengths = [speaking_time(spoken(line)) for line in lines]
    needed = sum(lengths) + PAUSE * len(lines)
    silent = len(window) - len(lines)
    spare = max(finish - begin - needed, 0)
    scale = min((finish - begin) / needed, 1.0) if needed else 1.0
    at = float(begin)
    found: list[Cue] = []
    for item in window:
        if not isinstance(item, Dialogue):
            at += spare / silent
            continue
        start = at + PAUSE * scale / 2
        end = start + lengths[len(found)] * scale
        at = end + PAUSE * scale / 2
        subject = subject_of(item.speaker)
        speaker = subject.label if subject is not None else item.speaker.name
        delivery = plain(item.delivery) if item.delivery is not None else None
        found.append(Cue(speaker, spoken(item), delivery, seconds(round(start)), seconds(round(end))))
    return found
