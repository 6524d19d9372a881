"""Small work on whole frames: the shade under the writing, canted pictures, frames of other animatics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from compiler.media.animatic.hud import BADGE, Hud

if TYPE_CHECKING:
    from compiler.media.animatic.planes import Planes


def edge_shade(
    width: int, height: int
) -> tuple[np.ndarray[tuple[int], np.dtype[np.uint16]], np.ndarray[tuple[int], np.dtype[np.uint16]]]:
    """Return factors of 256 for the rows at the top and at the bottom that writing stands on."""
    unit = min(width, height) / 720
    top = np.linspace(0.36, 1.0, max(2, int(128 * unit))) ** 0.8
    low = np.linspace(1.0, 0.42, max(2, int(230 * unit))) ** 1.15
    return (top * 256).astype(np.uint16), (low * 256).astype(np.uint16)


def tilted(picture: Image.Image) -> Image.Image:
    """Return a picture as a canted camera sees it, its corners filled."""
    width, height = picture.size
    grown = picture.resize((round(width * 1.24), round(height * 1.24)), Image.Resampling.BILINEAR)
    turned = grown.rotate(7, Image.Resampling.BICUBIC)
    left, top = (turned.width - width) // 2, (turned.height - height) // 2
    return turned.crop((left, top, left + width, top + height))


def is_animatic(image: Image.Image, hud: Hud) -> bool:
    """Return whether ``image`` is a frame of an animatic: its badge stands where ours would."""
    fitted = image.resize((hud.width, hud.height), Image.Resampling.BILINEAR)
    x, y = hud.margin + hud.size(7), hud.margin - hud.size(8) + hud.size(17)
    pixel = fitted.getpixel((x, y))
    return isinstance(pixel, tuple) and all(abs(a - b) < 40 for a, b in zip(pixel, BADGE, strict=False))


def copy_planes(planes: Planes) -> Planes:
    """Return planes of their own."""
    return planes[0].copy(), planes[1].copy(), planes[2].copy()
