"""Where every clip lies in the film, counted in frames so that nothing can drift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Literal

from compiler.media.subtitles import Cue

SAMPLE_RATE = 48_000
Kind = Literal["cut", "dissolve", "fade"]


@dataclass(frozen=True, slots=True)
class AssemblyClip:
    """One clip as the film is to hold it.

    ``transition`` is how the film enters it, over ``transition_seconds``: a dissolve overlaps it with the clip before,
    which shortens the film by as much; a fade goes to black over the first half of that time and comes back over the
    second, which shortens nothing. ``chapter`` opens a chapter of that title. ``cues`` count from the clip's own start.
    ``duration`` is what was ordered, in seconds; a clip that lasts otherwise is noted.
    """

    path: Path
    duration: float | None = None
    transition: Kind = "cut"
    transition_seconds: float = 0.0
    chapter: str | None = None
    cues: Sequence[Cue] = ()
    name: str = ""

    @property
    def label(self) -> str:
        """What to call the clip in a note."""
        return self.name or self.path.name


@dataclass(frozen=True, slots=True)
class Edge:
    """How a clip begins or ends: ``frames`` of it are dissolved or faded; 0 at a cut."""

    kind: Kind = "cut"
    frames: int = 0


@dataclass(slots=True)
class Placed:
    """A clip's place: it is shown from frame ``start`` for ``frames`` frames, those under a dissolve included."""

    clip: AssemblyClip
    start: int
    frames: int
    head: Edge = field(default_factory=Edge)
    tail: Edge = field(default_factory=Edge)

    @property
    def end(self) -> int:
        """The frame after its last."""
        return self.start + self.frames


def samples_at(frame: int, rate: Fraction) -> int:
    """Return the audio sample at which a frame begins. Each is rounded by itself: errors do not add up."""
    return round(Fraction(frame * SAMPLE_RATE) / rate)


def lay_out(clips: Sequence[AssemblyClip], lengths: Sequence[int], rate: Fraction) -> tuple[list[Placed], list[str]]:
    """Return every clip's place, ``lengths`` being their frames, and notes on transitions that had to be shorter."""
    notes: list[str] = []
    placed: list[Placed] = []
    for number, (clip, length) in enumerate(zip(clips, lengths, strict=True)):
        before = placed[-1] if placed else None
        here = Placed(clip, before.end if before else 0, length)
        wanted = round(clip.transition_seconds * rate) if clip.transition != "cut" else 0
        if wanted > 0:
            out, into = _split(clip, wanted, before)
            most = _room(clips, lengths, number)
            most_before = _room(clips, lengths, number - 1) if before else wanted
            if clip.transition == "dissolve" and before:
                out = into = min(into, most, most_before)
            else:
                out, into = min(out, most_before), min(into, most)
            if out + into < (2 * wanted if clip.transition == "dissolve" and before else wanted):
                notes.append(f"{clip.label}: its {clip.transition} is shortened, the clips are too short for it")
            here.head = Edge("fade" if before is None else clip.transition, into)
            if before is not None and out > 0:
                before.tail = Edge(clip.transition, out)
                here.start -= out if clip.transition == "dissolve" else 0
        placed.append(here)
    return placed, notes


def _split(clip: AssemblyClip, wanted: int, before: Placed | None) -> tuple[int, int]:
    """Return the frames of a transition that lie in the clip before and in the clip itself."""
    if before is None:
        return 0, wanted
    if clip.transition == "dissolve":
        return wanted, wanted
    return wanted // 2, wanted - wanted // 2


def _room(clips: Sequence[AssemblyClip], lengths: Sequence[int], number: int) -> int:
    """Return the most frames that a clip can give to one of its transitions."""
    both = clips[number].transition != "cut" and number + 1 < len(clips) and clips[number + 1].transition != "cut"
    return max(0, lengths[number] // 2 if both else lengths[number] - 1)
