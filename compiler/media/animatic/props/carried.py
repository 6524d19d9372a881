"""Things that a hand can hold. Each function returns the solids of one thing, a unit high, in its colour."""

from __future__ import annotations

import numpy as np

from compiler.media.animatic.figures.part import Part
from compiler.media.animatic.figures.pose import Point
from compiler.media.animatic.figures.solid import Grid, bar, cone, ellipse, join, quad
from compiler.media.animatic.palette import RGB, mix


def watch(grid: Grid, colour: RGB) -> list[Part]:
    """A wrist watch."""
    strap = join([bar(grid, -0.12, 0.0, 0.12, 0.34, 0.05), bar(grid, -0.12, 0.66, 0.12, 1.0, 0.05)], 0)
    parts = [
        Part(strap, mix(colour, (20, 18, 18), 0.6), 0.07),
        Part(bar(grid, 0.23, 0.46, 0.29, 0.54, 0.015), mix(colour, (200, 200, 200), 0.4), 0.02),
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


def phone(grid: Grid, colour: RGB) -> list[Part]:
    """A telephone, its screen lit."""
    return [
        Part(bar(grid, -0.24, 0.03, 0.24, 0.97, 0.06), mix(colour, (30, 30, 34), 0.7), 0.04),
        Part(bar(grid, -0.21, 0.07, 0.21, 0.93, 0.04), (120, 190, 250), 0.9, bar(grid, -0.9, -0.9, 0.9, 1.9)),
        Part(bar(grid, -0.15, 0.20, 0.15, 0.26, 0.02), (224, 240, 255), 0.02),
        Part(bar(grid, -0.15, 0.32, 0.08, 0.37, 0.02), (190, 220, 250), 0.02),
    ]


def chart(grid: Grid, colour: RGB) -> list[Part]:
    """A map."""
    sheet = quad(grid, ((-0.62, 0.16), (0.62, 0.10), (0.66, 0.86), (-0.66, 0.92)), 0.02)
    parts = [Part(sheet, (58, 190, 236), 0.02)]
    meridians = [cone(grid, (x, 0.17), (x + 0.02, 0.86), 0.005, 0.005) for x in (-0.4, -0.14, 0.12, 0.38)]
    parallels = [cone(grid, (-0.6, y + 0.01), (0.6, y - 0.03), 0.005, 0.005) for y in (0.34, 0.52, 0.70)]
    parts += [Part(line, (150, 240, 255), 0.005) for line in (*meridians, *parallels)]
    parts.append(Part(cone(grid, (-0.3, 0.66), (0.2, 0.36), 0.014, 0.014), (255, 230, 120), 0.014))
    parts.append(Part(ellipse(grid, (0.22, 0.35), 0.045, 0.045), (255, 110, 90), 0.03))
    return parts


def letter(grid: Grid, colour: RGB) -> list[Part]:
    """A letter."""
    parts = [Part(bar(grid, -0.62, 0.14, 0.62, 0.88, 0.015), (226, 214, 190), 0.025)]
    parts += [
        Part(cone(grid, a, b, 0.007, 0.007), (176, 160, 132), 0.007)
        for a, b in (((-0.6, 0.17), (0, 0.56)), ((0.6, 0.17), (0, 0.56)))
    ]
    return [*parts, Part(ellipse(grid, (0, 0.57), 0.085, 0.085), (160, 40, 36), 0.05)]


def book(grid: Grid, colour: RGB) -> list[Part]:
    """A book."""
    return [
        Part(bar(grid, -0.40, 0.06, 0.44, 0.98, 0.01), (226, 218, 200), 0.02),
        Part(bar(grid, -0.44, 0.02, 0.40, 0.95, 0.02), colour, 0.03),
        Part(bar(grid, -0.44, 0.02, -0.36, 0.95, 0.02), mix(colour, (0, 0, 0), 0.35), 0.04),
        Part(bar(grid, -0.22, 0.24, 0.26, 0.34, 0.01), mix(colour, (240, 220, 160), 0.7), 0.01),
    ]


def cup(grid: Grid, colour: RGB) -> list[Part]:
    """A cup."""
    body = quad(grid, ((-0.32, 0.26), (0.32, 0.26), (0.24, 0.88), (-0.24, 0.88)), 0.05)
    handle = np.abs(ellipse(grid, (0.38, 0.52), 0.16, 0.19)) - np.float32(0.035)
    return [
        Part(ellipse(grid, (0, 0.95), 0.56, 0.055), mix(colour, (255, 255, 255), 0.5), 0.04),
        Part(handle, mix(colour, (255, 255, 255), 0.35), 0.035),
        Part(body, mix(colour, (255, 255, 255), 0.4), 0.22),
        Part(ellipse(grid, (0, 0.26), 0.36, 0.075), mix(colour, (255, 255, 255), 0.6), 0.02),
        Part(ellipse(grid, (0, 0.27), 0.31, 0.055), (76, 44, 26), 0.02),
    ]


def bottle(grid: Grid, colour: RGB) -> list[Part]:
    """A bottle."""
    body = join([bar(grid, -0.20, 0.38, 0.20, 1.0, 0.06), bar(grid, -0.075, 0.10, 0.075, 0.5, 0.03)], 0.12)
    return [
        Part(body, colour, 0.16),
        Part(bar(grid, -0.20, 0.58, 0.20, 0.84, 0.005), (226, 216, 196), 0.4, body),
        Part(bar(grid, -0.09, 0.0, 0.09, 0.13, 0.02), mix(colour, (20, 20, 20), 0.6), 0.06),
        Part(cone(grid, (-0.13, 0.46), (-0.13, 0.94), 0.012, 0.012), mix(colour, (255, 255, 255), 0.7), 0.01),
    ]


def lantern(grid: Grid, colour: RGB) -> list[Part]:
    """A lantern."""
    ring = np.abs(ellipse(grid, (0, 0.10), 0.11, 0.10)) - np.float32(0.016)
    return [
        Part(ring, (60, 54, 50), 0.016),
        Part(bar(grid, -0.21, 0.28, 0.21, 0.84, 0.03), (255, 206, 120), 2.0, bar(grid, -0.9, -0.9, 0.9, 1.9)),
        Part(ellipse(grid, (0, 0.62), 0.07, 0.13), (255, 246, 214), 0.10),
        Part(quad(grid, ((-0.13, 0.16), (0.13, 0.16), (0.26, 0.29), (-0.26, 0.29)), 0.01), (70, 60, 54), 0.04),
        Part(bar(grid, -0.27, 0.83, 0.27, 0.95, 0.02), (70, 60, 54), 0.04),
        *[Part(bar(grid, x - 0.014, 0.28, x + 0.014, 0.84, 0.006), (70, 60, 54), 0.014) for x in (-0.2, 0.0, 0.2)],
    ]


def key(grid: Grid, colour: RGB) -> list[Part]:
    """A key."""
    bow = np.maximum(ellipse(grid, (0, 0.22), 0.20, 0.20), -ellipse(grid, (0, 0.22), 0.10, 0.10))
    shaft = join(
        [
            cone(grid, (0, 0.4), (0, 0.96), 0.04, 0.04),
            bar(grid, 0, 0.76, 0.16, 0.83, 0.01),
            bar(grid, 0, 0.88, 0.20, 0.95, 0.01),
        ],
        0.01,
    )
    return [Part(join([bow, shaft], 0.02), (196, 160, 84), 0.05)]


def gun(grid: Grid, colour: RGB) -> list[Part]:
    """A pistol."""
    grip = quad(grid, ((0.16, 0.44), (0.42, 0.44), (0.54, 0.92), (0.28, 0.96)), 0.03)
    guard = np.abs(ellipse(grid, (0.08, 0.54), 0.10, 0.10)) - np.float32(0.018)
    return [
        Part(guard, (44, 46, 52), 0.02),
        Part(grip, (58, 46, 40), 0.06),
        Part(bar(grid, -0.62, 0.26, 0.44, 0.46, 0.03), (64, 68, 76), 0.05),
    ]


def blade(grid: Grid, colour: RGB) -> list[Part]:
    """A blade."""
    steel = quad(grid, ((-0.055, 0.10), (0.0, 0.0), (0.055, 0.10), (0.055, 0.68), (-0.055, 0.68)), 0.004)
    return [
        Part(steel, (190, 196, 204), 0.05),
        Part(bar(grid, -0.2, 0.66, 0.2, 0.72, 0.02), (150, 120, 60), 0.03),
        Part(bar(grid, -0.045, 0.72, 0.045, 1.0, 0.03), (70, 44, 34), 0.04),
    ]


def umbrella(grid: Grid, colour: RGB) -> list[Part]:
    """An umbrella."""
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


def ring(grid: Grid, colour: RGB) -> list[Part]:
    """A ring."""
    band = np.abs(ellipse(grid, (0, 0.62), 0.30, 0.32)) - np.float32(0.045)
    gem = quad(grid, ((-0.10, 0.10), (0.10, 0.10), (0.17, 0.19), (0.0, 0.36), (-0.17, 0.19)), 0.006)
    return [Part(band, (216, 180, 96), 0.05), Part(gem, (206, 232, 246), 0.07)]


def flower(grid: Grid, colour: RGB) -> list[Part]:
    """A flower."""
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
