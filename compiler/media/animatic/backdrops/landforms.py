"""What landscapes are made of: hills, water, headland, lighthouse, jetty, trees, grass, rocks."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from compiler.media.animatic.backdrops.scene import Scene
from compiler.media.animatic.brush import glow, gradient, noise_line, polygon
from compiler.media.animatic.palette import RGB, mix


def hills(scene: Scene, colour: RGB, height: float, layers: int, rough: float = 0.55) -> None:
    """Paint ``layers`` of ridges down to the horizon, the far ones paler; ``height`` is a share of the picture's."""
    xs = np.linspace(0, scene.width, 90)
    for layer in range(layers):
        distance = 0.78 - 0.5 * layer / max(1, layers)
        line = noise_line(scene.rng, xs.size, rough)
        lift = scene.height * height * (1.15 - 0.5 * layer / max(1, layers))
        ys = scene.horizon + 2 - lift * (0.45 + 0.28 * (line - line.min()) / max(1e-6, np.ptp(line)) * 2)
        tone = scene.far(scene.surface(colour, 0.45), distance)
        polygon(
            scene.picture, [(0, scene.horizon + 3), *zip(xs, ys, strict=True), (scene.width, scene.horizon + 3)], tone
        )


def water(scene: Scene, calm: bool = False) -> None:
    """Paint water from the horizon down, with the light's track on it."""
    palette, top = scene.palette, int(scene.horizon)
    base: RGB = (38, 84, 104)
    near, far = scene.surface(base, 0.35), mix(scene.surface(base, 0.5), palette.horizon, 0.72)
    if top < scene.height - 2:
        near = mix(near, palette.top, 0.35)
        scene.picture.paste(
            gradient(
                scene.width, scene.height - top, [(0, far), (0.4, mix(far, near, 0.65)), (1, mix(near, (0, 0, 0), 0.3))]
            ),
            (0, top),
        )
    pen, rng = scene.pen, scene.rng
    sun_x = scene.width * (0.30 if palette.side < 0 else 0.70)
    for _ in range(120 if calm else 330):
        depth = rng.uniform(0.0, 1.0) ** 1.6
        y = scene.horizon + 3 + depth * (scene.height - scene.horizon)
        on_track = rng.random() < 0.5 and not palette.rain
        x = rng.normal(sun_x, scene.width * (0.022 + 0.05 * depth)) if on_track else rng.uniform(0, scene.width)
        length = scene.width * (0.004 + 0.022 * depth) * rng.uniform(0.5, 1.6)
        light = mix(palette.horizon, palette.rim, 0.6) if on_track else mix(far, palette.horizon, rng.uniform(0.1, 0.5))
        pen.line(
            (x - length, y, x + length, y), fill=mix(near, light, 0.8 if on_track else 0.45), width=1 + int(depth * 3)
        )


def headland(scene: Scene, x: float, side: int) -> None:
    """Paint a headland that runs out of the picture."""
    colour = scene.far(scene.surface((66, 58, 60), 0.15), 0.22)
    outer = scene.width * (1.02 if side > 0 else -0.02)
    top = scene.horizon - scene.height * 0.055
    inner = x - side * scene.width * 0.17
    points = [
        (inner, scene.horizon + scene.height * 0.012),
        (x - side * scene.width * 0.11, top + scene.height * 0.015),
        (x - side * scene.width * 0.05, top),
        (x + side * scene.width * 0.10, top - scene.height * 0.006),
        (outer, top - scene.height * 0.06),
        (outer, scene.horizon + scene.height * 0.03),
    ]
    polygon(scene.picture, points, colour)
    polygon(
        scene.picture,
        [points[0], points[1], points[2], (points[2][0], scene.horizon + scene.height * 0.015)],
        mix(colour, scene.palette.rim, 0.16),
    )


def lighthouse(scene: Scene, x: float) -> None:
    """Build a lighthouse, its lamp lit where it is dark."""
    palette, unit = scene.palette, scene.height
    foot, top = scene.horizon - unit * 0.055, scene.horizon - unit * 0.40
    wide_foot, wide_top = unit * 0.034, unit * 0.022
    bands = 6
    for band in range(bands):
        a, b = band / bands, (band + 1) / bands
        ya, yb = foot + (top - foot) * a, foot + (top - foot) * b
        wa, wb = wide_foot + (wide_top - wide_foot) * a, wide_foot + (wide_top - wide_foot) * b
        tone: RGB = (222, 214, 206) if band % 2 == 0 else (176, 52, 46)
        polygon(scene.picture, [(x - wa, ya), (x + wa, ya), (x + wb, yb), (x - wb, yb)], scene.surface(tone, 0.35))
        bright = (
            (x - wa, x - wa * 0.45, x - wb * 0.45, x - wb)
            if palette.side < 0
            else (x + wa * 0.45, x + wa, x + wb, x + wb * 0.45)
        )
        polygon(
            scene.picture,
            [(bright[0], ya), (bright[1], ya), (bright[2], yb), (bright[3], yb)],
            scene.surface(tone, 0.9),
        )
    lamp = (x, top - unit * 0.022)
    scene.pen.rectangle(
        (x - wide_top * 1.35, top - unit * 0.004, x + wide_top * 1.35, top + unit * 0.006),
        fill=scene.surface((60, 54, 56), 0.3),
    )
    scene.pen.rectangle(
        (x - wide_top * 0.8, top - unit * 0.04, x + wide_top * 0.8, top),
        fill=(255, 232, 160) if palette.dark else scene.surface((190, 214, 222), 0.6),
    )
    polygon(
        scene.picture,
        [(x - wide_top * 1.1, top - unit * 0.038), (x + wide_top * 1.1, top - unit * 0.038), (x, top - unit * 0.075)],
        scene.surface((70, 34, 34), 0.4),
    )
    if palette.dark:
        for side, reach in ((-1, 0.9), (1, 0.5)):
            far = x + side * scene.width * reach
            polygon(
                scene.picture, [lamp, (far, lamp[1] - unit * 0.11), (far, lamp[1] + unit * 0.06)], (255, 236, 180), 26
            )
            polygon(
                scene.picture, [lamp, (far, lamp[1] - unit * 0.06), (far, lamp[1] + unit * 0.02)], (255, 236, 180), 26
            )
        glow(scene.picture, lamp, unit * 0.16, (255, 226, 150), 0.9)


def jetty(scene: Scene) -> None:
    """Paint a jetty that leads into depth, boats beside it."""
    planks = scene.surface((120, 96, 76), 0.4)
    spread = scene.width * 0.34
    x = scene.width * 0.5
    polygon(
        scene.picture,
        [
            (x - 12, scene.horizon + 4),
            (x + 12, scene.horizon + 4),
            (x + spread, scene.height),
            (x - spread, scene.height),
        ],
        planks,
    )
    depth = scene.height - scene.horizon
    for index in range(1, 26):
        y = scene.horizon + 4 + depth * (index / 26) ** 2
        half = 12 + (spread - 12) * (index / 26) ** 2
        scene.pen.line((x - half, y, x + half, y), fill=mix(planks, (0, 0, 0), 0.4), width=1 + index // 8)
    for side in (-1, 1):
        for index in (4, 7, 11, 16, 22):
            share = (index / 26) ** 2
            px, y = x + side * (14 + (spread - 12) * share), scene.horizon + 4 + depth * share
            wide = 3 + 22 * share
            scene.pen.rectangle(
                (px - wide / 2, y - 12 - 120 * share, px + wide / 2, y + 10), fill=mix(planks, (0, 0, 0), 0.3)
            )
    for bx, size in ((0.16, 0.10), (0.86, 0.14)):
        hull = scene.far(scene.surface((84, 62, 60), 0.3), 0.25)
        cx, y, half = bx * scene.width, scene.horizon + scene.height * 0.045, size * scene.width * 0.5
        polygon(
            scene.picture,
            [
                (cx - half, y - half * 0.22),
                (cx + half, y - half * 0.28),
                (cx + half * 0.78, y + half * 0.12),
                (cx - half * 0.74, y + half * 0.12),
            ],
            hull,
        )
        scene.pen.rectangle(
            (cx - half * 0.2, y - half * 0.62, cx + half * 0.25, y - half * 0.22), fill=mix(hull, (200, 196, 188), 0.35)
        )
        scene.pen.line((cx, y - half * 1.5, cx, y - half * 0.3), fill=hull, width=3)


def strand(scene: Scene, colour: RGB = (150, 130, 108)) -> None:
    """Paint a strand to stand on."""
    xs = np.linspace(0, scene.width, 40)
    edge = scene.horizon + (scene.height - scene.horizon) * (
        0.46 + 0.05 * np.sin(xs / scene.width * 4.2 + 0.8) + 0.012 * np.sin(xs / scene.width * 17)
    )
    mask = Image.new("L", scene.picture.size)
    ImageDraw.Draw(mask).polygon([(0, scene.height), *zip(xs, edge, strict=True), (scene.width, scene.height)], 255)
    top = int(edge.min())
    near = scene.surface(colour, 0.22)
    tone = gradient(
        scene.width,
        scene.height - top,
        [(0, mix(scene.surface(colour, 0.55), scene.palette.haze, 0.25)), (1, mix(near, (0, 0, 0), 0.35))],
    )
    scene.picture.paste(tone, (0, top), mask.crop((0, top, scene.width, scene.height)))
    scene.pen.line(list(zip(xs, edge, strict=True)), fill=mix(scene.palette.horizon, (255, 255, 255), 0.25), width=3)


def treeline(scene: Scene, height: float, distance: float) -> None:
    """Paint a line of trees along the horizon."""
    xs = np.linspace(0, scene.width, 220)
    line = noise_line(scene.rng, xs.size, 0.75)
    jag = np.abs(np.sin(xs / scene.width * 190)) * 0.25
    ys = scene.horizon + 3 - scene.height * height * (0.6 + 0.12 * line + jag)
    colour = scene.far(scene.surface((48, 66, 50), 0.3), distance)
    polygon(
        scene.picture, [(0, scene.horizon + 4), *zip(xs, ys, strict=True), (scene.width, scene.horizon + 4)], colour
    )


def tree(scene: Scene, x: float, foot: float, high: float) -> None:
    """Plant a tree."""
    rng, palette = scene.rng, scene.palette
    trunk = scene.surface((70, 54, 44), 0.2)
    polygon(
        scene.picture,
        [
            (x - high * 0.02, foot - high * 0.5),
            (x + high * 0.02, foot - high * 0.5),
            (x + high * 0.032, foot),
            (x - high * 0.032, foot),
        ],
        trunk,
    )
    blobs = [
        (rng.normal(0, 0.13) * high, -high * rng.uniform(0.42, 0.86), high * rng.uniform(0.10, 0.2)) for _ in range(13)
    ]
    for key, shift in ((0.1, 0.0), (0.8, 0.32)):
        colour = scene.surface((70, 96, 54), key)
        for dx, dy, radius in blobs:
            size = radius * (1 - shift)
            cx, cy = x + dx + palette.side * radius * shift * 0.6, foot + dy - radius * shift * 0.6
            scene.pen.ellipse((cx - size, cy - size * 0.86, cx + size, cy + size * 0.86), fill=colour)


def grass(scene: Scene, colour: RGB, height: float) -> None:
    """Scatter blades of grass."""
    rng, pen = scene.rng, scene.pen
    for _ in range(420):
        depth = rng.uniform(0.12, 1.0)
        y = scene.horizon + depth * (scene.height - scene.horizon)
        x = rng.uniform(0, scene.width)
        blade = scene.height * height * 0.4 * depth * rng.uniform(0.4, 1)
        tone = mix(scene.surface(colour, rng.uniform(0.1, 0.8)), scene.palette.haze, 0.3 * (1 - depth))
        pen.line((x, y, x + rng.normal(0, 0.25) * blade, y - blade), fill=tone, width=1 + int(depth * 2))


def rocks(scene: Scene) -> None:
    """Scatter rocks."""
    rng = scene.rng
    for _ in range(16):
        depth = rng.uniform(0.1, 1.0)
        x, y = rng.uniform(0, scene.width), scene.horizon + depth * (scene.height - scene.horizon)
        size = scene.width * 0.03 * depth * rng.uniform(0.5, 1.5)
        dark, bright = scene.surface((86, 82, 78), 0.1), scene.surface((126, 120, 112), 0.8)
        polygon(
            scene.picture,
            [(x - size, y), (x - size * 0.6, y - size * 0.7), (x + size * 0.2, y - size * 0.85), (x + size, y)],
            dark,
        )
        side = scene.palette.side
        polygon(
            scene.picture,
            [
                (x + side * size, y),
                (x + side * size * 0.55, y - size * 0.7),
                (x, y - size * 0.8),
                (x + side * size * 0.1, y),
            ],
            bright,
        )
