"""Rooms in one-point perspective: walls, floor, windows with the light outside, furniture by the kind of room."""

from __future__ import annotations

import numpy as np

from compiler.media.animatic import terms
from compiler.media.animatic.backdrops.furniture import cabinet, cupboards, desk, frame, shelves, sofa
from compiler.media.animatic.backdrops.lamps import floor_lamp, pendant, strips, table_lamp
from compiler.media.animatic.backdrops.outlook import outlook
from compiler.media.animatic.backdrops.scene import Scene
from compiler.media.animatic.backdrops.shell import along, build_shell, shafts, window
from compiler.media.animatic.brush import glow, gradient, polygon
from compiler.media.animatic.palette import RGB, mix


def room(scene: Scene) -> None:
    """A living room: two windows, a picture, a sofa, a lamp."""
    shell = build_shell(scene, (150, 134, 118), (112, 84, 62))
    window(scene, shell, 0.10, 0.38, 0.32, 0.86)
    window(scene, shell, 0.68, 0.38, 0.90, 0.86)
    frame(scene, shell, 0.42, 0.5, 0.58, 0.76)
    sofa(scene, shell, 0.5)
    cabinet(scene, shell, 0.80, 1.0, 0.30)
    floor_lamp(scene, shell, 0.38)
    shafts(scene, shell)


def bedroom(scene: Scene) -> None:
    """A bed, a bedside lamp, one wide window."""
    shell = build_shell(scene, (132, 128, 138), (104, 84, 74))
    window(scene, shell, 0.56, 0.36, 0.92, 0.86)
    pen = scene.pen
    x0, y0 = shell.wall(0.06, 0.42)
    x1, y1 = shell.wall(0.46, -0.02)
    pen.rounded_rectangle((x0, y0, x1, y1), 10, fill=scene.surface((92, 66, 54), 0.3))
    spread = scene.width * 0.05
    polygon(
        scene.picture,
        [
            (x0 + 8, y1 - 30),
            (x1 - 8, y1 - 30),
            (x1 + spread * 0.4, y1 + scene.height * 0.17),
            (x0 - spread, y1 + scene.height * 0.17),
        ],
        scene.surface((196, 192, 196), 0.5),
    )
    polygon(
        scene.picture,
        [
            (x0 - spread, y1 + scene.height * 0.17),
            (x1 + spread * 0.4, y1 + scene.height * 0.17),
            (x1 + spread * 0.4, y1 + scene.height * 0.24),
            (x0 - spread, y1 + scene.height * 0.24),
        ],
        scene.surface((140, 136, 144), 0.2),
    )
    for side in (0.14, 0.30):
        px, py = shell.wall(side, 0.09)
        pen.rounded_rectangle(
            (px - 10, py - 34, px + scene.width * 0.055, py + 8), 12, fill=scene.surface((226, 222, 222), 0.6)
        )
    table_lamp(scene, shell.wall(0.51, 0.12))
    shafts(scene, shell)


def kitchen(scene: Scene) -> None:
    """Cupboards, a counter with pots, a window over the sink, a lamp over the table."""
    shell = build_shell(scene, (176, 172, 160), (132, 122, 108))
    window(scene, shell, 0.36, 0.44, 0.64, 0.84)
    for left, right in ((0.02, 0.32), (0.68, 0.98)):
        cupboards(scene, shell, left, right, 0.56, 0.92, 3)
    cupboards(scene, shell, 0.0, 1.0, -0.04, 0.30, 8)
    x0, y0 = shell.wall(-0.01, 0.335)
    x1, y1 = shell.wall(1.01, 0.295)
    scene.pen.rectangle((x0, y0, x1, y1), fill=scene.surface((206, 200, 190), 0.7))
    for place, wide, high, tone in (
        (0.12, 0.05, 0.09, (150, 60, 50)),
        (0.20, 0.03, 0.14, (90, 120, 110)),
        (0.80, 0.06, 0.07, (120, 120, 126)),
        (0.9, 0.02, 0.12, (190, 150, 80)),
    ):
        a, b = shell.wall(place, 0.335 + high), shell.wall(place + wide, 0.335)
        scene.pen.rounded_rectangle((*a, *b), 4, fill=scene.surface(tone, 0.5))
    pendant(scene, 0.5)
    shafts(scene, shell)


def office(scene: Scene) -> None:
    """Tall windows, shelves of files, desks with screens, strip lights."""
    shell = build_shell(scene, (172, 174, 172), (110, 106, 100))
    for left in (0.05, 0.29, 0.53):
        window(scene, shell, left, 0.30, left + 0.20, 0.90)
    shelves(scene, shell, 0.78, 0.98)
    for x, size in ((0.24, 0.9), (0.76, 1.0)):
        desk(scene, shell, x, size)
    strips(scene, shell)
    shafts(scene, shell)


def shop(scene: Scene) -> None:
    """A counter with shelves of bottles behind it, stools, hanging lamps."""
    shell = build_shell(scene, (124, 98, 82), (92, 72, 58))
    window(scene, shell, 0.03, 0.34, 0.26, 0.88)
    tones: tuple[RGB, ...] = ((150, 90, 50), (90, 120, 80), (170, 150, 90), (110, 60, 60), (90, 110, 130))
    for up in (0.44, 0.62, 0.80):
        a, b = shell.wall(0.32, up), shell.wall(0.97, up - 0.02)
        for place in np.arange(0.335, 0.955, 0.022):
            tone = tones[int(scene.rng.integers(len(tones)))]
            high = scene.rng.uniform(0.07, 0.13)
            c, d = shell.wall(place, up + high), shell.wall(place + 0.014, up)
            scene.pen.rounded_rectangle((*c, *d), 3, fill=mix(scene.surface(tone, 0.6), scene.palette.glow, 0.14))
        scene.pen.rectangle((*a, *b), fill=scene.surface((70, 50, 40), 0.4))
    x0, y0 = shell.wall(0.24, 0.30)
    x1, y1 = shell.wall(1.06, -0.10)
    scene.pen.rectangle((x0, y0, x1, y1), fill=scene.surface((84, 56, 42), 0.3))
    for place in np.linspace(0.26, 1.02, 9):
        a = shell.wall(place, 0.25)
        scene.pen.rectangle(
            (a[0], a[1], a[0] + (x1 - x0) * 0.085, y1 - 6), outline=scene.surface((110, 76, 56), 0.4), width=2
        )
    scene.pen.rectangle(
        (x0 - 8, y0 - 8, x1, y0 + 6), fill=mix(scene.surface((150, 110, 80), 0.8), scene.palette.rim, 0.25)
    )
    for place in (0.38, 0.6, 0.82):
        seat = shell.wall(place, 0.07)
        wide = scene.width * 0.024
        scene.pen.line(
            (seat[0], seat[1], seat[0], seat[1] + scene.height * 0.13), fill=scene.surface((50, 46, 46), 0.3), width=6
        )
        scene.pen.ellipse(
            (seat[0] - wide, seat[1] - 9, seat[0] + wide, seat[1] + 9), fill=scene.surface((130, 46, 42), 0.6)
        )
    for place in (0.30, 0.52, 0.74):
        pendant(scene, place, small=True)


def corridor(scene: Scene) -> None:
    """A passage into depth: doors, strip lights, a shining floor."""
    shell = build_shell(scene, (140, 146, 146), (96, 98, 98), small=0.34)
    for side in (-1, 1):
        for depth in (0.30, 0.52, 0.86):
            near, far = depth * 1.16, depth
            quad = [
                along(shell, scene, side, far, 0.70),
                along(shell, scene, side, near, 0.70),
                along(shell, scene, side, near, 0.0),
                along(shell, scene, side, far, 0.0),
            ]
            polygon(scene.picture, quad, scene.surface((84, 98, 104), 0.25))
            scene.pen.line((*quad[0], *quad[1]), fill=scene.surface((170, 176, 176), 0.5), width=2)
    x0, y0 = shell.wall(0.3, 0.78)
    x1, y1 = shell.wall(0.7, 0)
    scene.pen.rectangle((x0, y0, x1, y1), fill=mix(scene.surface((120, 130, 132), 0.4), scene.palette.glow, 0.3))
    glow(scene.picture, ((x0 + x1) / 2, (y0 + y1) / 2), scene.height * 0.3, scene.palette.glow, 0.35)
    strips(scene, shell, many=True)


def warehouse(scene: Scene) -> None:
    """A high hall: trusses, tall panes, crates and shelves."""
    shell = build_shell(scene, (118, 116, 114), (98, 94, 88), tall=1.25)
    for left in np.linspace(0.04, 0.80, 5):
        window(scene, shell, left, 0.58, left + 0.14, 0.90)
    for up in (1.02, 0.94):
        scene.pen.line(
            (*shell.wall(-0.4, up + 0.2), *shell.wall(1.4, up + 0.2)), fill=scene.surface((60, 58, 58), 0.3), width=8
        )
    for x, y, size in (
        (0.10, -0.10, 0.13),
        (0.20, -0.12, 0.09),
        (0.86, -0.16, 0.16),
        (0.74, -0.04, 0.09),
        (0.88, 0.21, 0.10),
    ):
        a = shell.wall(x, y)
        half = size * scene.width * 0.5
        box = (a[0] - half, a[1] - half * 1.5, a[0] + half, a[1])
        scene.pen.rectangle(box, fill=scene.surface((128, 98, 66), 0.35))
        scene.pen.polygon(
            [
                (box[0], box[1]),
                (box[2], box[1]),
                (box[2] - half * 0.25, box[1] - half * 0.22),
                (box[0] + half * 0.25, box[1] - half * 0.22),
            ],
            fill=scene.surface((160, 126, 88), 0.8),
        )
        scene.pen.line((box[0], box[1], box[2], box[3]), fill=scene.surface((96, 72, 50), 0.3), width=4)
        scene.pen.rectangle(box, outline=scene.surface((90, 68, 48), 0.3), width=4)
    pendant(scene, 0.34)
    pendant(scene, 0.66)
    shafts(scene, shell)


def temple(scene: Scene) -> None:
    """Columns in two rows, an altar or stage with light on it."""
    shell = build_shell(scene, (122, 100, 86), (104, 92, 84), small=0.46, tall=1.3)
    chinese = any(word in scene.place for word in "廟庙寺宮宫神")
    tone: RGB = (150, 44, 38) if chinese else (172, 160, 146)
    x0, y0 = shell.wall(0.18, 0.86)
    x1, y1 = shell.wall(0.82, 0.06)
    scene.pen.rectangle((x0, y0, x1, y1), fill=mix(scene.surface((130, 90, 60), 0.5), scene.palette.glow, 0.25))
    glow(scene.picture, ((x0 + x1) / 2, (y0 + y1) / 2), scene.height * 0.4, scene.palette.glow, 0.55)
    for depth in (0.46, 0.64, 0.95):
        for side in (-1, 1):
            foot, head = along(shell, scene, side, depth, 0.0), along(shell, scene, side, depth, 1.3)
            x = foot[0] - side * scene.width * 0.05 * depth
            wide = scene.width * 0.030 * depth
            scene.pen.rectangle((x - wide, head[1], x + wide, foot[1]), fill=scene.surface(tone, 0.2))
            bright = x + scene.palette.side * wide * 0.5
            scene.pen.rectangle(
                (bright - wide * 0.3, head[1], bright + wide * 0.3, foot[1]), fill=scene.surface(tone, 0.75)
            )
            scene.pen.rectangle(
                (x - wide * 1.35, foot[1] - wide * 0.7, x + wide * 1.35, foot[1]), fill=scene.surface(tone, 0.4)
            )


def vehicle(scene: Scene) -> None:
    """The inside of a car or carriage: a wide pane with the world outside, seats, pillars."""
    palette = scene.palette
    scene.picture.paste(
        gradient(
            scene.width, scene.height, [(0, scene.surface((58, 58, 62), 0.2)), (1, scene.surface((34, 34, 38), 0.2))]
        ),
        (0, 0),
    )
    top, low = scene.horizon - scene.height * 0.30, scene.horizon + scene.height * 0.10
    void = "space" in terms.keys_in("place", scene.place)
    panes = ((0.03, 0.33), (0.355, 0.645), (0.67, 0.97))
    outside = gradient(
        scene.width,
        int(low - top),
        [(0, palette.top), (0.7, palette.horizon), (1, mix(palette.ground, palette.haze, 0.3))],
    )
    for left, right in panes:
        box = (int(left * scene.width), int(top), int(right * scene.width), int(low))
        if void:
            scene.picture.paste(outlook(scene, box[2] - box[0], box[3] - box[1]), box[:2])
        else:
            scene.picture.paste(outside.crop((box[0], 0, box[2], box[3] - box[1])), box[:2])
        for _ in range(0 if void else 14):
            x = scene.rng.uniform(box[0], box[2])
            wide = scene.width * scene.rng.uniform(0.01, 0.05)
            y = low - scene.height * scene.rng.uniform(0.03, 0.2)
            scene.pen.rectangle(
                (x, y, min(box[2], x + wide), low), fill=scene.far(scene.surface((60, 64, 74), 0.2), 0.45)
            )
            if palette.dark:
                glow(scene.picture, (x, y), scene.height * 0.03, palette.glow, 0.7)
        scene.pen.rectangle(box, outline=scene.surface((24, 24, 28), 0.4), width=9)
    for x in (0.16, 0.50, 0.84):
        wide = scene.width * 0.10
        cx, y = x * scene.width, low + scene.height * 0.04
        scene.pen.rounded_rectangle(
            (cx - wide, y, cx + wide, scene.height + 40), 44, fill=scene.surface((62, 74, 96), 0.3)
        )
        scene.pen.rounded_rectangle(
            (cx - wide * 0.5, y - scene.height * 0.06, cx + wide * 0.5, y + 10),
            20,
            fill=scene.surface((76, 90, 114), 0.5),
        )
