"""The local files that go with a clip's payload."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compiler.film.model import Clip, Image
from compiler.passes.base import Files

_LOCAL = "file:"


@dataclass(frozen=True, slots=True)
class Asset:
    """A local file: its URI in the payload, the SHA-256 of its bytes in hex, and their number."""

    uri: str
    sha256: str
    bytes: int


def assets_of(clip: Clip, payload: Mapping[str, Any], files: Files) -> list[Asset]:
    """Return the local files that ``payload`` names, each once, in its order. Raises FileError for one that is gone."""
    found: dict[str, Asset] = {}
    images: dict[str, Image] | None = None
    for uri in _uris(payload):
        if uri in found:
            continue
        if images is None:
            images = {image.uri: image for image in _images(clip)}
        image = images.get(uri)
        if image is not None and image.sha256 is not None and image.size is not None:
            found[uri] = Asset(uri, image.sha256, image.size)
        else:
            size, sha256 = files.digest(uri.removeprefix(_LOCAL))
            found[uri] = Asset(uri, sha256, size)
    return list(found.values())


def _uris(payload: Mapping[str, Any]) -> Iterator[str]:
    """Yield the local URIs in the fields that hold addresses: a prompt that begins with ``file:`` is no file."""
    for key, value in payload.items():
        if key in ("image_reference", "image_tail", "video_urls"):
            for uri in value if isinstance(value, list) else [value]:
                if isinstance(uri, str) and uri.startswith(_LOCAL):
                    yield uri


def _images(clip: Clip) -> Iterator[Image]:
    yield from clip.images
    yield from clip.videos
    for shot in clip.shots:
        for image in (shot.first, shot.last):
            if image is not None:
                yield image
