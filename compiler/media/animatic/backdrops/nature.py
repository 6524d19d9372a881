"""Open land and water: coast, lake, forest, park, field, desert, mountain."""

from __future__ import annotations

import numpy as np

from compiler.media.animatic.backdrops.landforms import (
    grass,
    headland,
    hills,
    jetty,
    lighthouse,
    rocks,
    strand,
    tree,
    treeline,
    water,
)
from compiler.media.animatic.backdrops.scene import Scene, ground, reflect, sky
from compiler.media.animatic.brush import glow, polygon
from compiler.media.animatic.palette import RGB, mix


def coast(scene: Scene) -> None:
    """Sea with the light's track on it, a headland with or without a lighthouse, a strand to stand on."""
    sky(scene)
    water(scene)
    place = scene.place.lower()
    side = 1 if scene.palette.side < 0 else -1
    x = scene.width * (0.5 + 0.27 * side)
    if any(word in place for word in ("pier", "dock", "quay", "wharf", "jetty", "harbo", "碼頭", "码头", "港")):
        jetty(scene)
    else:
        headland(scene, x, side)
        if any(word in place for word in ("lighthouse", "燈塔", "灯塔")):
            lighthouse(scene, x + side * scene.width * 0.03)
        strand(scene)


def lake(scene: Scene) -> None:
    """Still water under hills, reeds in front."""
    sky(scene)
    hills(scene, (70, 96, 88), 0.24, 3)
    treeline(scene, 0.045, 0.4)
    water(scene, calm=True)
    reflect(scene, 0.55, sharp=2)
    strand(scene, (96, 98, 62))


def forest(scene: Scene) -> None:
    """Trunks in four depths, mist between them, light from above."""
    sky(scene)
    ground(scene, (74, 78, 52), 0.5)
    palette, rng = scene.palette, scene.rng
    treeline(scene, 0.5, 0.72)
    bamboo = any(word in scene.place.lower() for word in ("bamboo", "竹"))
    for layer in range(4):
        distance = 0.66 - 0.2 * layer
        count = 20 - 4 * layer
        for index in range(count):
            x = (index + rng.uniform(0.1, 0.9)) / count * scene.width * 1.1 - scene.width * 0.05
            if layer == 3 and abs(x / scene.width - 0.5) < 0.2:
                continue
            wide = scene.width * (0.007 + 0.009 * layer) * rng.uniform(0.7, 1.4) * (0.5 if bamboo else 1)
            foot = scene.horizon + scene.height * (0.015 + 0.045 * layer + 0.03 * layer * layer)
            tone: RGB = (86, 110, 62) if bamboo else (72, 58, 48)
            colour = scene.far(scene.surface(tone, 0.2), distance)
            lean = rng.normal(0, 0.012) * scene.width
            polygon(
                scene.picture,
                [(x - wide * 0.7 + lean, 0), (x + wide * 0.7 + lean, 0), (x + wide, foot), (x - wide, foot)],
                colour,
            )
            edge = x + palette.side * wide
            bright = mix(colour, palette.rim, 0.10 + 0.10 * layer)
            scene.pen.line(
                (edge - palette.side * wide * 0.3 + lean, 0, edge, foot), fill=bright, width=max(1, int(wide * 0.35))
            )
        if layer < 3:
            glow(
                scene.picture,
                (scene.width * (0.5 + 0.2 * palette.side), scene.horizon * 0.9),
                scene.width * 0.42,
                palette.haze,
                0.16,
            )
    grass(scene, (62, 74, 40), 0.10)


def park(scene: Scene) -> None:
    """Lawn, round trees, a path and a bench."""
    sky(scene)
    treeline(scene, 0.16, 0.45)
    ground(scene, (92, 122, 66), 0.5)
    path = scene.surface((176, 160, 132), 0.4)
    polygon(
        scene.picture,
        [
            (scene.width * 0.50, scene.horizon),
            (scene.width * 0.53, scene.horizon),
            (scene.width * 0.86, scene.height),
            (scene.width * 0.32, scene.height),
        ],
        mix(path, scene.palette.haze, 0.2),
    )
    for x, size in ((0.12, 0.56), (0.9, 0.62), (0.3, 0.3), (0.72, 0.34)):
        tree(scene, x * scene.width, scene.horizon + size * scene.height * 0.13, size * scene.height * 0.8)
    grass(scene, (76, 104, 52), 0.07)


def field(scene: Scene) -> None:
    """Grass to the horizon, a few trees, low hills."""
    sky(scene)
    hills(scene, (98, 112, 84), 0.12, 2)
    ground(scene, (142, 132, 76), 0.55)
    for x, size in ((0.2, 0.16), (0.26, 0.12), (0.8, 0.2)):
        tree(scene, x * scene.width, scene.horizon + scene.height * 0.012, size * scene.height)
    grass(scene, (120, 116, 62), 0.12)


def desert(scene: Scene) -> None:
    """Dunes with a lit and a shaded side."""
    sky(scene)
    hills(scene, (176, 132, 98), 0.13, 2, rough=0.4)
    ground(scene, (206, 164, 112), 0.5)
    xs = np.linspace(0, scene.width, 80)
    for layer in range(4):
        base = scene.horizon + scene.height * (0.03 + 0.10 * layer + 0.018 * layer * layer)
        peak = scene.rng.uniform(0.2, 0.8) * scene.width
        shape = np.exp(-(((xs - peak) / (scene.width * scene.rng.uniform(0.2, 0.34))) ** 2))
        ys = (
            base
            - shape * scene.height * (0.045 + 0.022 * layer)
            - np.sin(xs / scene.width * 6 + layer) * scene.height * 0.006
        )
        bright = scene.far(scene.surface((222, 178, 122), 0.85), 0.42 - 0.12 * layer)
        dark = scene.far(scene.surface((166, 122, 86), 0.1), 0.42 - 0.12 * layer)
        polygon(scene.picture, [(0, scene.height), *zip(xs, ys, strict=True), (scene.width, scene.height)], bright)
        top = int(np.argmin(ys))
        away = -scene.palette.side
        lee = [
            i for i in (range(top, 80) if away > 0 else range(top, -1, -1)) if abs(xs[i] - xs[top]) < scene.width * 0.24
        ]
        ridge = [(xs[i], ys[i]) for i in lee]
        # The lee side falls away from the crest and closes again where the dune runs out.
        depth = scene.height * (0.05 + 0.03 * layer)
        foot = [(xs[i], ys[i] + depth * np.sin(np.pi * n / max(1, len(lee) - 1)) ** 0.8) for n, i in enumerate(lee)]
        polygon(scene.picture, [*ridge, *reversed(foot)], dark, 170)


def mountain(scene: Scene) -> None:
    """Peaks with snow on the side of the light, ridges in front."""
    sky(scene)
    rng = scene.rng
    for x, high, wide in ((0.66, 0.46, 0.44), (0.28, 0.36, 0.40), (0.95, 0.32, 0.36), (0.02, 0.28, 0.30)):
        x = x + rng.normal(0, 0.02)
        peak = (x * scene.width, scene.horizon - high * scene.height)
        left, right = (
            ((x - wide / 2) * scene.width, scene.horizon + 2),
            ((x + wide / 2) * scene.width, scene.horizon + 2),
        )
        ridge = [
            (
                peak[0] + (rng.uniform(-0.02, 0.02) + step * 0.012) * scene.width,
                peak[1] + (scene.horizon - peak[1]) * step / 6,
            )
            for step in range(1, 7)
        ]
        rock = scene.far(scene.surface((96, 100, 114), 0.3), 0.42)
        bright = scene.far(scene.surface((150, 148, 150), 0.9), 0.34)
        polygon(scene.picture, [left, peak, right], rock)
        lit_side = [left, peak, *ridge] if scene.palette.side < 0 else [peak, right, *reversed(ridge)]
        polygon(scene.picture, lit_side, bright)
        snow = scene.far(scene.surface((236, 240, 250), 0.7), 0.1)
        half = 0.32
        teeth = [
            (
                peak[0] + (t - 0.5) * wide * scene.width * half,
                peak[1] + high * scene.height * (half + (0.06 if i % 2 else -0.04)),
            )
            for i, t in enumerate(np.linspace(1, 0, 8))
        ]
        polygon(scene.picture, [peak, *teeth], mix(snow, rock, 0.25))
        polygon(scene.picture, [peak, *(teeth[3:] if scene.palette.side < 0 else teeth[:5])], snow)
    hills(scene, (74, 86, 84), 0.13, 3)
    ground(scene, (104, 102, 88), 0.5)
    rocks(scene)
