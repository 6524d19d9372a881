"""The shell of a room in one-point perspective, its windows, and the light that falls through them."""

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
