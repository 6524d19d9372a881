"""What rooms are built and furnished with: the shell in perspective, windows, lamps, furniture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.media.animatic.backdrops.outlook import outlook
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


def build_shell(scene: Scene, wall: RGB, floor: RGB, small: float = 0.62, tall: float = 1.0) -> Shell:
    """Paint walls, floor and ceiling; return the back wall."""
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


def along(shell: Shell, scene: Scene, side: int, depth: float, up: float) -> tuple[float, float]:
    """Return a place on a side wall: ``depth`` 1 is at the picture's edge, smaller is farther."""
    reach = depth * scene.width * 0.5 / max(1.0, (shell.right - shell.left) / 2)
    corner = shell.wall(1.0 if side > 0 else 0.0, up)
    return (
        shell.flight[0] + (corner[0] - shell.flight[0]) * reach,
        shell.flight[1] + (corner[1] - shell.flight[1]) * reach,
    )


def window(scene: Scene, shell: Shell, left: float, low: float, right: float, top: float) -> None:
    """Cut a window into the back wall, with the light outside."""
    palette, pen = scene.palette, scene.pen
    a, b = shell.wall(left, top), shell.wall(right, low)
    size = (max(2, int(b[0] - a[0])), max(2, int(b[1] - a[1])))
    scene.picture.paste(outlook(scene, *size), (int(a[0]), int(a[1])))
    if not palette.dark:
        glow(scene.picture, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), size[1] * 1.1, palette.rim, 0.34)
    bars = scene.surface((206, 200, 190), 0.35)
    pen.rectangle((*a, *b), outline=bars, width=max(3, size[0] // 22))
    middle = (a[0] + b[0]) / 2
    pen.line((middle, a[1], middle, b[1]), fill=bars, width=max(3, size[0] // 34))
    pen.line((a[0], a[1] + size[1] * 0.4, b[0], a[1] + size[1] * 0.4), fill=bars, width=max(3, size[0] // 34))
    pen.rectangle((a[0] - 8, b[1], b[0] + 8, b[1] + 8), fill=scene.surface((206, 200, 190), 0.6))


def shafts(scene: Scene, shell: Shell) -> None:
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


def frame(scene: Scene, shell: Shell, left: float, low: float, right: float, top: float) -> None:
    """Hang a picture on the back wall."""
    a, b = shell.wall(left, top), shell.wall(right, low)
    scene.pen.rectangle((*a, *b), fill=scene.surface((76, 54, 40), 0.4))
    tone = scene.surface((150, 140, 110), 0.5)
    scene.pen.rectangle((a[0] + 7, a[1] + 7, b[0] - 7, b[1] - 7), fill=tone)
    polygon(
        scene.picture,
        [(a[0] + 7, b[1] - 7), (a[0] + (b[0] - a[0]) * 0.45, a[1] + (b[1] - a[1]) * 0.45), (b[0] - 7, b[1] - 7)],
        scene.surface((96, 106, 96), 0.4),
    )


def sofa(scene: Scene, shell: Shell, place: float) -> None:
    """Put a sofa before the back wall."""
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


def cabinet(scene: Scene, shell: Shell, left: float, right: float, high: float) -> None:
    """Put a cabinet against the back wall."""
    a, b = shell.wall(left, high), shell.wall(right, -0.06)
    scene.pen.rectangle((*a, *b), fill=scene.surface((92, 68, 50), 0.35))
    scene.pen.rectangle((a[0] - 5, a[1] - 6, b[0] + 5, a[1] + 4), fill=scene.surface((124, 94, 70), 0.7))
    scene.pen.line(((a[0] + b[0]) / 2, a[1], (a[0] + b[0]) / 2, b[1]), fill=scene.surface((60, 44, 34), 0.3), width=3)


def cupboards(scene: Scene, shell: Shell, left: float, right: float, low: float, top: float, count: int) -> None:
    """Put a row of cupboards on the back wall."""
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


def shelves(scene: Scene, shell: Shell, left: float, right: float) -> None:
    """Put shelves of books on the back wall."""
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


def desk(scene: Scene, shell: Shell, place: float, size: float) -> None:
    """Put a desk with a screen into the room."""
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


def strips(scene: Scene, shell: Shell, many: bool = False) -> None:
    """Hang strip lights from the ceiling."""
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


def pendant(scene: Scene, place: float, small: bool = False) -> None:
    """Hang a lamp into the room, with its cone of light where it is dark."""
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


def floor_lamp(scene: Scene, shell: Shell, place: float) -> None:
    """Stand a lamp in the room."""
    x, y = shell.wall(place, -0.03)
    scene.pen.line((x, y, x, y - scene.height * 0.24), fill=scene.surface((50, 46, 44), 0.4), width=5)
    shade(scene, (x, y - scene.height * 0.25))


def table_lamp(scene: Scene, at: tuple[float, float]) -> None:
    """Stand a lamp on a bedside table."""
    x, y = at
    scene.pen.rectangle((x - 34, y, x + 34, y + scene.height * 0.09), fill=scene.surface((88, 66, 52), 0.3))
    scene.pen.line((x, y, x, y - scene.height * 0.05), fill=scene.surface((60, 52, 48), 0.4), width=6)
    shade(scene, (x, y - scene.height * 0.065))


def shade(scene: Scene, at: tuple[float, float]) -> None:
    """Draw a lamp shade and its light."""
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
