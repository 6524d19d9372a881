"""Signed distances of simple solids on a grid: negative inside, in figure heights. Arrays are float32."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from compiler.media.animatic.figures.pose import Point

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]


class Grid:
    """Sample points: ``x`` is one row, ``y`` one column, ``pixel`` their distance."""

    def __init__(self, box: tuple[float, float, float, float], pixel: float) -> None:
        self.pixel = pixel
        self.x: Field = np.arange(box[0] + pixel / 2, box[2], pixel, dtype=np.float32)[None, :]
        self.y: Field = np.arange(box[1] + pixel / 2, box[3], pixel, dtype=np.float32)[:, None]

    def window(self, rows: slice, columns: slice) -> Grid:
        """Return a part of the grid, its points where they are here."""
        part = Grid((0.0, 0.0, 0.0, 0.0), self.pixel)
        part.x, part.y = self.x[:, columns], self.y[rows]
        return part

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.y.shape[0], self.x.shape[1]


def cone(grid: Grid, a: Point, b: Point, ra: float, rb: float) -> Field:
    """A rounded cone from ``a`` to ``b``: a limb."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    px, py = grid.x - np.float32(a[0]), grid.y - np.float32(a[1])
    size = max(1e-9, dx * dx + dy * dy)
    along: Field = px * np.float32(dx / size) + py * np.float32(dy / size)
    np.clip(along, 0, 1, out=along)
    across: Field = px - along * np.float32(dx)
    across *= across
    down: Field = py - along * np.float32(dy)
    down *= down
    across += down
    np.sqrt(across, out=across)
    across -= np.float32(ra)
    along *= np.float32(rb - ra)
    across -= along
    return across


def ellipse(grid: Grid, centre: Point, rx: float, ry: float) -> Field:
    """An ellipse, its distance right at the edge and near enough elsewhere."""
    px, py = (grid.x - np.float32(centre[0])) / np.float32(rx), (grid.y - np.float32(centre[1])) / np.float32(ry)
    radius = np.sqrt(px * px + py * py)
    distance: Field = ((radius - 1) * np.float32(min(rx, ry))).astype(np.float32)
    return distance


def half(grid: Grid, at: Point, normal: Point) -> Field:
    """The half plane on the side away from ``normal``."""
    length = (normal[0] ** 2 + normal[1] ** 2) ** 0.5
    distance = (grid.x - np.float32(at[0])) * np.float32(normal[0]) + (grid.y - np.float32(at[1])) * np.float32(
        normal[1]
    )
    result: Field = (distance / np.float32(length)).astype(np.float32)
    return result


def quad(grid: Grid, points: tuple[Point, ...], rounding: float = 0.0) -> Field:
    """A convex polygon, its points clockwise on the picture, with rounded corners."""
    distance: Field | None = None
    for a, b in zip(points, (*points[1:], points[0]), strict=True):
        edge = half(grid, a, (b[1] - a[1], -(b[0] - a[0])))
        distance = edge if distance is None else np.maximum(distance, edge)
    assert distance is not None
    return distance - np.float32(rounding)


def join(fields: list[Field], softness: float) -> Field:
    """The union of solids, with their seams filled as clay would be."""
    result = fields[0]
    for field in fields[1:]:
        if softness <= 0:
            result = np.minimum(result, field)
            continue
        blend = np.clip(np.float32(softness) - np.abs(result - field), 0, None) / np.float32(softness)
        result = np.minimum(result, field) - blend * blend * np.float32(softness * 0.25)
    return result


def cut(field: Field, by: Field, softness: float) -> Field:
    """What two solids share, the edge between them rounded off."""
    blend = np.clip(np.float32(softness) - np.abs(field - by), 0, None) / np.float32(softness)
    result: Field = np.maximum(field, by) + blend * blend * np.float32(softness * 0.25)
    return result


def bar(grid: Grid, left: float, top: float, right: float, bottom: float, rounding: float = 0.02) -> Field:
    """An upright rectangle with rounded corners."""
    r = rounding
    return quad(grid, ((left + r, top + r), (right - r, top + r), (right - r, bottom - r), (left + r, bottom - r)), r)
