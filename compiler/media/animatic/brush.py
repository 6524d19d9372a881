"""Plain painting on RGB arrays (height × width × 3, float32, 0 to 255): gradients, glows, shapes, blur."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from compiler.media.animatic.palette import RGB

if TYPE_CHECKING:
    from numpy.typing import NDArray

Stops = Sequence[tuple[float, RGB]]


def gradient(width: int, height: int, stops: Stops) -> Image.Image:
    """Return a vertical gradient through ``stops`` (place from 0 at the top to 1, colour)."""
    places = [place for place, _ in stops]
    rows = np.linspace(0.0, 1.0, height)
    column = np.stack([np.interp(rows, places, [colour[c] for _, colour in stops]) for c in range(3)], axis=1)
    # Half a level of ordered noise keeps eight bits from banding in a dark sky.
    pair = np.stack([column + 0.25, column + 0.75], axis=1)
    pair[1::2] = pair[1::2, ::-1]
    tile = np.clip(pair, 0, 255).astype(np.uint8)
    return Image.fromarray(np.tile(tile, (1, width // 2 + 1, 1))[:, :width].copy(), "RGB")


def glow(picture: Image.Image, at: tuple[float, float], radius: float, colour: RGB, strength: float = 1.0) -> None:
    """Add a soft light of ``radius`` pixels at ``at``."""
    left, top = int(at[0] - radius), int(at[1] - radius)
    box = (max(0, left), max(0, top), min(picture.width, int(at[0] + radius)), min(picture.height, int(at[1] + radius)))
    if box[2] - box[0] < 2 or box[3] - box[1] < 2:
        return
    step = max(1, int(radius / 90))
    xs = np.arange(box[0], box[2], step, dtype=np.float32)
    ys = np.arange(box[1], box[3], step, dtype=np.float32)
    distance = np.hypot((xs - at[0])[None, :], (ys - at[1])[:, None]) / radius
    falloff = np.clip(1 - distance, 0, 1) ** 2.2 * (255 * strength)
    mask = Image.fromarray(np.clip(falloff, 0, 255).astype(np.uint8), "L").resize(
        (box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR
    )
    region = picture.crop(box)
    light = Image.composite(Image.new("RGB", region.size, colour), Image.new("RGB", region.size), mask)
    picture.paste(ImageChops.screen(region, light), box[:2])


def polygon(picture: Image.Image, points: Sequence[tuple[float, float]], fill: RGB, alpha: int = 255) -> None:
    """Fill a polygon, with ``alpha`` of 255 over what is there."""
    if alpha >= 255:
        ImageDraw.Draw(picture).polygon(list(points), fill)
        return
    mask = Image.new("L", picture.size)
    ImageDraw.Draw(mask).polygon(list(points), alpha)
    picture.paste(fill, (0, 0), mask)


def blurred(picture: Image.Image, radius: float) -> Image.Image:
    """Return ``picture`` blurred; a wide blur is made small and brought back."""
    if radius < 0.6:
        return picture
    shrink = max(1, int(radius / 2.5))
    if shrink == 1:
        return picture.filter(ImageFilter.GaussianBlur(radius))
    small = picture.resize((max(2, picture.width // shrink), max(2, picture.height // shrink)), Image.Resampling.BOX)
    return small.filter(ImageFilter.GaussianBlur(radius / shrink)).resize(picture.size, Image.Resampling.BICUBIC)


def bloom(picture: Image.Image, threshold: int, radius: float, strength: float) -> Image.Image:
    """Return ``picture`` with its bright parts glowing."""
    small = picture.resize((picture.width // 4, picture.height // 4), Image.Resampling.BOX)
    curve = [round(max(0, value - threshold) * 255 * strength / max(1, 255 - threshold)) for value in range(256)] * 3
    spread = small.point(curve).filter(ImageFilter.GaussianBlur(radius / 4))
    return ImageChops.add(picture, spread.resize(picture.size, Image.Resampling.BILINEAR))


def fog(picture: Image.Image, colour: RGB, amount: float, horizon: float) -> Image.Image:
    """Return ``picture`` under haze, thickest at ``horizon`` (a fraction of the height)."""
    if amount <= 0:
        return picture
    rows = np.linspace(0, 1, picture.height)
    thick = amount * (0.35 + 0.65 * np.exp(-((rows - horizon) ** 2) / 0.045))
    mask = Image.fromarray((np.clip(thick, 0, 1) * 255).astype(np.uint8)[:, None], "L").resize(picture.size)
    return Image.composite(Image.new("RGB", picture.size, colour), picture, mask)


def vignette(picture: Image.Image, amount: float) -> Image.Image:
    """Return ``picture`` with darker corners."""
    ys, xs = np.linspace(-1, 1, 54)[:, None], np.linspace(-1, 1, 96)[None, :]
    shade = 1 - amount * np.clip((xs**2 + ys**2) - 0.45, 0, 1.2) / 1.2
    mask = Image.fromarray((np.clip(shade, 0, 1) * 255).astype(np.uint8), "L")
    mask = mask.resize(picture.size, Image.Resampling.BICUBIC)
    return Image.composite(picture, Image.new("RGB", picture.size), mask)


def noise_line(rng: np.random.Generator, count: int, rough: float) -> NDArray[np.float64]:
    """Return ``count`` heights of a ridge, about 0 with a spread of about 1, rougher where ``rough`` is higher."""
    line = np.zeros(count)
    xs = np.linspace(0, 1, count)
    for octave in range(1, 6):
        knots = rng.normal(size=2**octave + 2)
        line += np.interp(xs, np.linspace(0, 1, knots.size), knots) * rough**octave
    return line
