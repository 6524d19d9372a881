"""Looks at a downloaded clip before it is filed: is it whole, and is it what was asked for?

Damage is a reason to fetch it again. A whole film of another length, size or sound is what the vendor made: it is
kept, with a note, since it has been paid for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: A film may be this much longer or shorter than asked for without a note (seconds).
SLACK = 0.6


@dataclass(frozen=True, slots=True)
class Expected:
    """What was asked for: seconds, width and height in pixels, sound; None for anything."""

    seconds: float
    size: tuple[int, int] | None
    audio: bool | None

    def dump(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {"seconds": self.seconds, "size": self.size, "audio": self.audio}

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Expected:
        """Read what ``dump`` wrote."""
        size = values["size"]
        return cls(values["seconds"], (size[0], size[1]) if size else None, values["audio"])


@dataclass(frozen=True, slots=True)
class Verdict:
    """``damage`` says why a file cannot be used, None where it can; ``notes`` how it differs from what was asked."""

    damage: str | None
    notes: tuple[str, ...] = ()


def verify(path: Path, expected: Expected) -> Verdict:
    """Read the file at ``path`` through and judge it. Blocks."""
    from compiler.media.errors import MediaError
    from compiler.media.probe import probe

    try:
        report = probe(path, decode=True)
    except MediaError as error:
        return Verdict(str(error))
    if report.problems:
        return Verdict("; ".join(report.problems))
    notes = [oddity for oddity in report.oddities if "no sound" not in oddity]
    if abs(report.seconds - expected.seconds) > SLACK:
        notes.append(f"it runs {report.seconds:.2f} s; {expected.seconds:g} s were asked for")
    size = (report.width, report.height)
    if expected.size is not None and size != expected.size:
        notes.append(f"it is {size[0]}x{size[1]}; {expected.size[0]}x{expected.size[1]} was asked for")
    if expected.audio and report.audio is None:
        notes.append("it has no sound, although sound was asked for")
    return Verdict(None, tuple(notes))
