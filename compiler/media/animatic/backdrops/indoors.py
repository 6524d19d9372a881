"""Rooms in one-point perspective: walls, floor, windows with the light outside, furniture by the kind of room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.media.animatic.backdrops.scene import Scene
from compiler.media.animatic.brush import glow, gradient, polygon
from compiler.media.animatic.palette import RGB, mix


@dataclass(frozen=True, slots=True)
class Shell:
    """A room's back wall, as pixels: left, top, right, bottom; and its point of flight."""

    left: float
    top: float
    right: float
    bottom: float
    flight: tuple[float, float]

    def wall(self, across: float, up: float) -> tuple[float, float]:
        """Return a place on the back wall, from its lower left corner."""
        return self.left + (self.right - self.left) * across, self.bottom - (self.bottom - self.top) * up


def room(scene: Scene) -> None:
    """A living room: two windows, a picture, a sofa, a lamp."""
    shell = _shell(scene, (150, 134, 118), (112, 84, 62))
    _window(scene, shell, 0.10, 0.38, 0.32, 0.86)
    _window(scene, shell, 0.68, 0.38, 0.90, 0.86)
    _frame(scene, shell, 0.42, 0.5, 0.58, 0.76)
    _sofa(scene, shell, 0.5)
    _cabinet(scene, shell, 0.80, 1.0, 0.30)
    _floor_lamp(scene, shell, 0.38)
    _shafts(scene, shell)


def bedroom(scene: Scene) -> None:
    """A bed, a bedside lamp, one wide window."""
    shell = _shell(scene, (132, 128, 138), (104, 84, 74))
    _window(scene, shell, 0.56, 0.36, 0.92, 0.86)
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
    _table_lamp(scene, shell.wall(0.51, 0.12))
    _shafts(scene, shell)


def kitchen(scene: Scene) -> None:
    """Cupboards, a counter with pots, a window over the sink, a lamp over the table."""
    shell = _shell(scene, (176, 172, 160), (132, 122, 108))
    _window(scene, shell, 0.36, 0.44, 0.64, 0.84)
    for left, right in ((0.02, 0.32), (0.68, 0.98)):
        _cupboards(scene, shell, left, right, 0.56, 0.92, 3)
    _cupboards(scene, shell, 0.0, 1.0, -0.04, 0.30, 8)
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
    _pendant(scene, 0.5)
    _shafts(scene, shell)


def office(scene: Scene) -> None:
    """Tall windows, shelves of files, desks with screens, strip lights."""
    shell = _shell(scene, (172, 174, 172), (110, 106, 100))
    for left in (0.05, 0.29, 0.53):
        _window(scene, shell, left, 0.30, left + 0.20, 0.90)
    _shelves(scene, shell, 0.78, 0.98)
    for x, size in ((0.24, 0.9), (0.76, 1.0)):
        _desk(scene, shell, x, size)
    _strips(scene, shell)
    _shafts(scene, shell)


def shop(scene: Scene) -> None:
    """A counter with shelves of bottles behind it, stools, hanging lamps."""
    shell = _shell(scene, (124, 98, 82), (92, 72, 58))
    _window(scene, shell, 0.03, 0.34, 0.26, 0.88)
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
        _pendant(scene, place, small=True)


def corridor(scene: Scene) -> None:
    """A passage into depth: doors, strip lights, a shining floor."""
    shell = _shell(scene, (140, 146, 146), (96, 98, 98), small=0.34)
    for side in (-1, 1):
        for depth in (0.30, 0.52, 0.86):
            near, far = depth * 1.16, depth
            quad = [
                _along(shell, scene, side, far, 0.70),
                _along(shell, scene, side, near, 0.70),
                _along(shell, scene, side, near, 0.0),
                _along(shell, scene, side, far, 0.0),
            ]
            polygon(scene.picture, quad, scene.surface((84, 98, 104), 0.25))
            scene.pen.line((*quad[0], *quad[1]), fill=scene.surface((170, 176, 176), 0.5), width=2)
    x0, y0 = shell.wall(0.3, 0.78)
    x1, y1 = shell.wall(0.7, 0)
    scene.pen.rectangle((x0, y0, x1, y1), fill=mix(scene.surface((120, 130, 132), 0.4), scene.palette.glow, 0.3))
    glow(scene.picture, ((x0 + x1) / 2, (y0 + y1) / 2), scene.height * 0.3, scene.palette.glow, 0.35)
    _strips(scene, shell, many=True)


def warehouse(scene: Scene) -> None:
    """A high hall: trusses, tall panes, crates and shelves."""
    shell = _shell(scene, (118, 116, 114), (98, 94, 88), tall=1.25)
    for left in np.linspace(0.04, 0.80, 5):
        _window(scene, shell, left, 0.58, left + 0.14, 0.90)
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
    _pendant(scene, 0.34)
    _pendant(scene, 0.66)
    _shafts(scene, shell)


def temple(scene: Scene) -> None:
    """Columns in two rows, an altar or stage with light on it."""
    shell = _shell(scene, (122, 100, 86), (104, 92, 84), small=0.46, tall=1.3)
    chinese = any(word in scene.place for word in "廟庙寺宮宫神")
    tone: RGB = (150, 44, 38) if chinese else (172, 160, 146)
    x0, y0 = shell.wall(0.18, 0.86)
    x1, y1 = shell.wall(0.82, 0.06)
    scene.pen.rectangle((x0, y0, x1, y1), fill=mix(scene.surface((130, 90, 60), 0.5), scene.palette.glow, 0.25))
    glow(scene.picture, ((x0 + x1) / 2, (y0 + y1) / 2), scene.height * 0.4, scene.palette.glow, 0.55)
    for depth in (0.46, 0.64, 0.95):
        for side in (-1, 1):
            foot, head = _along(shell, scene, side, depth, 0.0), _along(shell, scene, side, depth, 1.3)
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
    panes = ((0.03, 0.33), (0.355, 0.645), (0.67, 0.97))
    outside = gradient(
        scene.width,
        int(low - top),
        [(0, palette.top), (0.7, palette.horizon), (1, mix(palette.ground, palette.haze, 0.3))],
    )
    for left, right in panes:
        box = (int(left * scene.width), int(top), int(right * scene.width), int(low))
        scene.picture.paste(outside.crop((box[0], 0, box[2], box[3] - box[1])), box[:2])
        for _ in range(14):
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


def _shell(scene: Scene, wall: RGB, floor: RGB, small: float = 0.62, tall: float = 1.0) -> Shell:
    width, height, palette = scene.width, scene.height, scene.palette
    half = width * small / 2
    top, bottom = (
        scene.horizon - height * 0.36 * tall * (small / 0.62) ** 0.5,
        scene.horizon + height * 0.135 * (small / 0.62),
    )
    shell = Shell(width / 2 - half, top, width / 2 + half, bottom, (width / 2, scene.horizon))
    back = scene.surface(wall, 0.5)
    corners = [(shell.left, top), (shell.right, top), (shell.right, bottom), (shell.left, bottom)]

    def out(point: tuple[float, float]) -> tuple[float, float]:
        reach = 6.0
        return (
            shell.flight[0] + (point[0] - shell.flight[0]) * reach,
            shell.flight[1] + (point[1] - shell.flight[1]) * reach,
        )

    outer = [out(point) for point in corners]
    polygon(
        scene.picture,
        [outer[0], outer[1], corners[1], corners[0]],
        mix(scene.surface(mix(wall, (255, 255, 255), 0.3), 0.15), (0, 0, 0), 0.25),
    )
    polygon(
        scene.picture,
        [outer[0], corners[0], corners[3], outer[3]],
        scene.surface(wall, 0.25 if palette.side < 0 else 0.62),
    )
    polygon(
        scene.picture,
        [outer[1], corners[1], corners[2], outer[2]],
        scene.surface(wall, 0.62 if palette.side < 0 else 0.25),
    )
    if bottom < height:
        near, far = scene.surface(floor, 0.12), scene.surface(floor, 0.55)
        scene.picture.paste(
            gradient(width, height - int(bottom), [(0, far), (0.4, near), (1, mix(near, (0, 0, 0), 0.35))]),
            (0, int(bottom)),
        )
        polygon(
            scene.picture,
            [outer[0], corners[0], corners[3], outer[3]],
            scene.surface(wall, 0.25 if palette.side < 0 else 0.62),
        )
        polygon(
            scene.picture,
            [outer[1], corners[1], corners[2], outer[2]],
            scene.surface(wall, 0.62 if palette.side < 0 else 0.25),
        )
        for share in np.linspace(-2.2, 3.2, 28):
            foot = shell.wall(share, 0)
            away = out(foot)
            if abs(foot[0] - shell.flight[0]) <= half * 1.0:
                scene.pen.line((*foot, *away), fill=mix(near, (0, 0, 0), 0.22), width=2)
    polygon(scene.picture, corners, back)
    upper = gradient(
        max(2, int(shell.right - shell.left)),
        max(2, int(bottom - top)),
        [(0, mix(back, (0, 0, 0), 0.30)), (0.5, back), (1, mix(back, (0, 0, 0), 0.14))],
    )
    scene.picture.paste(upper, (int(shell.left), int(top)))
    skirting = shell.wall(0, 0.035)
    scene.pen.rectangle(
        (shell.left, skirting[1], shell.right, bottom), fill=scene.surface(mix(wall, (255, 255, 255), 0.25), 0.4)
    )
    for point, away in zip(corners, outer, strict=True):
        scene.pen.line((*point, *away), fill=mix(back, (0, 0, 0), 0.35), width=3)
    return shell


def _along(shell: Shell, scene: Scene, side: int, depth: float, up: float) -> tuple[float, float]:
    """Return a place on a side wall: ``depth`` 1 is at the picture's edge, smaller is farther."""
    reach = depth * scene.width * 0.5 / max(1.0, (shell.right - shell.left) / 2)
    corner = shell.wall(1.0 if side > 0 else 0.0, up)
    return (
        shell.flight[0] + (corner[0] - shell.flight[0]) * reach,
        shell.flight[1] + (corner[1] - shell.flight[1]) * reach,
    )


def _window(scene: Scene, shell: Shell, left: float, low: float, right: float, top: float) -> None:
    palette, pen = scene.palette, scene.pen
    a, b = shell.wall(left, top), shell.wall(right, low)
    size = (max(2, int(b[0] - a[0])), max(2, int(b[1] - a[1])))
    scene.picture.paste(
        gradient(*size, [(0, palette.top), (0.75, palette.horizon), (1, mix(palette.horizon, palette.ground, 0.5))]),
        (int(a[0]), int(a[1])),
    )
    if palette.dark:
        for _ in range(10):
            x, y = scene.rng.uniform(a[0], b[0]), scene.rng.uniform(a[1] + size[1] * 0.55, b[1])
            pen.rectangle((x, y, x + 5, y + 7), fill=mix(palette.horizon, (255, 214, 140), 0.7))
    else:
        glow(scene.picture, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), size[1] * 1.1, palette.rim, 0.34)
    bars = scene.surface((206, 200, 190), 0.35)
    pen.rectangle((*a, *b), outline=bars, width=max(3, size[0] // 22))
    middle = (a[0] + b[0]) / 2
    pen.line((middle, a[1], middle, b[1]), fill=bars, width=max(3, size[0] // 34))
    pen.line((a[0], a[1] + size[1] * 0.4, b[0], a[1] + size[1] * 0.4), fill=bars, width=max(3, size[0] // 34))
    pen.rectangle((a[0] - 8, b[1], b[0] + 8, b[1] + 8), fill=scene.surface((206, 200, 190), 0.6))


def _shafts(scene: Scene, shell: Shell) -> None:
    """Daylight from beside the picture across the floor, or the glow of dusk."""
    palette = scene.palette
    if palette.sun < 0:
        return
    start = shell.wall(0.12 if palette.side < 0 else 0.88, 0.0)
    drift = -palette.side * scene.width * 0.17
    for number in range(3):
        x = start[0] - palette.side * number * scene.width * 0.14
        wide, deep = scene.width * 0.075, scene.height * 0.24
        polygon(
            scene.picture,
            [
                (x, start[1] + 6),
                (x + wide, start[1] + 6),
                (x + wide * 1.5 + drift, start[1] + deep),
                (x + wide * 0.1 + drift, start[1] + deep),
            ],
            palette.rim,
            46,
        )


def _frame(scene: Scene, shell: Shell, left: float, low: float, right: float, top: float) -> None:
    a, b = shell.wall(left, top), shell.wall(right, low)
    scene.pen.rectangle((*a, *b), fill=scene.surface((76, 54, 40), 0.4))
    tone = scene.surface((150, 140, 110), 0.5)
    scene.pen.rectangle((a[0] + 7, a[1] + 7, b[0] - 7, b[1] - 7), fill=tone)
    polygon(
        scene.picture,
        [(a[0] + 7, b[1] - 7), (a[0] + (b[0] - a[0]) * 0.45, a[1] + (b[1] - a[1]) * 0.45), (b[0] - 7, b[1] - 7)],
        scene.surface((96, 106, 96), 0.4),
    )


def _sofa(scene: Scene, shell: Shell, place: float) -> None:
    cx, y = shell.wall(place, -0.05)
    half, pen = scene.width * 0.125, scene.pen
    tone: RGB = (78, 92, 98)
    pen.rounded_rectangle((cx - half, y - scene.height * 0.115, cx + half, y), 16, fill=scene.surface(tone, 0.25))
    pen.rounded_rectangle(
        (cx - half, y - scene.height * 0.052, cx + half, y + scene.height * 0.03), 12, fill=scene.surface(tone, 0.65)
    )
    for side in (-1, 1):
        x = cx + side * half
        pen.rounded_rectangle(
            (x - 22, y - scene.height * 0.075, x + 22, y + scene.height * 0.04), 14, fill=scene.surface(tone, 0.45)
        )


def _cabinet(scene: Scene, shell: Shell, left: float, right: float, high: float) -> None:
    a, b = shell.wall(left, high), shell.wall(right, -0.06)
    scene.pen.rectangle((*a, *b), fill=scene.surface((92, 68, 50), 0.35))
    scene.pen.rectangle((a[0] - 5, a[1] - 6, b[0] + 5, a[1] + 4), fill=scene.surface((124, 94, 70), 0.7))
    scene.pen.line(((a[0] + b[0]) / 2, a[1], (a[0] + b[0]) / 2, b[1]), fill=scene.surface((60, 44, 34), 0.3), width=3)


def _cupboards(scene: Scene, shell: Shell, left: float, right: float, low: float, top: float, count: int) -> None:
    step = (right - left) / count
    for index in range(count):
        a, b = shell.wall(left + step * index, top), shell.wall(left + step * (index + 1), low)
        scene.pen.rectangle(
            (*a, *b), fill=scene.surface((112, 130, 124), 0.4), outline=scene.surface((76, 90, 86), 0.3), width=3
        )
        scene.pen.rectangle(
            (b[0] - 12, (a[1] + b[1]) / 2 - 8, b[0] - 8, (a[1] + b[1]) / 2 + 8),
            fill=scene.surface((200, 190, 160), 0.6),
        )


def _shelves(scene: Scene, shell: Shell, left: float, right: float) -> None:
    tones: tuple[RGB, ...] = ((120, 60, 52), (60, 84, 110), (150, 132, 90), (80, 100, 80), (90, 84, 96))
    a, b = shell.wall(left, 0.88), shell.wall(right, 0)
    scene.pen.rectangle((*a, *b), fill=scene.surface((70, 56, 46), 0.2))
    for up in (0.08, 0.28, 0.48, 0.68):
        place = left + 0.008
        while place < right - 0.014:
            wide, high = scene.rng.uniform(0.007, 0.016), scene.rng.uniform(0.10, 0.16)
            c, d = shell.wall(place, up + high), shell.wall(place + wide, up)
            scene.pen.rectangle((*c, *d), fill=scene.surface(tones[int(scene.rng.integers(len(tones)))], 0.5))
            place += wide + 0.002


def _desk(scene: Scene, shell: Shell, place: float, size: float) -> None:
    cx, y = shell.wall(place, -0.10)
    half, high, pen = scene.width * 0.10 * size, scene.height * 0.12 * size, scene.pen
    pen.rectangle((cx - half * 0.92, y - high, cx + half * 0.92, y), fill=scene.surface((84, 66, 54), 0.2))
    pen.rectangle((cx - half, y - high - 8, cx + half, y - high + 4), fill=scene.surface((140, 110, 86), 0.75))
    pen.rectangle(
        (cx - half * 0.3, y - high - scene.height * 0.075, cx + half * 0.3, y - high - 14),
        fill=mix(scene.surface((40, 44, 52), 0.3), (140, 190, 230), 0.35 if scene.palette.dark else 0.1),
    )
    pen.rectangle((cx - 4, y - high - 14, cx + 4, y - high - 6), fill=scene.surface((40, 40, 44), 0.4))
    if scene.palette.dark:
        glow(scene.picture, (cx, y - high - scene.height * 0.04), scene.height * 0.12, (120, 180, 240), 0.3)


def _strips(scene: Scene, shell: Shell, many: bool = False) -> None:
    palette = scene.palette
    for depth in (1.35, 1.9, 2.9) if many else (1.25, 1.8):
        for side in (0,) if many else (-0.5, 0.5):
            x = shell.flight[0] + (shell.right - shell.left) * 0.5 * side * depth
            y = shell.flight[1] + (shell.top - shell.flight[1]) * depth
            half, thick = (shell.right - shell.left) * 0.10 * depth, 4 * depth
            scene.pen.polygon(
                [(x - half, y), (x + half, y), (x + half * 1.12, y - thick * 2), (x - half * 1.12, y - thick * 2)],
                fill=mix(palette.glow, (255, 255, 255), 0.5),
            )
            glow(scene.picture, (x, y), half * 2.2, palette.glow, 0.30 if palette.dark else 0.16)


def _pendant(scene: Scene, place: float, small: bool = False) -> None:
    palette, unit = scene.palette, scene.height * (0.7 if small else 1.0)
    x, y = place * scene.width, scene.horizon - scene.height * (0.25 if small else 0.24)
    scene.pen.line((x, 0, x, y - unit * 0.03), fill=scene.surface((30, 28, 28), 0.3), width=3)
    polygon(
        scene.picture,
        [
            (x - unit * 0.015, y - unit * 0.035),
            (x + unit * 0.015, y - unit * 0.035),
            (x + unit * 0.045, y + unit * 0.01),
            (x - unit * 0.045, y + unit * 0.01),
        ],
        scene.surface((46, 42, 42), 0.5),
    )
    scene.pen.ellipse(
        (x - unit * 0.018, y, x + unit * 0.018, y + unit * 0.024), fill=mix(palette.glow, (255, 255, 255), 0.5)
    )
    glow(scene.picture, (x, y + unit * 0.03), unit * 0.36, palette.glow, 0.5 if palette.dark else 0.16)
    if palette.dark:
        polygon(
            scene.picture,
            [
                (x - unit * 0.04, y + unit * 0.01),
                (x + unit * 0.04, y + unit * 0.01),
                (x + unit * 0.34, scene.height),
                (x - unit * 0.34, scene.height),
            ],
            palette.glow,
            20,
        )


def _floor_lamp(scene: Scene, shell: Shell, place: float) -> None:
    x, y = shell.wall(place, -0.03)
    scene.pen.line((x, y, x, y - scene.height * 0.24), fill=scene.surface((50, 46, 44), 0.4), width=5)
    _shade(scene, (x, y - scene.height * 0.25))


def _table_lamp(scene: Scene, at: tuple[float, float]) -> None:
    x, y = at
    scene.pen.rectangle((x - 34, y, x + 34, y + scene.height * 0.09), fill=scene.surface((88, 66, 52), 0.3))
    scene.pen.line((x, y, x, y - scene.height * 0.05), fill=scene.surface((60, 52, 48), 0.4), width=6)
    _shade(scene, (x, y - scene.height * 0.065))


def _shade(scene: Scene, at: tuple[float, float]) -> None:
    x, y = at
    unit, palette = scene.height * 0.032, scene.palette
    colour = mix(palette.glow, (255, 250, 236), 0.4) if palette.dark else scene.surface((220, 206, 180), 0.6)
    polygon(
        scene.picture,
        [
            (x - unit * 0.7, y - unit),
            (x + unit * 0.7, y - unit),
            (x + unit * 1.15, y + unit),
            (x - unit * 1.15, y + unit),
        ],
        colour,
    )
    if palette.dark:
        glow(scene.picture, (x, y), scene.height * 0.42, palette.glow, 0.62)
