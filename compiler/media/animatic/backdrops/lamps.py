"""Lamps: strips of light, pendants, lamps that stand on floors and tables, with the glow that they give."""

from __future__ import annotations

from compiler.media.animatic.backdrops.scene import Scene
from compiler.media.animatic.backdrops.shell import Shell
from compiler.media.animatic.brush import glow, polygon
from compiler.media.animatic.palette import mix


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
