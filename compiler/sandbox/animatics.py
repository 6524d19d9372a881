"""Animatics for orders: the payload and the pictures inside it, handed to the animatic renderer."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from compiler.sandbox.films import digest
from compiler.sandbox.orders import Order


class AnimaticPainter:
    """Draws animatics from the payload alone. The renderer's own worker processes do the drawing; they end with this
    process, however it ends."""

    def name(self, order: Order) -> str:
        """Return the payload's digest."""
        return digest(order)

    def draw(self, order: Order, path: Path) -> None:
        """Write the animatic to ``path``. Raises ``AnimaticError``."""
        from compiler.media.animatic.render import render_clip

        payload = dict(order.payload)
        references = payload.get("image_reference")
        first = _bytes(references) if isinstance(references, str) else None
        # Pictures at addresses are not fetched: the sandbox talks to nobody but its client.
        sent = [value for value in references if _bytes(value)] if isinstance(references, list) else []
        payload.pop("image_reference", None)
        if sent:
            payload["image_reference"] = sent
        images = [_bytes(value) or b"" for value in sent]
        render_clip(payload, path, images=images, first_frame=first, last_frame=_bytes(payload.get("image_tail")))

    def close(self) -> None:
        """End what is being drawn."""
        from compiler.media.animatic.pool import abandon

        abandon()


def _bytes(value: Any) -> bytes | None:
    """Return the bytes in a data URI, None for an address or nothing. What is read here was checked on arrival."""
    if not isinstance(value, str) or not value.startswith("data:"):
        return None
    return base64.b64decode(value.partition(",")[2])
