"""From a clip to its guidances payload."""

from __future__ import annotations

from typing import Any

from compiler.film.frames import first_frame, last_frame
from compiler.film.inherited import mode_of, negative_prompt, resolution_of, seed_of
from compiler.film.model import Clip, Film, seconds
from compiler.film.target import Target
from compiler.targets.guidances.payload import FramedPayload, Guidance, Payload

_MODES = {"standard": "std", "professional": "pro"}


def lower(target: Target, film: Film, clip: Clip) -> dict[str, Any]:
    """Return the clip's payload, keys in wire order.

    The subjects' images and a first frame share one field: a clip that starts from a frame sends that alone. What the
    target does not do is not sent. Raises pydantic.ValidationError for a clip that no payload can express, which the
    passes have reported as an error.
    """
    features, scene = target.features, clip.scene
    width, height = target.sizes[film.aspect][resolution_of(film, scene)]
    images = [image.uri for image in clip.images] if "references" in features else []
    first, last = first_frame(target, clip), last_frame(target, clip)
    common: dict[str, Any] = {
        "model": target.model,
        "motion_has_audio": clip.audio,
        "negative_prompt": (negative_prompt(film, scene) or None) if "negative" in features else None,
        "aspect_ratio": film.aspect,
        "mode": _MODES[mode_of(film, scene)],
        "resolution": f"{width}x{height}",
        "seed": seed_of(film, scene) if "seed" in features else None,
        "face_consistency": _has_face(clip) or None if "references" in features else None,
        "video_urls": [video.uri for video in clip.videos] or None if "video" in features else None,
    }
    payload: Payload | FramedPayload
    if first is not None and last is not None:
        payload = FramedPayload(
            image_reference=first,
            image_tail=last,
            prompt=clip.prompts[0],
            duration=seconds(clip.shots[0].duration or 0),
            **common,
        )
    else:
        payload = Payload(
            guidances=[
                Guidance(index=index, prompt=prompt, duration=seconds(shot.duration or 0))
                for index, (shot, prompt) in enumerate(zip(clip.shots, clip.prompts, strict=True))
            ],
            image_reference=first or images or None,
            **common,
        )
    return payload.model_dump(exclude_none=True)


def _has_face(clip: Clip) -> bool:
    return any(subject.kind == "character" and subject.references for subject in clip.subjects)
