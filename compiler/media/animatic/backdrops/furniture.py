"""Furniture, along the walls and in the room."""

from __future__ import annotations

from compiler.media.animatic.backdrops.scene import Scene
from compiler.media.animatic.backdrops.shell import Shell
from compiler.media.animatic.brush import glow, polygon
from compiler.media.animatic.palette import RGB, mix


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
