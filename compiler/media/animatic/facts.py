"""What the animatic renderer answers with: the facts of a finished clip, or one clear error."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

RATE = 24
"""Frames a second of every animatic."""

SAMPLE_RATE = 48_000
"""Audio samples a second of every animatic."""


class AnimaticError(ValueError):
    """A payload that cannot be drawn, or an output that cannot be written. The message is one line for a person."""


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """A finished clip: its file, its size in pixels, frames at ``RATE`` a second, seconds, whether it has sound,
    and the file's bytes."""

    path: Path
    width: int
    height: int
    frames: int
    duration: float
    audio: bool
    size: int
