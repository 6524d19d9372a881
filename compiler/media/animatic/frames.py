"""Small work on whole frames: the shade under the writing, canted pictures, frames of other animatics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from compiler.media.animatic.writing.hud import BADGE
from compiler.media.animatic.writing.sheet import Sheet

if TYPE_CHECKING:
    from compiler.media.animatic.planes import Planes

    Factors = np.ndarray[tuple[int], np.dtype[np.uint16]]
    Shade = tuple[Factors, Factors]


def edge_shade(width: int, height: int) -> Shade:
    """Return factors of 256 for the rows at the top and at the bottom that writing stands on."""
    unit = min(width, height) / 720
    top = np.linspace(0.36, 1.0, max(2, int(128 * unit))) ** 0.8
    low = np.linspace(1.0, 0.42, max(2, int(230 * unit))) ** 1.15
    return (top * 256).astype(np.uint16), (low * 256).astype(np.uint16)


def darken_edges(planes: Planes, shade: Shade) -> None:
    """Darken, in place, the rows that writing stands on by the factors that ``edge_shade`` returned."""
    top, low = shade
    luma = planes[0]
    for part, factor in ((luma[: top.size], top), (luma[-low.size :], low)):
        wide = part.astype(np.uint16)
        wide *= factor[:, None]
        wide >>= 8
        np.maximum(wide, 16, out=wide)
        part[...] = wide


def tilted(picture: Image.Image) -> Image.Image:
    """Return a picture as a canted camera sees it, its corners filled."""
    width, height = picture.size
    grown = picture.resize((round(width * 1.24), round(height * 1.24)), Image.Resampling.BILINEAR)
    turned = grown.rotate(7, Image.Resampling.BICUBIC)
    left, top = (turned.width - width) // 2, (turned.height - height) // 2
    return turned.crop((left, top, left + width, top + height))


def is_animatic(image: Image.Image, sheet: Sheet) -> bool:
    """Return whether ``image`` is a frame of an animatic: its badge stands where ours would."""
    fitted = image.resize((sheet.width, sheet.height), Image.Resampling.BILINEAR)
    x, y = sheet.margin + sheet.size(7), sheet.margin - sheet.size(8) + sheet.size(17)
    pixel = fitted.getpixel((x, y))
    return isinstance(pixel, tuple) and all(abs(a - b) < 40 for a, b in zip(pixel, BADGE, strict=False))


def copy_planes(planes: Planes) -> Planes:
    """Return planes of their own."""
    return planes[0].copy(), planes[1].copy(), planes[2].copy()
