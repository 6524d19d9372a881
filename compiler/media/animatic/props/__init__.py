"""Things: drawn as solids in the shot's light. A thing is one unit high, its middle at (0, 0.5)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PIL import Image

from compiler.media.animatic.figures.draw import draw_parts
from compiler.media.animatic.figures.part import Part
from compiler.media.animatic.figures.solid import Grid
from compiler.media.animatic.palette import RGB, Palette
from compiler.media.animatic.props import carried, standing

BOX = (-0.75, -0.05, 0.75, 1.05)
_BUILDERS: dict[str, Callable[[Grid, RGB], list[Part]]] = {
    "watch": carried.watch,
    "phone": carried.phone,
    "map": carried.chart,
    "letter": carried.letter,
    "book": carried.book,
    "cup": carried.cup,
    "bottle": carried.bottle,
    "box": standing.box,
    "lantern": carried.lantern,
    "key": carried.key,
    "gun": carried.gun,
    "blade": carried.blade,
    "umbrella": carried.umbrella,
    "car": standing.car,
    "robot": standing.robot,
    "shoe": standing.shoe,
    "ring": carried.ring,
    "animal": standing.animal,
    "flower": carried.flower,
    "instrument": standing.instrument,
}


@lru_cache(maxsize=16)
def draw_prop(kind: str, colour: RGB, palette: Palette, height: int) -> Image.Image:
    """Return an RGBA picture of a thing of ``kind`` in ``colour``, ``height`` pixels for its one unit."""
    build = _BUILDERS.get(kind, standing.box)
    return draw_parts(lambda grid: build(grid, colour), palette, height, BOX)
