"""The frames that a clip starts from and ends on, as URIs."""

from __future__ import annotations

from compiler.film.model import Clip
from compiler.film.target import Target


def first_frame(target: Target, clip: Clip) -> str | None:
    """Return the URI of the frame that a clip starts from: a former clip's last one, or the script's image. None where
    the model chooses."""
    if clip.continues is not None and "continue" in target.features:
        return last_frame_of(clip.continues)
    first = clip.shots[0].first if clip.shots else None
    return first.uri if first is not None and "first" in target.features else None


def last_frame(target: Target, clip: Clip) -> str | None:
    """Return the URI of the image that a clip of one shot ends on, None where the model chooses."""
    last = clip.shots[0].last if len(clip.shots) == 1 else None
    return last.uri if last is not None and "last" in target.features else None


def last_frame_of(clip: Clip) -> str:
    """Return the URI of the last frame that ``clip`` will have."""
    return f"clip:{clip.id}#last"
