"""Open land and water: coast, lake, forest, park, field, desert, mountain."""

from __future__ import annotations

import numpy as np

from compiler.media.animatic.backdrops.scene import Scene, ground, reflect, sky
from compiler.media.animatic.brush import glow, noise_line, polygon
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


def coast(scene: Scene) -> None:
    """Sea with the light's track on it, a headland with or without a lighthouse, a strand to stand on."""
    sky(scene)
    _water(scene)
    place = scene.place.lower()
    side = 1 if scene.palette.side < 0 else -1
    x = scene.width * (0.5 + 0.27 * side)
    if any(word in place for word in ("pier", "dock", "harbo", "碼頭", "码头", "港")):
        _jetty(scene)
    else:
        _headland(scene, x, side)
        if any(word in place for word in ("lighthouse", "燈塔", "灯塔")):
            _lighthouse(scene, x + side * scene.width * 0.03)
        _strand(scene)


def lake(scene: Scene) -> None:
    """Still water under hills, reeds in front."""
    sky(scene)
    hills(scene, (70, 96, 88), 0.24, 3)
    _treeline(scene, 0.045, 0.4)
    _water(scene, calm=True)
    reflect(scene, 0.55, sharp=2)
    _strand(scene, (96, 98, 62))


def forest(scene: Scene) -> None:
    """Trunks in four depths, mist between them, light from above."""
    sky(scene)
    ground(scene, (74, 78, 52), 0.5)
    palette, rng = scene.palette, scene.rng
    _treeline(scene, 0.5, 0.72)
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
    _grass(scene, (62, 74, 40), 0.10)


def park(scene: Scene) -> None:
    """Lawn, round trees, a path and a bench."""
    sky(scene)
    _treeline(scene, 0.16, 0.45)
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
        _tree(scene, x * scene.width, scene.horizon + size * scene.height * 0.13, size * scene.height * 0.8)
    _grass(scene, (76, 104, 52), 0.07)


def field(scene: Scene) -> None:
    """Grass to the horizon, a few trees, low hills."""
    sky(scene)
    hills(scene, (98, 112, 84), 0.12, 2)
    ground(scene, (142, 132, 76), 0.55)
    for x, size in ((0.2, 0.16), (0.26, 0.12), (0.8, 0.2)):
        _tree(scene, x * scene.width, scene.horizon + scene.height * 0.012, size * scene.height)
    _grass(scene, (120, 116, 62), 0.12)


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
    _rocks(scene)


def _water(scene: Scene, calm: bool = False) -> None:
    palette, top = scene.palette, int(scene.horizon)
    base: RGB = (38, 84, 104)
    near, far = scene.surface(base, 0.35), mix(scene.surface(base, 0.5), palette.horizon, 0.72)
    from compiler.media.animatic.brush import gradient

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


def _headland(scene: Scene, x: float, side: int) -> None:
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


def _lighthouse(scene: Scene, x: float) -> None:
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


def _jetty(scene: Scene) -> None:
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


def _strand(scene: Scene, colour: RGB = (150, 130, 108)) -> None:
    xs = np.linspace(0, scene.width, 40)
    edge = scene.horizon + (scene.height - scene.horizon) * (
        0.46 + 0.05 * np.sin(xs / scene.width * 4.2 + 0.8) + 0.012 * np.sin(xs / scene.width * 17)
    )
    from PIL import Image, ImageDraw

    from compiler.media.animatic.brush import gradient

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


def _treeline(scene: Scene, height: float, distance: float) -> None:
    xs = np.linspace(0, scene.width, 220)
    line = noise_line(scene.rng, xs.size, 0.75)
    jag = np.abs(np.sin(xs / scene.width * 190)) * 0.25
    ys = scene.horizon + 3 - scene.height * height * (0.6 + 0.12 * line + jag)
    colour = scene.far(scene.surface((48, 66, 50), 0.3), distance)
    polygon(
        scene.picture, [(0, scene.horizon + 4), *zip(xs, ys, strict=True), (scene.width, scene.horizon + 4)], colour
    )


def _tree(scene: Scene, x: float, foot: float, high: float) -> None:
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


def _grass(scene: Scene, colour: RGB, height: float) -> None:
    rng, pen = scene.rng, scene.pen
    for _ in range(420):
        depth = rng.uniform(0.12, 1.0)
        y = scene.horizon + depth * (scene.height - scene.horizon)
        x = rng.uniform(0, scene.width)
        blade = scene.height * height * 0.4 * depth * rng.uniform(0.4, 1)
        tone = mix(scene.surface(colour, rng.uniform(0.1, 0.8)), scene.palette.haze, 0.3 * (1 - depth))
        pen.line((x, y, x + rng.normal(0, 0.25) * blade, y - blade), fill=tone, width=1 + int(depth * 2))


def _rocks(scene: Scene) -> None:
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
