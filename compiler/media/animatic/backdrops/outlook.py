"""What is seen through a window: the open place that the room's name tells of, small and hazy."""

from __future__ import annotations

from PIL import Image, ImageDraw

from compiler.media.animatic import terms
from compiler.media.animatic.backdrops.scene import Scene
from compiler.media.animatic.brush import gradient, noise_line
from compiler.media.animatic.palette import RGB, mix

_SEEN = {
    "coast": "water",
    "lake": "water",
    "forest": "trees",
    "park": "trees",
    "field": "hills",
    "mountain": "hills",
    "desert": "hills",
    "space": "stars",
}


def outlook(scene: Scene, width: int, height: int) -> Image.Image:
    """Return ``width`` × ``height`` pixels of what lies outside the room; a town where its name tells of nothing."""
    palette, rng = scene.palette, scene.rng
    kinds = [_SEEN[key] for key in terms.keys_in("place", scene.place) if key in _SEEN]
    seen = kinds[0] if kinds else "town"
    if seen == "stars":
        picture = Image.new("RGB", (width, height), (6, 8, 18))
        pen = ImageDraw.Draw(picture)
        for _ in range(60):
            x, y, bright = rng.uniform(0, width), rng.uniform(0, height), int(rng.uniform(70, 220))
            pen.ellipse((x, y, x + 1, y + 1), fill=(bright, bright, min(255, bright + 20)))
        return picture
    bottom = mix(palette.horizon, palette.ground, 0.5)
    picture = gradient(width, height, [(0, palette.top), (0.75, palette.horizon), (1, bottom)])
    pen = ImageDraw.Draw(picture)
    if seen == "water":
        _water(scene, picture, round(height * 0.6))
    elif seen == "trees":
        shade = mix((26, 44, 34), palette.horizon, 0.25 if palette.dark else 0.45)
        for x in range(0, width, max(3, width // 26)):
            top = height * rng.uniform(0.45, 0.72)
            reach = width * rng.uniform(0.03, 0.06)
            pen.polygon([(x - reach, height), (x, top), (x + reach, height)], fill=shade)
    elif seen == "hills":
        for layer in range(2):
            line = height * (0.62 + 0.14 * layer) + noise_line(rng, width, 0.5) * height * 0.05
            shade = mix((70, 78, 76), palette.horizon, 0.62 - 0.3 * layer)
            shade = mix(shade, (0, 0, 0), 0.5) if palette.dark else shade
            pen.polygon([(0, height), *enumerate(line.tolist()), (width, height)], fill=shade)
    elif palette.dark:
        for _ in range(10):
            x, y = rng.uniform(0, width), rng.uniform(height * 0.55, height)
            pen.rectangle((x, y, x + 5, y + 7), fill=mix(palette.horizon, (255, 214, 140), 0.7))
    return picture


def _water(scene: Scene, picture: Image.Image, line: int) -> None:
    palette, rng = scene.palette, scene.rng
    sea: RGB = mix((34, 74, 94), palette.top, 0.3)
    sea = mix(sea, (0, 0, 0), 0.45) if palette.dark else sea
    deep = max(2, picture.height - line)
    picture.paste(gradient(picture.width, deep, [(0, mix(sea, palette.horizon, 0.6)), (1, sea)]), (0, line))
    pen = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y = rng.normal(picture.width / 2, picture.width * 0.2), line + rng.uniform(0.02, 1) * deep
        length = picture.width * rng.uniform(0.01, 0.05)
        pen.line((x - length, y, x + length, y), fill=mix(sea, palette.rim, 0.5), width=1)
