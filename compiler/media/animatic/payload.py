"""Read a vendor's payload into what an animatic needs: prompts with frame counts, size, sound, images' names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compiler.media.animatic.facts import RATE, AnimaticError

SMALLEST_SIDE = 64
LARGEST_SIDE = 4096
LONGEST_SECONDS = 120


@dataclass(frozen=True, slots=True)
class ShotRequest:
    """One shot as the vendor would be told: its prompt, and its length in frames."""

    prompt: str
    frames: int


@dataclass(frozen=True, slots=True)
class ClipRequest:
    """One clip as the vendor would be told. ``image_names`` are the addresses of the reference images, in order;
    ``faces`` is whether a character may be among what they show."""

    shots: tuple[ShotRequest, ...]
    width: int
    height: int
    audio: bool
    image_names: tuple[str, ...]
    faces: bool = True

    @property
    def frames(self) -> int:
        """Frames of the whole clip."""
        return sum(shot.frames for shot in self.shots)


def read_payload(payload: Mapping[str, Any]) -> ClipRequest:
    """Read ``payload`` (several ``guidances``, or the plain form with one ``prompt``).

    Raises AnimaticError where a field that the picture needs is missing or of the wrong form.
    """
    if not isinstance(payload, Mapping):
        raise AnimaticError(f"the payload must be a JSON object, not {type(payload).__name__}")
    width, height = _size(payload)
    audio = payload.get("motion_has_audio", False)
    if not isinstance(audio, bool):
        raise AnimaticError(f"motion_has_audio must be true or false, not {audio!r}")
    guidances = payload.get("guidances")
    if guidances is None:
        shots = [_shot(payload, "the payload")]
    elif isinstance(guidances, Sequence) and not isinstance(guidances, (str, bytes)) and guidances:
        shots = [_shot(entry, f"guidances[{index}]") for index, entry in enumerate(guidances)]
    else:
        raise AnimaticError("guidances must be a list with at least one shot")
    request = ClipRequest(tuple(shots), width, height, audio, _image_names(payload), _has_faces(payload))
    if request.frames > LONGEST_SECONDS * RATE:
        raise AnimaticError(f"a clip may run {LONGEST_SECONDS} s at most, this one runs {request.frames / RATE:g} s")
    return request


def _shot(entry: Any, where: str) -> ShotRequest:
    if not isinstance(entry, Mapping):
        raise AnimaticError(f"{where} must be an object with a prompt and a duration")
    prompt = entry.get("prompt")
    if not isinstance(prompt, str) or not prompt.strip():
        raise AnimaticError(f"{where} has no prompt")
    duration = entry.get("duration")
    if isinstance(duration, str) and re.fullmatch(r"\d+(\.\d+)?", duration):
        duration = float(duration)
    if isinstance(duration, bool) or not isinstance(duration, (int, float)) or not 0 < duration <= LONGEST_SECONDS:
        raise AnimaticError(f"{where}: duration must be a number of seconds above 0, not {entry.get('duration')!r}")
    frames = round(duration * RATE)
    if frames < 1:
        raise AnimaticError(f"{where}: {duration:g} s is shorter than one frame")
    return ShotRequest(prompt, frames)


def _size(payload: Mapping[str, Any]) -> tuple[int, int]:
    value = payload.get("resolution")
    if value is None:
        sizes = {"16:9": (1280, 720), "9:16": (720, 1280), "1:1": (960, 960)}
        aspect = payload.get("aspect_ratio", "16:9")
        if aspect not in sizes:
            raise AnimaticError(f"the payload has no resolution, and its aspect_ratio {aspect!r} is not known")
        return sizes[aspect]
    match = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", value) if isinstance(value, str) else None
    if match is None:
        raise AnimaticError(f'resolution must be written as "1280x720", not {value!r}')
    width, height = int(match[1]), int(match[2])
    if width % 2 or height % 2:
        raise AnimaticError(f"resolution {width}x{height}: both sides must be even")
    if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (width, height)):
        raise AnimaticError(f"resolution {width}x{height}: sides go from {SMALLEST_SIDE} to {LARGEST_SIDE} pixels")
    return width, height


def _image_names(payload: Mapping[str, Any]) -> tuple[str, ...]:
    images = payload.get("image_reference")
    if isinstance(images, str):
        images = [images]
    if not isinstance(images, Sequence):
        return ()
    # Inline bytes say nothing about whose picture it is; only the tail of an address does.
    return tuple(
        name[-200:] if isinstance(name, str) and not name.startswith("data:") and len(name) < 2000 else ""
        for name in images
    )


def _has_faces(payload: Mapping[str, Any]) -> bool:
    # Characters' references ask for faces to be kept; a list of shots that does not ask has none among its images.
    return "guidances" not in payload or payload.get("face_consistency") is True
