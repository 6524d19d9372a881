"""A plain card instead of an animatic: one shade, one still second repeated, and silence. Tiny and drawn in
milliseconds; for trying a runner, not for judging a film."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.sandbox.films import digest
from compiler.sandbox.orders import Order

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from compiler.media.animatic.encode import VideoPacket

SHADES = 8


class PlainPainter:
    """Draws plain cards of the order's size and length. One of a few shades is chosen by the payload, so that a storm
    of orders needs only a few cards and yet neighbouring clips can be told apart."""

    def name(self, order: Order) -> str:
        """Return a name made of everything that the card depends on."""
        sound = "sound" if order.audio else "mute"
        return f"plain-{order.width}x{order.height}-{order.seconds}s-{sound}-{_shade(order)}"

    def draw(self, order: Order, path: Path) -> None:
        """Write the card: H.264, 24 frames a second, with an AAC track where audio was ordered."""
        from compiler.media.animatic.encode import write_clip

        second = _second(order.width, order.height, _shade(order))
        silence = _silence(order.seconds) if order.audio else None
        write_clip(path, order.width, order.height, [second] * order.seconds, silence)

    def close(self) -> None:
        """Do nothing: a card is drawn within the call."""


def _shade(order: Order) -> int:
    return int(digest(order)[:4], 16) % SHADES


@lru_cache(maxsize=32)
def _second(width: int, height: int, shade: int) -> list[VideoPacket]:
    import numpy as np

    from compiler.media.animatic.encode import encode_segment
    from compiler.media.animatic.facts import RATE

    luma = np.full((height, width), 40 + shade * 24, np.uint8)
    chroma = np.full((height // 2, width // 2), 128, np.uint8)
    return encode_segment(((luma, chroma, chroma) for _ in range(RATE)), width, height)


def _silence(seconds: int) -> Iterator[NDArray[np.float32]]:
    import numpy as np

    from compiler.media.animatic.facts import SAMPLE_RATE

    for _ in range(seconds):
        yield np.zeros((SAMPLE_RATE, 2), np.float32)
