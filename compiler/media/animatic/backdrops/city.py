"""Streets, alleys, rooftops and roads: buildings in rows of depth, lit windows, signs, lamps, wet asphalt."""

from __future__ import annotations

import numpy as np

from compiler.media.animatic.backdrops.landforms import hills
from compiler.media.animatic.backdrops.scene import Scene, ground, reflect, sky
from compiler.media.animatic.brush import glow, polygon
from compiler.media.animatic.palette import RGB, mix

SIGNS: tuple[RGB, ...] = ((255, 60, 160), (60, 220, 255), (255, 190, 60), (150, 90, 255), (90, 255, 170), (255, 84, 72))


def street(scene: Scene) -> None:
    """A street in one-point perspective between two rows of houses, towers behind."""
    sky(scene)
    _skyline(scene)
    ground(scene, (72, 74, 82), 0.4)
    vanish = (scene.width * 0.5, scene.horizon)
    _row(scene, vanish, -1, 0.205)
    _row(scene, vanish, 1, 0.205)
    _roadway(scene, vanish, 0.32)
    _lamps(scene, vanish)
    if scene.palette.wet:
        reflect(scene, 0.62)


def alley(scene: Scene) -> None:
    """A narrow passage: high walls, pipes, one lamp, signs at its end."""
    sky(scene)
    _skyline(scene)
    ground(scene, (66, 64, 68), 0.3)
    vanish = (scene.width * 0.5, scene.horizon)
    _row(scene, vanish, -1, 0.115)
    _row(scene, vanish, 1, 0.115)
    _roadway(scene, vanish, 0.10, marks=False)
    _lamps(scene, vanish, one=True)
    if scene.palette.wet:
        reflect(scene, 0.62)


def rooftop(scene: Scene) -> None:
    """A roof's edge above the city."""
    full = scene.horizon
    sky(scene)
    _skyline(scene, tall=0.8)
    scene.horizon = full + scene.height * 0.10
    _skyline(scene, tall=0.55, near=True)
    scene.horizon = full + scene.height * 0.16
    ground(scene, (92, 90, 92), 0.1)
    pen = scene.pen
    top = scene.horizon - scene.height * 0.03
    pen.rectangle((0, top, scene.width, scene.horizon + scene.height * 0.02), fill=scene.surface((112, 108, 106), 0.4))
    pen.line((0, top, scene.width, top), fill=mix(scene.surface((150, 146, 142), 1), scene.palette.rim, 0.35), width=3)
    for x in np.linspace(-0.02, 1.02, 18):
        pen.line(
            (x * scene.width, top, x * scene.width, top - scene.height * 0.075),
            fill=scene.surface((60, 60, 66), 0.4),
            width=4,
        )
    rail = top - scene.height * 0.075
    pen.line((0, rail, scene.width, rail), fill=mix(scene.surface((70, 70, 76), 0.6), scene.palette.rim, 0.4), width=4)
    unit = scene.width * 0.82
    pen.rectangle(
        (unit, top - scene.height * 0.17, unit + scene.width * 0.11, scene.horizon + scene.height * 0.05),
        fill=scene.surface((86, 88, 94), 0.35),
    )
    scene.horizon = full
    if scene.palette.wet:
        scene.horizon = full + scene.height * 0.18
        reflect(scene, 0.4)
        scene.horizon = full


def road(scene: Scene) -> None:
    """A road through open land."""
    sky(scene)
    hills(scene, (86, 96, 92), 0.10, 2)
    ground(scene, (98, 104, 74), 0.55)
    vanish = (scene.width * 0.5, scene.horizon)
    _roadway(scene, vanish, 0.55)
    pen = scene.pen
    for depth in (0.06, 0.1, 0.17, 0.3, 0.55):
        x = vanish[0] - depth * scene.width * 0.75
        height = depth * scene.height * 0.9
        foot = scene.horizon + depth * scene.height * 0.42
        colour = scene.far(scene.surface((50, 44, 42), 0.2), 0.5 - depth * 0.6 if depth < 0.5 else 0.1)
        pen.line((x, foot, x, foot - height), fill=colour, width=max(2, int(depth * 22)))
        pen.line(
            (x - height * 0.13, foot - height * 0.9, x + height * 0.13, foot - height * 0.9),
            fill=colour,
            width=max(1, int(depth * 14)),
        )
    if scene.palette.wet:
        reflect(scene, 0.4)


def _skyline(scene: Scene, tall: float = 1.0, near: bool = False) -> None:
    pen, rng = scene.pen, scene.rng
    for layer in (1,) if near else (0, 1):
        distance = 0.68 - 0.34 * layer
        colour = scene.far(scene.surface((58, 62, 76), 0.3), distance if not near else 0.2)
        x = -scene.width * 0.02
        while x < scene.width * 1.02:
            wide = scene.width * rng.uniform(0.035, 0.085)
            high = scene.height * rng.uniform(0.12, 0.42) * tall * (1.0 - 0.25 * layer)
            top = scene.horizon - high
            pen.rectangle((x, top, x + wide, scene.horizon + 2), fill=colour)
            if rng.random() < 0.3:
                pen.line((x + wide / 2, top, x + wide / 2, top - high * 0.16), fill=colour, width=3)
            lit_share = 0.36 if scene.palette.dark else 0.05
            _windows(scene, (x, top, x + wide, scene.horizon), wide / 5, lit_share, 0.55 if not near else 0.9)
            x += wide * rng.uniform(0.9, 1.25)


def _windows(scene: Scene, box: tuple[float, float, float, float], step: float, share: float, strength: float) -> None:
    pen, rng = scene.pen, scene.rng
    step = max(7.0, step)
    columns, rows = int((box[2] - box[0] - step * 0.6) // step), int((box[3] - box[1] - step) // (step * 1.25))
    if columns < 1 or rows < 1:
        return
    lit_ones = rng.random((rows, columns)) < share
    for row, column in zip(*np.nonzero(lit_ones), strict=True):
        x, y = box[0] + step * (0.55 + column), box[1] + step * (0.7 + row * 1.25)
        warm: RGB = (255, 214, 140) if rng.random() < 0.75 else (170, 214, 255)
        if scene.palette.neon and rng.random() < 0.3:
            warm = SIGNS[int(rng.integers(len(SIGNS)))]
        colour = (
            mix(scene.palette.haze, warm, strength * rng.uniform(0.6, 1.0))
            if scene.palette.dark
            else scene.far((226, 236, 242), 0.3)
        )
        pen.rectangle((x, y, x + step * 0.5, y + step * 0.72), fill=colour)


def _row(scene: Scene, vanish: tuple[float, float], side: int, gap: float) -> None:
    """A row of house fronts running to the vanishing point, from far to near."""
    rng, palette = scene.rng, scene.palette
    depths = [1.0 / d for d in (7.0, 5.0, 3.6, 2.6, 1.9, 1.35, 1.0, 0.72, 0.5, 0.34, 0.2)]
    depths = [depth for depth in depths if gap * depth < 0.75]
    for index in range(len(depths) - 1):
        near, far = depths[index + 1], depths[index]
        x_far, x_near = vanish[0] + side * gap * scene.width * far, vanish[0] + side * gap * scene.width * near
        high = scene.height * rng.uniform(0.34, 0.62)
        drop = scene.height * 0.165
        tones: tuple[RGB, ...] = ((112, 84, 74), (92, 94, 104), (128, 112, 92), (84, 78, 92), (106, 98, 96))
        tone = tones[int(rng.integers(len(tones)))]
        facing_light = 0.75 if side != palette.side else 0.28
        haze = max(0.0, 0.52 - 0.085 * index * 1.1)
        colour = scene.far(scene.surface(tone, facing_light), haze)
        quad = [
            (x_far, scene.horizon - high * far),
            (x_near, scene.horizon - high * near),
            (x_near, scene.horizon + drop * near),
            (x_far, scene.horizon + drop * far),
        ]
        polygon(scene.picture, quad, colour)
        edge = mix(colour, palette.rim, 0.3)
        scene.pen.line((*quad[0], *quad[1]), fill=edge, width=2)
        scene.pen.line((*quad[1], *quad[2]), fill=mix(colour, (0, 0, 0), 0.35), width=2)
        _front(scene, (x_far, x_near), (far, near), high, drop, haze)


def _front(
    scene: Scene, xs: tuple[float, float], scale: tuple[float, float], high: float, drop: float, haze: float
) -> None:
    """Windows, a shop front and a sign on one house front in perspective."""
    rng, palette = scene.rng, scene.palette

    def at(across: float, up: float) -> tuple[float, float]:
        depth = scale[0] + (scale[1] - scale[0]) * across
        # Perspective runs through 1/depth: equal bays look narrower far away.
        depth = 1.0 / (1.0 / scale[0] + (1.0 / scale[1] - 1.0 / scale[0]) * across)
        share = (depth - scale[0]) / (scale[1] - scale[0])
        return xs[0] + (xs[1] - xs[0]) * share, scene.horizon + depth * (drop - up * (high + drop))

    floors, bays = max(3, int(high / scene.height * 11)), 4
    for floor in range(1, floors):
        for bay in range(bays):
            on = rng.random() < (0.42 if palette.dark else 0.08)
            low, top = 0.30 + 0.68 * (floor - 1) / (floors - 1), 0.30 + 0.68 * (floor - 0.42) / (floors - 1)
            left, right = (bay + 0.24) / bays, (bay + 0.76) / bays
            quad = [at(left, top), at(right, top), at(right, low), at(left, low)]
            if on:
                warm: RGB = (255, 206, 128) if rng.random() < 0.8 else (160, 210, 255)
                fill = scene.far(mix((60, 50, 40), warm, rng.uniform(0.55, 1.0)), haze * 0.4)
            elif palette.dark:
                fill = scene.far(mix(scene.surface((40, 44, 58), 0.2), palette.top, 0.3), haze)
            else:
                fill = scene.far(scene.surface((96, 118, 138), 0.5), haze)
            polygon(scene.picture, quad, fill)
    shop = [at(0.08, 0.235), at(0.92, 0.235), at(0.92, 0.04), at(0.08, 0.04)]
    glass: RGB = (255, 196, 120) if palette.dark and rng.random() < 0.7 else scene.surface((86, 96, 104), 0.5)
    polygon(scene.picture, shop, scene.far(mix(glass, palette.ground, 0.2), haze * 0.5))
    band = [at(0.05, 0.29), at(0.95, 0.29), at(0.95, 0.25), at(0.05, 0.25)]
    sign = SIGNS[int(rng.integers(len(SIGNS)))]
    shining = palette.neon or (palette.dark and rng.random() < 0.5)
    polygon(
        scene.picture, band, scene.far(sign if shining else scene.surface(sign, 0.3), haze * (0.3 if shining else 1))
    )
    if palette.neon and rng.random() < 0.85:
        across = rng.uniform(0.3, 0.8)
        sign = SIGNS[int(rng.integers(len(SIGNS)))]
        head, foot = at(across, rng.uniform(0.66, 0.86)), at(across, rng.uniform(0.38, 0.5))
        side = 1 if xs[1] < scene.width / 2 else -1
        wide = abs(xs[1] - xs[0]) * 0.24 + 5
        box = (min(head[0], head[0] + side * wide), head[1], max(head[0], head[0] + side * wide), foot[1])
        scene.pen.rectangle(box, fill=mix((14, 8, 24), sign, 0.22), outline=sign, width=max(2, int(wide / 16)))
        step = (box[3] - box[1]) / 4
        for number in range(4):
            inset = wide * 0.26
            y = box[1] + step * (number + 0.26)
            scene.pen.rectangle(
                (box[0] + inset, y, box[2] - inset, y + step * 0.46), fill=mix(sign, (255, 255, 255), 0.35)
            )
        glow(scene.picture, ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), (box[3] - box[1]) * 1.3, sign, 0.42)


def _roadway(scene: Scene, vanish: tuple[float, float], half: float, marks: bool = True) -> None:
    spread = half * scene.width * 2.2
    colour = scene.surface((58, 60, 66), 0.25)
    polygon(
        scene.picture,
        [
            (vanish[0] - 3, vanish[1]),
            (vanish[0] + 3, vanish[1]),
            (vanish[0] + spread, scene.height),
            (vanish[0] - spread, scene.height),
        ],
        mix(colour, scene.palette.haze, 0.12),
    )
    for side in (-1, 1):
        curb = mix(scene.surface((132, 130, 128), 0.4), scene.palette.haze, 0.1)
        outer, inner = spread * 1.03, spread * 0.985
        polygon(
            scene.picture,
            [
                (vanish[0], vanish[1]),
                (vanish[0] + side * outer, scene.height),
                (vanish[0] + side * inner, scene.height),
            ],
            curb,
        )
    if not marks:
        return
    depth = scene.height - scene.horizon
    for near, far in ((1.0, 0.62), (0.5, 0.34), (0.28, 0.2), (0.165, 0.125), (0.1, 0.08), (0.062, 0.05)):
        quad = [
            (vanish[0] - 0.018 * spread * far, scene.horizon + depth * far),
            (vanish[0] + 0.018 * spread * far, scene.horizon + depth * far),
            (vanish[0] + 0.018 * spread * near, scene.horizon + depth * near),
            (vanish[0] - 0.018 * spread * near, scene.horizon + depth * near),
        ]
        polygon(scene.picture, quad, scene.surface((208, 200, 176), 0.5))


def _lamps(scene: Scene, vanish: tuple[float, float], one: bool = False) -> None:
    pen, palette = scene.pen, scene.palette
    for side in (-1, 1) if not one else (-1,):
        for depth in (0.2, 0.36, 0.66) if not one else (0.5,):
            x = vanish[0] + side * depth * scene.width * (0.30 if not one else 0.17)
            foot, top = scene.horizon + depth * scene.height * 0.2, scene.horizon - depth * scene.height * 0.52
            pole = scene.far(scene.surface((44, 46, 54), 0.3), max(0.0, 0.4 - depth))
            pen.line((x, foot, x, top), fill=pole, width=max(2, int(depth * 12)))
            head = x - side * depth * scene.width * 0.03
            pen.line((x, top, head, top), fill=pole, width=max(2, int(depth * 9)))
            if palette.dark:
                lamp: RGB = (255, 206, 132) if not palette.neon else (190, 226, 255)
                pen.ellipse(
                    (head - depth * 9, top - depth * 4, head + depth * 9, top + depth * 12),
                    fill=mix(lamp, (255, 255, 255), 0.4),
                )
                glow(scene.picture, (head, top + depth * 6), depth * scene.height * 0.42, lamp, 0.5)
