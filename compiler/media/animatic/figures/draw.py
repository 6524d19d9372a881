"""Parts to pixels: every solid shaded as if it were round, by a key light, the ambience and two rims."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from compiler.media.animatic.figures.body import parts
from compiler.media.animatic.figures.look import Look
from compiler.media.animatic.figures.part import Part
from compiler.media.animatic.figures.pose import joints
from compiler.media.animatic.figures.solid import Grid
from compiler.media.animatic.palette import Palette

if TYPE_CHECKING:
    from numpy.typing import NDArray

_COARSE = 8
DETAIL = 520
"""Rows at which solids are worked out; larger pictures are brought up from there with a sharp outline."""


@dataclass(frozen=True, slots=True)
class Stance:
    """How a figure is held: its pose, which way it is turned (``front``, ``left``, ``right``, ``back``), and the
    phase of its step."""

    pose: str = "stand"
    turn: str = "front"
    phase: float = 0.0


@lru_cache(maxsize=48)
def draw_figure(
    look: Look, stance: Stance, palette: Palette, height: int, box: tuple[float, float, float, float]
) -> Image.Image:
    """Return an RGBA picture of the part of a figure inside ``box`` (left, top, right, bottom in figure heights,
    the figure standing from 0 to 1); a whole figure would be ``height`` pixels tall."""
    width = max(2, round((box[2] - box[0]) * height))
    rows = max(2, round((box[3] - box[1]) * height))
    mirrored = stance.turn == "left"
    seen = (-box[2], box[1], -box[0], box[3]) if mirrored else box
    view = {"front": "front", "back": "back"}.get(stance.turn, "side")
    shrink = max(1.0, rows / DETAIL)
    pixel = (box[3] - box[1]) / rows * shrink
    grid = Grid(seen, pixel)
    body = joints(stance.pose, view == "side", stance.phase)

    def build(points: Grid) -> list[Part]:
        return parts(points, look, body, view, stance.pose == "eyes")

    return _solidify(build, grid, seen, _lights(palette, mirrored), mirrored, (width, rows), pixel / shrink)


def draw_parts(
    build: Callable[[Grid], list[Part]], palette: Palette, height: int, box: tuple[float, float, float, float]
) -> Image.Image:
    """Return an RGBA picture of any parts, as ``draw_figure`` does of a figure's."""
    width, rows = max(2, round((box[2] - box[0]) * height)), max(2, round((box[3] - box[1]) * height))
    shrink = max(1.0, rows / DETAIL)
    pixel = (box[3] - box[1]) / rows * shrink
    grid = Grid(box, pixel)
    return _solidify(build, grid, box, _lights(palette, False), False, (width, rows), pixel / shrink)


def _filled(
    build: Callable[[Grid], list[Part]], grid: Grid, box: tuple[float, float, float, float]
) -> tuple[slice, slice]:
    """Return the rows and columns of ``grid`` that parts lie in, found on a grid of every eighth point."""
    coarse = Grid(box, grid.pixel * _COARSE)
    near = np.zeros(coarse.shape, bool)
    for part in build(coarse):
        near |= part.field < coarse.pixel * 2
    rows, columns = np.flatnonzero(near.any(axis=1)), np.flatnonzero(near.any(axis=0))
    if not rows.size:
        return slice(0, 1), slice(0, 1)
    return (
        slice(max(0, int(rows[0]) - 1) * _COARSE, (int(rows[-1]) + 2) * _COARSE),
        slice(max(0, int(columns[0]) - 1) * _COARSE, (int(columns[-1]) + 2) * _COARSE),
    )


def _solidify(
    build: Callable[[Grid], list[Part]],
    whole: Grid,
    box: tuple[float, float, float, float],
    light: _Lights,
    mirrored: bool,
    size: tuple[int, int],
    fine: float,
) -> Image.Image:
    """Shade parts back to front and cut them out; ``fine`` is a pixel of the picture asked for, in figure heights."""
    pixel = whole.pixel
    all_colour = np.zeros((*whole.shape, 3), np.float32)
    all_outline = np.full(whole.shape, 9.0, np.float32)
    filled = _filled(build, whole, box)
    grid, colour, outline = whole.window(*filled), all_colour[filled], all_outline[filled]
    spread = np.float32(1.6 * pixel)
    for part in build(grid):
        inside = part.field < spread * 2
        if not inside.any():
            continue
        band_rows, band_columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        if band_rows.size < 1 or band_rows[-1] - band_rows[0] < 2 or band_columns[-1] - band_columns[0] < 2:
            continue
        window = (slice(band_rows[0], band_rows[-1] + 1), slice(band_columns[0], band_columns[-1] + 1))
        field = np.ascontiguousarray(np.broadcast_to(part.field, grid.shape)[window], np.float32)
        before = outline[window]
        form = field if part.form is None else np.ascontiguousarray(np.broadcast_to(part.form, grid.shape)[window])
        shade = _shade(form, part.colour, part.round, pixel, light)
        # Soft where a part lies on another; where it lies on nothing its colour runs on under the outline.
        cover = np.clip(0.5 - field / np.float32(pixel * 1.2), 0, 1)
        cover = np.where(before > 0, np.clip(0.5 - (field - spread) / np.float32(pixel), 0, 1), cover)
        region = colour[window]
        region += (shade - region) * cover[:, :, None]
        np.minimum(before, field, out=before)
    tones = Image.fromarray(np.clip(all_colour, 0, 255).astype(np.uint8), "RGB")
    # Far distances would ring when the outline is brought up.
    edge = Image.fromarray(np.clip(all_outline / np.float32(fine), -6, 6), "F")
    if mirrored:
        tones, edge = tones.transpose(Image.Transpose.FLIP_LEFT_RIGHT), edge.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if tones.size != size:
        tones = tones.resize(size, Image.Resampling.BICUBIC)
        edge = edge.resize(size, Image.Resampling.BILINEAR)
    alpha = np.clip(0.5 - np.asarray(edge, np.float32), 0, 1) * 255
    tones.putalpha(Image.fromarray(alpha.astype(np.uint8), "L"))
    return tones


@dataclass(frozen=True, slots=True)
class _Lights:
    ambient: NDArray[np.float32]
    key: NDArray[np.float32]
    key_from: tuple[float, float, float]
    rim: NDArray[np.float32]
    rim_from: float
    second: NDArray[np.float32]


def _lights(palette: Palette, mirrored: bool) -> _Lights:
    side = -palette.side if mirrored else palette.side
    up = -0.62 if palette.sun > 0.4 else -0.28
    length = (0.62**2 + up**2 + 0.62**2) ** 0.5
    return _Lights(
        np.array(palette.ambient, np.float32) * np.float32(1.12),
        np.array(palette.key, np.float32),
        (0.62 * side / length, up / length, 0.62 / length),
        np.array(palette.rim, np.float32),
        float(side),
        np.array(palette.second_rim, np.float32),
    )


def _shade(
    field: NDArray[np.float32], colour: tuple[int, int, int], depth: float, pixel: float, light: _Lights
) -> NDArray[np.float32]:
    slope_y, slope_x = np.gradient(field, np.float32(pixel))
    steep = np.sqrt(slope_x * slope_x + slope_y * slope_y) + np.float32(1e-4)
    tilt = np.clip(1 + field / np.float32(depth), 0, 1)
    tilt *= tilt
    nx, ny = slope_x / steep * tilt, slope_y / steep * tilt
    nz = np.sqrt(np.clip(1 - nx * nx - ny * ny, 0, 1))
    key = np.clip(nx * light.key_from[0] + ny * light.key_from[1] + nz * light.key_from[2], 0, 1)
    rim = np.clip(nx * np.float32(light.rim_from), 0, 1) ** 2.4 * np.float32(0.66)
    second = np.clip(nx * np.float32(-light.rim_from), 0, 1) ** 3 * np.float32(0.34)
    surface = np.array(colour, np.float32)
    result: NDArray[np.float32] = (
        surface * (light.ambient * (0.72 + 0.28 * nz[:, :, None]) + light.key * key[:, :, None])
        + light.rim * rim[:, :, None]
        + light.second * second[:, :, None]
    )
    return result
