"""Things: drawn as solids in the shot's light. A thing is one unit high, its middle at (0, 0.5)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PIL import Image

from compiler.media.animatic.figures.draw import draw_parts
from compiler.media.animatic.figures.part import Part
from compiler.media.animatic.figures.pose import Point
from compiler.media.animatic.figures.solid import Grid, cone, ellipse, join, quad
from compiler.media.animatic.palette import RGB, Palette, mix

BOX = (-0.75, -0.05, 0.75, 1.05)


@lru_cache(maxsize=16)
def draw_prop(kind: str, colour: RGB, palette: Palette, height: int) -> Image.Image:
    """Return an RGBA picture of a thing of ``kind`` in ``colour``, ``height`` pixels for its one unit."""
    build = _BUILDERS.get(kind, _box)
    return draw_parts(lambda grid: build(grid, colour), palette, height, BOX)


def _bar(
    grid: Grid, left: float, top: float, right: float, bottom: float, rounding: float = 0.02
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    r = rounding
    return quad(grid, ((left + r, top + r), (right - r, top + r), (right - r, bottom - r), (left + r, bottom - r)), r)


def _watch(grid: Grid, colour: RGB) -> list[Part]:
    strap = join([_bar(grid, -0.12, 0.0, 0.12, 0.34, 0.05), _bar(grid, -0.12, 0.66, 0.12, 1.0, 0.05)], 0)
    parts = [
        Part(strap, mix(colour, (20, 18, 18), 0.6), 0.07),
        Part(_bar(grid, 0.23, 0.46, 0.29, 0.54, 0.015), mix(colour, (200, 200, 200), 0.4), 0.02),
    ]
    parts += [Part(ellipse(grid, (0, 0.5), 0.255, 0.255), mix(colour, (216, 216, 220), 0.5), 0.06)]
    parts += [Part(ellipse(grid, (0, 0.5), 0.205, 0.205), (28, 32, 42), 0.02)]
    for tick in range(12):
        angle = tick * np.pi / 6
        inner, outer = 0.165, 0.188
        a: Point = (float(np.sin(angle) * inner), float(0.5 - np.cos(angle) * inner))
        b: Point = (float(np.sin(angle) * outer), float(0.5 - np.cos(angle) * outer))
        parts.append(Part(cone(grid, a, b, 0.006, 0.006), (230, 230, 224), 0.006))
    parts += [Part(cone(grid, (0, 0.5), (-0.075, 0.43), 0.010, 0.006), (240, 240, 236), 0.01)]
    parts += [
        Part(cone(grid, (0, 0.5), (0.075, 0.375), 0.008, 0.005), (240, 240, 236), 0.01),
        Part(ellipse(grid, (0, 0.5), 0.016, 0.016), (220, 150, 60), 0.01),
    ]
    return parts


def _phone(grid: Grid, colour: RGB) -> list[Part]:
    return [
        Part(_bar(grid, -0.24, 0.03, 0.24, 0.97, 0.06), mix(colour, (30, 30, 34), 0.7), 0.04),
        Part(_bar(grid, -0.21, 0.07, 0.21, 0.93, 0.04), (120, 190, 250), 0.9, _bar(grid, -0.9, -0.9, 0.9, 1.9)),
        Part(_bar(grid, -0.15, 0.20, 0.15, 0.26, 0.02), (224, 240, 255), 0.02),
        Part(_bar(grid, -0.15, 0.32, 0.08, 0.37, 0.02), (190, 220, 250), 0.02),
    ]


def _map(grid: Grid, colour: RGB) -> list[Part]:
    sheet = quad(grid, ((-0.62, 0.16), (0.62, 0.10), (0.66, 0.86), (-0.66, 0.92)), 0.02)
    parts = [Part(sheet, (58, 190, 236), 0.02)]
    meridians = [cone(grid, (x, 0.17), (x + 0.02, 0.86), 0.005, 0.005) for x in (-0.4, -0.14, 0.12, 0.38)]
    parallels = [cone(grid, (-0.6, y + 0.01), (0.6, y - 0.03), 0.005, 0.005) for y in (0.34, 0.52, 0.70)]
    parts += [Part(line, (150, 240, 255), 0.005) for line in (*meridians, *parallels)]
    parts.append(Part(cone(grid, (-0.3, 0.66), (0.2, 0.36), 0.014, 0.014), (255, 230, 120), 0.014))
    parts.append(Part(ellipse(grid, (0.22, 0.35), 0.045, 0.045), (255, 110, 90), 0.03))
    return parts


def _letter(grid: Grid, colour: RGB) -> list[Part]:
    parts = [Part(_bar(grid, -0.62, 0.14, 0.62, 0.88, 0.015), (226, 214, 190), 0.025)]
    parts += [
        Part(cone(grid, a, b, 0.007, 0.007), (176, 160, 132), 0.007)
        for a, b in (((-0.6, 0.17), (0, 0.56)), ((0.6, 0.17), (0, 0.56)))
    ]
    return [*parts, Part(ellipse(grid, (0, 0.57), 0.085, 0.085), (160, 40, 36), 0.05)]


def _book(grid: Grid, colour: RGB) -> list[Part]:
    return [
        Part(_bar(grid, -0.40, 0.06, 0.44, 0.98, 0.01), (226, 218, 200), 0.02),
        Part(_bar(grid, -0.44, 0.02, 0.40, 0.95, 0.02), colour, 0.03),
        Part(_bar(grid, -0.44, 0.02, -0.36, 0.95, 0.02), mix(colour, (0, 0, 0), 0.35), 0.04),
        Part(_bar(grid, -0.22, 0.24, 0.26, 0.34, 0.01), mix(colour, (240, 220, 160), 0.7), 0.01),
    ]


def _cup(grid: Grid, colour: RGB) -> list[Part]:
    body = quad(grid, ((-0.32, 0.26), (0.32, 0.26), (0.24, 0.88), (-0.24, 0.88)), 0.05)
    handle = np.abs(ellipse(grid, (0.38, 0.52), 0.16, 0.19)) - np.float32(0.035)
    return [
        Part(ellipse(grid, (0, 0.95), 0.56, 0.055), mix(colour, (255, 255, 255), 0.5), 0.04),
        Part(handle, mix(colour, (255, 255, 255), 0.35), 0.035),
        Part(body, mix(colour, (255, 255, 255), 0.4), 0.22),
        Part(ellipse(grid, (0, 0.26), 0.36, 0.075), mix(colour, (255, 255, 255), 0.6), 0.02),
        Part(ellipse(grid, (0, 0.27), 0.31, 0.055), (76, 44, 26), 0.02),
    ]


def _bottle(grid: Grid, colour: RGB) -> list[Part]:
    body = join([_bar(grid, -0.20, 0.38, 0.20, 1.0, 0.06), _bar(grid, -0.075, 0.10, 0.075, 0.5, 0.03)], 0.12)
    return [
        Part(body, colour, 0.16),
        Part(_bar(grid, -0.20, 0.58, 0.20, 0.84, 0.005), (226, 216, 196), 0.4, body),
        Part(_bar(grid, -0.09, 0.0, 0.09, 0.13, 0.02), mix(colour, (20, 20, 20), 0.6), 0.06),
        Part(cone(grid, (-0.13, 0.46), (-0.13, 0.94), 0.012, 0.012), mix(colour, (255, 255, 255), 0.7), 0.01),
    ]


def _box(grid: Grid, colour: RGB) -> list[Part]:
    return [
        Part(_bar(grid, -0.52, 0.24, 0.52, 0.96, 0.05), colour, 0.06),
        Part(_bar(grid, -0.14, 0.12, 0.14, 0.26, 0.03), mix(colour, (0, 0, 0), 0.4), 0.03),
        Part(_bar(grid, -0.52, 0.52, 0.52, 0.55, 0.005), mix(colour, (0, 0, 0), 0.5), 0.02),
        Part(_bar(grid, -0.09, 0.48, 0.09, 0.62, 0.02), (206, 176, 96), 0.03),
    ]


def _lantern(grid: Grid, colour: RGB) -> list[Part]:
    ring = np.abs(ellipse(grid, (0, 0.10), 0.11, 0.10)) - np.float32(0.016)
    return [
        Part(ring, (60, 54, 50), 0.016),
        Part(_bar(grid, -0.21, 0.28, 0.21, 0.84, 0.03), (255, 206, 120), 2.0, _bar(grid, -0.9, -0.9, 0.9, 1.9)),
        Part(ellipse(grid, (0, 0.62), 0.07, 0.13), (255, 246, 214), 0.10),
        Part(quad(grid, ((-0.13, 0.16), (0.13, 0.16), (0.26, 0.29), (-0.26, 0.29)), 0.01), (70, 60, 54), 0.04),
        Part(_bar(grid, -0.27, 0.83, 0.27, 0.95, 0.02), (70, 60, 54), 0.04),
        *[Part(_bar(grid, x - 0.014, 0.28, x + 0.014, 0.84, 0.006), (70, 60, 54), 0.014) for x in (-0.2, 0.0, 0.2)],
    ]


def _key(grid: Grid, colour: RGB) -> list[Part]:
    bow = np.maximum(ellipse(grid, (0, 0.22), 0.20, 0.20), -ellipse(grid, (0, 0.22), 0.10, 0.10))
    shaft = join(
        [
            cone(grid, (0, 0.4), (0, 0.96), 0.04, 0.04),
            _bar(grid, 0, 0.76, 0.16, 0.83, 0.01),
            _bar(grid, 0, 0.88, 0.20, 0.95, 0.01),
        ],
        0.01,
    )
    return [Part(join([bow, shaft], 0.02), (196, 160, 84), 0.05)]


def _gun(grid: Grid, colour: RGB) -> list[Part]:
    grip = quad(grid, ((0.16, 0.44), (0.42, 0.44), (0.54, 0.92), (0.28, 0.96)), 0.03)
    guard = np.abs(ellipse(grid, (0.08, 0.54), 0.10, 0.10)) - np.float32(0.018)
    return [
        Part(guard, (44, 46, 52), 0.02),
        Part(grip, (58, 46, 40), 0.06),
        Part(_bar(grid, -0.62, 0.26, 0.44, 0.46, 0.03), (64, 68, 76), 0.05),
    ]


def _blade(grid: Grid, colour: RGB) -> list[Part]:
    steel = quad(grid, ((-0.055, 0.10), (0.0, 0.0), (0.055, 0.10), (0.055, 0.68), (-0.055, 0.68)), 0.004)
    return [
        Part(steel, (190, 196, 204), 0.05),
        Part(_bar(grid, -0.2, 0.66, 0.2, 0.72, 0.02), (150, 120, 60), 0.03),
        Part(_bar(grid, -0.045, 0.72, 0.045, 1.0, 0.03), (70, 44, 34), 0.04),
    ]


def _umbrella(grid: Grid, colour: RGB) -> list[Part]:
    dome = np.maximum(ellipse(grid, (0, 0.46), 0.66, 0.42), grid.y - np.float32(0.46))
    ribs = [
        Part(cone(grid, (0, 0.05), (x, 0.45), 0.006, 0.006), mix(colour, (0, 0, 0), 0.4), 0.006)
        for x in (-0.32, 0.0, 0.32)
    ]
    return [
        Part(cone(grid, (0, 0.1), (0, 0.9), 0.016, 0.016), (60, 50, 46), 0.016),
        Part(cone(grid, (0, 0.92), (0.09, 0.95), 0.02, 0.02), (60, 50, 46), 0.02),
        Part(dome, colour, 0.30),
        *ribs,
    ]


def _car(grid: Grid, colour: RGB) -> list[Part]:
    cabin = quad(grid, ((-0.26, 0.34), (0.22, 0.34), (0.42, 0.58), (-0.44, 0.58)), 0.03)
    glass = quad(grid, ((-0.23, 0.38), (0.19, 0.38), (0.34, 0.56), (-0.37, 0.56)), 0.01)
    wheels = [
        Part(ellipse(grid, (x, 0.80), 0.125, 0.125), tone, 0.04) for x in (-0.40, 0.40) for tone in ((26, 26, 28),)
    ]
    rims = [Part(ellipse(grid, (x, 0.80), 0.06, 0.06), (150, 152, 158), 0.03) for x in (-0.40, 0.40)]
    return [
        Part(cabin, colour, 0.08),
        Part(glass, (70, 90, 108), 0.03),
        Part(_bar(grid, -0.72, 0.54, 0.72, 0.82, 0.09), colour, 0.12),
        *wheels,
        *rims,
        Part(ellipse(grid, (0.68, 0.63), 0.03, 0.025), (255, 244, 200), 0.02),
    ]


def _robot(grid: Grid, colour: RGB) -> list[Part]:
    arms = [Part(cone(grid, (0, 0.5), (way * 0.5, 0.36), 0.03, 0.02), (84, 90, 100), 0.03) for way in (-1, 1)]
    rotors = [Part(ellipse(grid, (way * 0.52, 0.32), 0.20, 0.025), (150, 160, 172), 0.02) for way in (-1, 1)]
    return [
        *arms,
        *rotors,
        Part(ellipse(grid, (0, 0.52), 0.26, 0.19), mix(colour, (150, 156, 166), 0.5), 0.16),
        Part(ellipse(grid, (0, 0.56), 0.09, 0.09), (22, 24, 30), 0.05),
        Part(ellipse(grid, (0, 0.56), 0.04, 0.04), (255, 80, 70), 0.03),
    ]


def _shoe(grid: Grid, colour: RGB) -> list[Part]:
    upper = join(
        [cone(grid, (-0.38, 0.44), (-0.34, 0.72), 0.17, 0.20), cone(grid, (-0.3, 0.70), (0.42, 0.78), 0.18, 0.10)], 0.16
    )
    return [
        Part(np.maximum(upper, grid.y - np.float32(0.86) + 0 * grid.x), colour, 0.14),
        Part(_bar(grid, -0.56, 0.82, 0.58, 0.94, 0.05), (232, 230, 224), 0.05),
    ]


def _ring(grid: Grid, colour: RGB) -> list[Part]:
    band = np.abs(ellipse(grid, (0, 0.62), 0.30, 0.32)) - np.float32(0.045)
    gem = quad(grid, ((-0.10, 0.10), (0.10, 0.10), (0.17, 0.19), (0.0, 0.36), (-0.17, 0.19)), 0.006)
    return [Part(band, (216, 180, 96), 0.05), Part(gem, (206, 232, 246), 0.07)]


def _animal(grid: Grid, colour: RGB) -> list[Part]:
    coat = mix(colour, (122, 92, 66), 0.6)
    body = join(
        [
            cone(grid, (-0.28, 0.52), (0.22, 0.50), 0.15, 0.16),
            cone(grid, (0.26, 0.42), (0.36, 0.26), 0.12, 0.12),
            cone(grid, (0.40, 0.28), (0.54, 0.33), 0.08, 0.05),
            cone(grid, (-0.40, 0.46), (-0.60, 0.24), 0.045, 0.025),
        ],
        0.08,
    )
    legs = [
        Part(cone(grid, (x, 0.58), (x + 0.01, 0.95), 0.065, 0.04), mix(coat, (0, 0, 0), shade), 0.04)
        for x, shade in ((-0.22, 0.3), (0.14, 0.3), (-0.34, 0.0), (0.26, 0.0))
    ]
    ears = [
        Part(quad(grid, ((x, 0.04), (x + 0.07, 0.19), (x - 0.07, 0.19)), 0.012), mix(coat, (0, 0, 0), 0.2), 0.03)
        for x in (0.28, 0.41)
    ]
    return [*legs[:2], *ears, Part(body, coat, 0.12), *legs[2:]]


def _flower(grid: Grid, colour: RGB) -> list[Part]:
    parts = [
        Part(cone(grid, (0, 0.36), (0.02, 1.0), 0.02, 0.018), (60, 104, 58), 0.02),
        Part(ellipse(grid, (0.12, 0.72), 0.12, 0.05), (70, 120, 64), 0.05),
    ]
    for number in range(6):
        angle = number * np.pi / 3
        parts.append(
            Part(
                ellipse(grid, (float(np.cos(angle) * 0.15), float(0.26 + np.sin(angle) * 0.15)), 0.12, 0.12),
                mix(colour, (220, 90, 110), 0.6),
                0.08,
            )
        )
    return [*parts, Part(ellipse(grid, (0, 0.26), 0.09, 0.09), (240, 200, 90), 0.06)]


def _instrument(grid: Grid, colour: RGB) -> list[Part]:
    body = join([ellipse(grid, (0, 0.80), 0.24, 0.19), ellipse(grid, (0, 0.56), 0.18, 0.14)], 0.06)
    return [
        Part(body, (168, 104, 54), 0.08),
        Part(ellipse(grid, (0, 0.66), 0.07, 0.07), (44, 28, 20), 0.02),
        Part(_bar(grid, -0.03, 0.04, 0.03, 0.60, 0.01), (70, 46, 32), 0.03),
        Part(_bar(grid, -0.055, 0.0, 0.055, 0.09, 0.02), (60, 40, 28), 0.03),
    ]


_BUILDERS: dict[str, Callable[[Grid, RGB], list[Part]]] = {
    "watch": _watch,
    "phone": _phone,
    "map": _map,
    "letter": _letter,
    "book": _book,
    "cup": _cup,
    "bottle": _bottle,
    "box": _box,
    "lantern": _lantern,
    "key": _key,
    "gun": _gun,
    "blade": _blade,
    "umbrella": _umbrella,
    "car": _car,
    "robot": _robot,
    "shoe": _shoe,
    "ring": _ring,
    "animal": _animal,
    "flower": _flower,
    "instrument": _instrument,
}
