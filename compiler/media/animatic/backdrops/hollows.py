"""Interiors that are no rooms: up in a tower, below a ship's deck, inside a rock."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from compiler.media.animatic.backdrops.lamps import pendant, table_lamp
from compiler.media.animatic.backdrops.outlook import outlook
from compiler.media.animatic.backdrops.scene import Scene
from compiler.media.animatic.backdrops.shell import along, build_shell, window
from compiler.media.animatic.brush import blurred, glow, gradient, noise_line, polygon
from compiler.media.animatic.palette import mix


def tower(scene: Scene) -> None:
    """A narrow stone room with deep windows; steps climb along its wall."""
    shell = build_shell(scene, (148, 140, 130), (96, 86, 76), small=0.56, tall=1.2)
    joint = mix(scene.surface((110, 104, 98), 0.3), (0, 0, 0), 0.2)
    for row, up in enumerate(np.arange(0.08, 1.0, 0.085)):
        scene.pen.line((*shell.wall(0, up), *shell.wall(1, up)), fill=joint, width=2)
        for across in np.arange(0.05 + 0.06 * (row % 2), 1.0, 0.12):
            scene.pen.line((*shell.wall(across, up), *shell.wall(across, min(1.0, up + 0.085))), fill=joint, width=1)
    window(scene, shell, 0.10, 0.40, 0.38, 0.84)
    window(scene, shell, 0.62, 0.40, 0.90, 0.84)
    for step in range(9):
        depth, up = 0.57 + 0.035 * step, 0.02 + 0.085 * step
        far, near = along(shell, scene, 1, depth, up), along(shell, scene, 1, depth + 0.035, up)
        reach = scene.width * 0.055 * depth
        thick = scene.height * 0.018
        tread = [(far[0] - reach, far[1]), (far[0], far[1]), (near[0], near[1]), (near[0] - reach, near[1])]
        polygon(scene.picture, tread, scene.surface((150, 140, 128), 0.7))
        front = [tread[3], tread[2], (tread[2][0], tread[2][1] + thick), (tread[3][0], tread[3][1] + thick)]
        polygon(scene.picture, front, scene.surface((92, 84, 78), 0.2))
    table_lamp(scene, shell.wall(0.5, 0.22))
    a, b = shell.wall(0.40, 0.22), shell.wall(0.60, 0.0)
    scene.pen.rectangle((*a, *b), fill=scene.surface((86, 62, 46), 0.4))


def cabin(scene: Scene) -> None:
    """Below deck: planks, ribs, round windows over the water, a bunk, a lamp that hangs."""
    shell = build_shell(scene, (132, 96, 66), (92, 68, 50), small=0.52, tall=0.92)
    seam = mix(scene.surface((104, 74, 50), 0.3), (0, 0, 0), 0.25)
    for up in np.arange(0.07, 1.0, 0.085):
        scene.pen.line((*shell.wall(0, up), *shell.wall(1, up)), fill=seam, width=2)
        for side in (-1, 1):
            scene.pen.line(
                (*along(shell, scene, side, 0.5, up), *along(shell, scene, side, 1.5, up)), fill=seam, width=2
            )
    for across in (0.22, 0.5, 0.78):
        _porthole(scene, shell.wall(across, 0.66), scene.height * 0.062)
    for depth in (0.60, 0.84, 1.16):
        for side in (-1, 1):
            foot, head = along(shell, scene, side, depth, 0.0), along(shell, scene, side, depth, 1.0)
            wide = scene.width * 0.014 * depth
            scene.pen.rectangle(
                (head[0] - wide, head[1], head[0] + wide, foot[1]), fill=scene.surface((78, 54, 38), 0.3)
            )
    x0, y0 = shell.wall(0.04, 0.30)
    x1, y1 = shell.wall(0.96, 0.0)
    scene.pen.rectangle((x0, y0, x1, y1), fill=scene.surface((96, 66, 44), 0.3))
    scene.pen.rounded_rectangle((x0, y0 - scene.height * 0.02, x1, y0 + 6), 8, fill=scene.surface((120, 116, 122), 0.5))
    pendant(scene, 0.5, small=True)


def _porthole(scene: Scene, at: tuple[float, float], radius: float) -> None:
    side = max(4, int(radius * 2))
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), fill=255)
    scene.picture.paste(outlook(scene, side, side), (int(at[0] - radius), int(at[1] - radius)), mask)
    box = (at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
    scene.pen.ellipse(box, outline=scene.surface((176, 140, 84), 0.7), width=max(4, int(radius * 0.16)))


def cave(scene: Scene) -> None:
    """Rock on all sides, the way out a patch of light in the distance."""
    width, height, palette = scene.width, scene.height, scene.palette
    rock = scene.surface((96, 88, 82), 0.3)
    scene.picture.paste(
        gradient(width, height, [(0, mix(rock, (0, 0, 0), 0.6)), (0.6, rock), (1, mix(rock, (0, 0, 0), 0.5))])
    )
    size = (int(width * 0.34), int(height * 0.42))
    corner = (int(width * 0.5 - size[0] / 2), int(scene.horizon - size[1] * 0.72))
    mask = Image.new("L", size)
    ring = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    rough = 0.43 + 0.05 * noise_line(scene.rng, 40, 0.7)
    mouth = [
        (size[0] * (0.5 + r * np.cos(a)), size[1] * (0.5 + r * np.sin(a))) for a, r in zip(ring, rough, strict=True)
    ]
    ImageDraw.Draw(mask).polygon(mouth, fill=255)
    scene.picture.paste(outlook(scene, *size), corner, blurred(mask, height / 220))
    glow(scene.picture, (width * 0.5, scene.horizon - size[1] * 0.2), height * 0.5, palette.rim, 0.3)
    for layer in range(3):
        shade = mix(rock, (0, 0, 0), 0.25 + 0.18 * layer)
        # Each layer nearer to the eye leaves a larger gap, so the rock closes in like a tube.
        gap = 0.25 + 0.10 * layer
        columns = np.linspace(0, width, 60)
        arch = 1 - np.clip(np.abs(columns / width - 0.5) / (gap + 0.12), 0, 1) ** 2
        above = scene.horizon - height * gap * 1.25 * arch + noise_line(scene.rng, 60, 0.8) * height * 0.022
        below = scene.horizon + height * (gap * 0.62 + 0.03) * arch + noise_line(scene.rng, 60, 0.7) * height * 0.012
        polygon(scene.picture, [(0, 0), *zip(columns, above, strict=True), (width, 0)], shade)
        polygon(scene.picture, [(0, height), *zip(columns, below, strict=True), (width, height)], shade)
