"""Things that stand by themselves. Each function returns the solids of one thing, a unit high, in its colour."""

from __future__ import annotations

import numpy as np

from compiler.media.animatic.figures.part import Part
from compiler.media.animatic.figures.solid import Grid, bar, cone, ellipse, join, quad
from compiler.media.animatic.palette import RGB, mix


def box(grid: Grid, colour: RGB) -> list[Part]:
    """A box."""
    return [
        Part(bar(grid, -0.52, 0.24, 0.52, 0.96, 0.05), colour, 0.06),
        Part(bar(grid, -0.14, 0.12, 0.14, 0.26, 0.03), mix(colour, (0, 0, 0), 0.4), 0.03),
        Part(bar(grid, -0.52, 0.52, 0.52, 0.55, 0.005), mix(colour, (0, 0, 0), 0.5), 0.02),
        Part(bar(grid, -0.09, 0.48, 0.09, 0.62, 0.02), (206, 176, 96), 0.03),
    ]


def car(grid: Grid, colour: RGB) -> list[Part]:
    """A car."""
    cabin = quad(grid, ((-0.26, 0.34), (0.22, 0.34), (0.42, 0.58), (-0.44, 0.58)), 0.03)
    glass = quad(grid, ((-0.23, 0.38), (0.19, 0.38), (0.34, 0.56), (-0.37, 0.56)), 0.01)
    wheels = [
        Part(ellipse(grid, (x, 0.80), 0.125, 0.125), tone, 0.04) for x in (-0.40, 0.40) for tone in ((26, 26, 28),)
    ]
    rims = [Part(ellipse(grid, (x, 0.80), 0.06, 0.06), (150, 152, 158), 0.03) for x in (-0.40, 0.40)]
    return [
        Part(cabin, colour, 0.08),
        Part(glass, (70, 90, 108), 0.03),
        Part(bar(grid, -0.72, 0.54, 0.72, 0.82, 0.09), colour, 0.12),
        *wheels,
        *rims,
        Part(ellipse(grid, (0.68, 0.63), 0.03, 0.025), (255, 244, 200), 0.02),
    ]


def robot(grid: Grid, colour: RGB) -> list[Part]:
    """A robot."""
    arms = [Part(cone(grid, (0, 0.5), (way * 0.5, 0.36), 0.03, 0.02), (84, 90, 100), 0.03) for way in (-1, 1)]
    rotors = [Part(ellipse(grid, (way * 0.52, 0.32), 0.20, 0.025), (150, 160, 172), 0.02) for way in (-1, 1)]
    return [
        *arms,
        *rotors,
        Part(ellipse(grid, (0, 0.52), 0.26, 0.19), mix(colour, (150, 156, 166), 0.5), 0.16),
        Part(ellipse(grid, (0, 0.56), 0.09, 0.09), (22, 24, 30), 0.05),
        Part(ellipse(grid, (0, 0.56), 0.04, 0.04), (255, 80, 70), 0.03),
    ]


def shoe(grid: Grid, colour: RGB) -> list[Part]:
    """A shoe."""
    upper = join(
        [cone(grid, (-0.38, 0.44), (-0.34, 0.72), 0.17, 0.20), cone(grid, (-0.3, 0.70), (0.42, 0.78), 0.18, 0.10)], 0.16
    )
    return [
        Part(np.maximum(upper, grid.y - np.float32(0.86) + 0 * grid.x), colour, 0.14),
        Part(bar(grid, -0.56, 0.82, 0.58, 0.94, 0.05), (232, 230, 224), 0.05),
    ]


def animal(grid: Grid, colour: RGB) -> list[Part]:
    """An animal on four legs."""
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


def instrument(grid: Grid, colour: RGB) -> list[Part]:
    """A stringed instrument."""
    body = join([ellipse(grid, (0, 0.80), 0.24, 0.19), ellipse(grid, (0, 0.56), 0.18, 0.14)], 0.06)
    return [
        Part(body, (168, 104, 54), 0.08),
        Part(ellipse(grid, (0, 0.66), 0.07, 0.07), (44, 28, 20), 0.02),
        Part(bar(grid, -0.03, 0.04, 0.03, 0.60, 0.01), (70, 46, 32), 0.03),
        Part(bar(grid, -0.055, 0.0, 0.055, 0.09, 0.02), (60, 40, 28), 0.03),
    ]
