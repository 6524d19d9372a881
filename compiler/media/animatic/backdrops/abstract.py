"""Places that are no place: outer space, a studio's seamless paper, a stage of light where nothing is said."""

from __future__ import annotations

from compiler.media.animatic.backdrops.scene import Scene
from compiler.media.animatic.brush import glow, gradient, polygon
from compiler.media.animatic.palette import RGB, mix


def space(scene: Scene) -> None:
    """Stars, a nebula and a planet lit from one side."""
    scene.picture.paste(
        gradient(scene.width, scene.height, [(0, (4, 5, 14)), (0.6, (12, 12, 30)), (1, (6, 6, 16))]), (0, 0)
    )
    rng, pen = scene.rng, scene.pen
    for colour in ((70, 40, 120), (30, 70, 120), (120, 50, 80)):
        glow(
            scene.picture,
            (rng.uniform(0, 1) * scene.width, rng.uniform(0, 0.8) * scene.height),
            scene.height * 0.55,
            colour,
            0.5,
        )
    for _ in range(420):
        x, y, bright = rng.uniform(0, scene.width), rng.uniform(0, scene.height), int(rng.uniform(70, 255))
        size = float(rng.choice([0, 0, 0, 1, 2]))
        pen.ellipse((x, y, x + size, y + size), fill=(bright, bright, min(255, bright + 20)))
    cx, cy, radius = scene.width * 0.72, scene.height * 0.66, scene.height * 0.34
    tones: tuple[RGB, ...] = ((150, 92, 62), (70, 104, 140), (120, 112, 96))
    tone = tones[int(rng.integers(len(tones)))]
    glow(scene.picture, (cx, cy), radius * 1.3, tone, 0.4)
    for step in range(26):
        share = step / 25
        offset = radius * 0.9 * (share - 0.5) * 0.55
        pen.ellipse(
            (cx - radius + max(0, -offset), cy - radius, cx + radius - abs(offset) * 1.2, cy + radius),
            fill=mix(mix(tone, (0, 0, 0), 0.9), tone, 1 - share * 0.96) if share < 0.99 else mix(tone, (0, 0, 0), 0.9),
        )


def studio(scene: Scene) -> None:
    """Seamless paper with a pool of light: for products, and for prompts that name no place."""
    palette = scene.palette
    base: RGB = (58, 64, 74) if palette.dark else (150, 154, 158)
    if any(word in scene.place.lower() for word in ("white", "白")):
        base = (226, 226, 224)
    if any(word in scene.place.lower() for word in ("black", "黑")):
        base = (26, 27, 31)
    wall = scene.surface(base, 0.5)
    low = mix(scene.surface(base, 0.8), palette.rim, 0.08)
    bend = min(0.95, scene.horizon / scene.height + 0.12)
    stops = [
        (0, mix(wall, (0, 0, 0), 0.55)),
        (bend * 0.7, wall),
        (bend, low),
        (min(1.0, bend + 0.06), mix(low, (0, 0, 0), 0.12)),
        (1, mix(low, (0, 0, 0), 0.5)),
    ]
    scene.picture.paste(gradient(scene.width, scene.height, stops), (0, 0))
    glow(scene.picture, (scene.width * 0.5, scene.horizon * 0.9), scene.height * 0.72, mix(wall, palette.rim, 0.4), 0.5)
    side = palette.side
    for number, strength in ((0, 20), (1, 12)):
        x = scene.width * (0.5 + side * (0.30 + 0.12 * number))
        polygon(
            scene.picture,
            [(x, -10), (x + side * 60, -10), (scene.width * 0.62, scene.height), (scene.width * 0.26, scene.height)],
            palette.rim,
            strength,
        )
