"""Puts bytes in place of the manifest's local addresses, just before a submission leaves."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
)


class MissingAssetError(Exception):
    """A payload names a local file whose bytes are not to be had."""


def fill(body: Any, read: Mapping[str, Callable[[], bytes]]) -> Any:
    """Return ``body`` with every text that is a key of ``read`` replaced by its bytes as a data URI.

    Raises MissingAssetError for a ``clip:`` address that ``read`` does not know.
    """
    if isinstance(body, dict):
        return {name: fill(value, read) for name, value in body.items()}
    if isinstance(body, list):
        return [fill(value, read) for value in body]
    if isinstance(body, str):
        if body in read:
            return data_uri(read[body]())
        if body.startswith("clip:") and "#" in body and " " not in body:
            raise MissingAssetError(f"the payload needs {body}, and no such clip is known")
    return body


def data_uri(data: bytes) -> str:
    """Return bytes as a ``data:`` address with the type that they begin with."""
    return f"data:{media_type(data)};base64,{base64.b64encode(data).decode('ascii')}"


def media_type(data: bytes) -> str:
    """Return the media type that a file's first bytes tell."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return "video/mp4"
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), "application/octet-stream")
