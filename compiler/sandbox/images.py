"""Pictures and clips inside a payload: an address, or the bytes as a data URI."""

from __future__ import annotations

import base64
import binascii
import io
from typing import Any

from compiler.sandbox.fields import is_address
from compiler.sandbox.refusals import bad

IMAGE_BYTES = 10 * 2**20
IMAGE_SIDE = 300
IMAGE_RATIO = 2.5
IMAGE_TYPES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
VIDEO_TYPES = ("video/mp4", "video/quicktime")


def check_image(value: Any, name: str) -> None:
    """Refuse what is neither an http(s) address nor a data URI of a PNG, JPEG or WebP image that a vendor takes.

    Sent bytes are opened: at most 10 MB, each side at least 300 px, no longer than 2.5 times its width.
    """
    kind, data = _data(value, name)
    if data is None:
        return
    if kind not in IMAGE_TYPES:
        raise bad(f"{name} is {kind}; PNG, JPEG and WebP images are taken", "invalid_image")
    if len(data) > IMAGE_BYTES:
        raise bad(f"{name} has {len(data)} bytes; at most {IMAGE_BYTES} are taken", "invalid_image")
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=list(IMAGE_TYPES.values())) as picture:
            width, height = picture.size
    except (OSError, ValueError, Image.DecompressionBombError):
        raise bad(f"{name} is not an image that can be read", "invalid_image") from None
    if min(width, height) < IMAGE_SIDE:
        raise bad(f"{name} is {width}x{height}; each side needs {IMAGE_SIDE} px", "invalid_image")
    if max(width, height) > IMAGE_RATIO * min(width, height):
        raise bad(
            f"{name} is {width}x{height}; one side may be at most {IMAGE_RATIO:g} times the other", "invalid_image"
        )


def check_video(value: Any, name: str) -> None:
    """Refuse what is neither an http(s) address nor a data URI of an MP4 or QuickTime file."""
    kind, data = _data(value, name)
    if data is not None and (kind not in VIDEO_TYPES or data[4:8] != b"ftyp"):
        raise bad(f"{name} is not an MP4 or QuickTime clip", "invalid_video")


def _data(value: Any, name: str) -> tuple[str, bytes | None]:
    """Return a data URI's type and bytes; ``("", None)`` for an address."""
    if not isinstance(value, str):
        raise bad(f"{name} must be a string")
    if is_address(value):
        return "", None
    head, comma, rest = value.partition(",")
    if not head.startswith("data:") or not comma or not head.endswith(";base64"):
        raise bad(f"{name} must be an http(s) address or a base64 data: URI")
    try:
        return head[5:-7].lower(), base64.b64decode(rest, validate=True)
    except (binascii.Error, ValueError):
        raise bad(f"{name} is not valid base64", "invalid_image") from None
