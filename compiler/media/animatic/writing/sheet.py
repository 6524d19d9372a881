"""The sheet that a shot's writing stands on: sizes for its frame, outlined words, and what shows when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from compiler.media.animatic.palette import RGB
from compiler.media.animatic.planes import Layer, prepared, to_layer
from compiler.media.animatic.writing.lettering import draw_text

WHITE: RGB = (244, 244, 240)
_GAP = 48
"""Empty columns, in pixels, at which a piece of writing is cut in two."""


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """Something written: its planes and its corner (even pixels), from when to when it shows, in seconds."""

    layer: Layer
    x: int
    y: int
    start: float
    end: float


class Sheet:
    """All that is written on the frames of one shot, ``width`` by ``height`` pixels. ``unit`` is a pixel of a frame
    720 pixels high (or wide, if that is less), ``margin`` the room between the writing and the edge."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.unit = min(width, height) / 720
        self.margin = max(6, round(28 * self.unit))
        self.marks: list[Mark] = []

    def size(self, pixels: float) -> int:
        """Return a size given for a frame 720 pixels high (or wide, if that is less)."""
        return max(1, round(pixels * self.unit))

    def at(self, seconds: float) -> list[Mark]:
        """Return what shows at ``seconds`` of the shot."""
        return [mark for mark in self.marks if mark.start <= seconds < mark.end]

    def canvas(self, width: float, height: float) -> Image.Image:
        """Return an empty picture to write on, of even sides and no wider than the frame."""
        return Image.new("RGBA", (max(2, min(self.width, int(width) + 2) // 2 * 2), max(2, int(height) // 2 * 2 + 2)))

    def write(
        self, canvas: Image.Image, at: tuple[float, float], text: str, size: int, fill: RGB, *, bold: bool = False
    ) -> None:
        """Write ``text`` on ``canvas``, its baseline beginning at ``at``, thinly outlined to read on anything."""
        outline = max(1, self.size(1.6))
        draw_text(canvas, at, text, size, fill, bold=bold, outline=outline, outline_fill=(0, 0, 0, 120))

    def put(self, picture: Image.Image, x: float, y: float, start: float, end: float) -> None:
        """Show ``picture`` with its corner at ``x`` and ``y`` from ``start`` to ``end``."""
        left, top = even(x), even(y)
        for box in _inked(picture):
            layer = prepared(to_layer(picture.crop(box)))
            self.marks.append(Mark(layer, left + box[0], top + box[1], start, end))


def even(value: float) -> int:
    """Return the even pixel at or before ``value``, 0 at the least: colours are stored for two pixels at a time."""
    return max(0, int(value) // 2 * 2)


def _inked(picture: Image.Image) -> list[tuple[int, int, int, int]]:
    """Return the boxes (even sides) that hold all of what is drawn: wide gaps between words are no work."""
    alpha = np.asarray(picture.getchannel("A"))
    columns = np.flatnonzero(alpha.any(axis=0))
    if not columns.size:
        return []
    breaks = np.flatnonzero(np.diff(columns) > _GAP)
    firsts = [columns[0], *columns[breaks + 1]]
    lasts = [*columns[breaks], columns[-1]]
    boxes: list[tuple[int, int, int, int]] = []
    for first, last in zip(firsts, lasts, strict=True):
        rows = np.flatnonzero(alpha[:, first : last + 1].any(axis=1))
        boxes.append((even(first), even(rows[0]), even(last + 2), even(rows[-1] + 2)))
    return boxes
