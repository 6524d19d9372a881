"""The payload of the guidances dialect as models, fields in wire order. A field that is None is left out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Seconds = Annotated[int | float, Field(gt=0)]
Prompt = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Guidance(_Strict):
    """One shot of a clip; ``duration`` in seconds, whole where the target takes no other."""

    index: Annotated[int, Field(ge=0)]
    prompt: Prompt
    duration: Seconds


class Payload(_Strict):
    """What a clip of one shot or more is ordered by.

    ``image_reference`` is a list of subjects' images, or, where the clip starts from a given frame, that frame.
    """

    model: str
    guidances: Annotated[list[Guidance], Field(min_length=1)]
    motion_has_audio: bool
    negative_prompt: str | None = None
    aspect_ratio: Literal["16:9", "9:16", "1:1"]
    mode: Literal["std", "pro"]
    resolution: Annotated[str, Field(pattern=r"^\d+x\d+$")]
    seed: Annotated[int, Field(ge=0, lt=2**32)] | None = None
    image_reference: str | list[str] | None = None
    face_consistency: Literal[True] | None = None
    video_urls: list[str] | None = None


class FramedPayload(_Strict):
    """What a clip of one shot between a first and a last frame is ordered by; ``duration`` in seconds."""

    model: str
    image_reference: str
    image_tail: str
    prompt: Prompt
    duration: Seconds
    motion_has_audio: bool
    negative_prompt: str | None = None
    aspect_ratio: Literal["16:9", "9:16", "1:1"]
    mode: Literal["std", "pro"]
    resolution: Annotated[str, Field(pattern=r"^\d+x\d+$")]
    seed: Annotated[int, Field(ge=0, lt=2**32)] | None = None
    face_consistency: Literal[True] | None = None
    video_urls: list[str] | None = None
