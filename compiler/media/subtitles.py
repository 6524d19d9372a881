"""Subtitles: cues, and the two text forms that players and editors read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from compiler.media.beside import beside
from compiler.media.errors import cannot


@dataclass(frozen=True, slots=True)
class Cue:
    """Words shown from ``start`` to ``end``, in seconds."""

    start: float
    end: float
    text: str


def tidy(cues: Iterable[Cue]) -> list[Cue]:
    """Return cues in order of time, each ended where the next begins, without those that then last no time.

    Two that begin together are shown as two lines of one.
    """
    tidied: list[Cue] = []
    for cue in sorted(cues, key=lambda cue: cue.start):
        text = "\n".join(line.strip() for line in cue.text.splitlines() if line.strip())
        if not text or cue.end <= cue.start:
            continue
        if tidied and round(tidied[-1].start, 3) == round(cue.start, 3):
            last = tidied.pop()
            tidied.append(Cue(last.start, max(last.end, cue.end), f"{last.text}\n{text}"))
            continue
        if tidied and tidied[-1].end > cue.start:
            tidied[-1] = Cue(tidied[-1].start, cue.start, tidied[-1].text)
        tidied.append(Cue(cue.start, cue.end, text))
    return tidied


def _stamp(seconds: float, comma: str) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3600000:02}:{whole // 60000 % 60:02}:{whole // 1000 % 60:02}{comma}{whole % 1000:03}"


def srt(cues: Sequence[Cue]) -> str:
    """Return cues in the SubRip form."""
    return "\n".join(
        f"{number}\n{_stamp(cue.start, ',')} --> {_stamp(cue.end, ',')}\n{cue.text}\n"
        for number, cue in enumerate(cues, 1)
    )


def vtt(cues: Sequence[Cue]) -> str:
    """Return cues in the WebVTT form."""
    escaped = [cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for cue in cues]
    return "WEBVTT\n\n" + "\n".join(
        f"{_stamp(cue.start, '.')} --> {_stamp(cue.end, '.')}\n{text}\n"
        for cue, text in zip(cues, escaped, strict=True)
    )


def write(path: Path, cues: Sequence[Cue]) -> None:
    """Write cues beside and rename: WebVTT where the name ends in ``.vtt``, SubRip otherwise. Raises ``MediaError``."""
    text = vtt(cues) if path.suffix.lower() == ".vtt" else srt(cues)
    try:
        with beside(path) as part:
            part.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise cannot("write", path, error) from None
