"""What every backdrop painter is given, and what they share: sky, ground, sun and moon, wet reflections."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from compiler.media.animatic.brush import blurred, glow, gradient
from compiler.media.animatic.palette import RGB, Palette, lit, mix


@dataclass(slots=True)
class Scene:
    """A backdrop being painted: ``picture`` in pixels, ``horizon`` the row of the eye's height, ``rng`` seeded by the
    place's name so that a place looks the same in every shot. ``place`` is its text, for details."""

    picture: Image.Image
    horizon: float
    palette: Palette
    rng: np.random.Generator
    place: str
    lights: list[tuple[float, float, float, RGB]] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.picture.width

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.picture.height

    @property
    def pen(self) -> ImageDraw.ImageDraw:
        """A pen on the picture as it is now."""
        return ImageDraw.Draw(self.picture)

    def surface(self, colour: RGB, key: float = 0.5) -> RGB:
        """Return ``colour`` in this light."""
        return lit(colour, self.palette, key)

    def far(self, colour: RGB, distance: float) -> RGB:
        """Return ``colour`` as seen through ``distance`` (0 near, 1 at the horizon) of air."""
        return mix(colour, self.palette.haze, distance)


def sky(scene: Scene) -> None:
    """Paint the sky down to the horizon: gradient, sun or moon, stars, clouds."""
    palette, width, height = scene.palette, scene.width, scene.height
    bottom = max(2, int(scene.horizon) + 2)
    middle = mix(palette.top, palette.horizon, 0.42)
    scene.picture.paste(gradient(width, bottom, [(0, palette.top), (0.55, middle), (1, palette.horizon)]), (0, 0))
    x = width * (0.30 if palette.side < 0 else 0.70)
    clear = not (palette.rain or palette.snow or palette.fog > 0.5)
    if palette.sun < -0.2 and palette.dark:
        if clear and not palette.neon:
            _stars(scene, bottom)
            moon_at = (x, scene.horizon * 0.34)
            glow(scene.picture, moon_at, height * 0.28, (70, 90, 140), 0.6)
            radius = height * 0.034
            scene.pen.ellipse(_circle(moon_at, radius), fill=(226, 232, 246))
    elif clear and palette.sun >= 0:
        at = (x, scene.horizon - height * (0.02 + palette.sun * 0.62))
        radius = height * (0.055 if palette.sun < 0.3 else 0.034)
        glow(scene.picture, at, height * 0.62, palette.horizon, 0.45)
        glow(scene.picture, at, radius * 3.4, (255, 216, 150), 0.55)
        scene.pen.ellipse(_circle(at, radius), fill=mix((255, 226, 158), (255, 252, 236), min(1, palette.sun * 2)))
    if not palette.neon:
        _clouds(scene, bottom)


def _circle(at: tuple[float, float], radius: float) -> tuple[float, float, float, float]:
    return (at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)


def _stars(scene: Scene, bottom: int) -> None:
    pen = scene.pen
    for _ in range(150):
        x, y = scene.rng.uniform(0, scene.width), scene.rng.uniform(0, 0.8) ** 1.4 * bottom
        bright = int(scene.rng.uniform(60, 190))
        size = scene.rng.choice([0, 0, 1])
        pen.ellipse((x, y, x + size, y + size), fill=(bright, bright, min(255, bright + 25)))


def _clouds(scene: Scene, bottom: int) -> None:
    palette = scene.palette
    heavy = palette.rain or palette.snow
    mask = Image.new("L", (scene.width // 4, max(2, bottom // 4)))
    pen = ImageDraw.Draw(mask)
    for _ in range(22 if heavy else 9):
        x, y = scene.rng.uniform(-0.1, 1.1) * mask.width, scene.rng.uniform(0.02, 0.75) * mask.height
        length, thick = scene.rng.uniform(0.08, 0.30) * mask.width, scene.rng.uniform(0.010, 0.045) * mask.height
        for _ in range(5):
            dx, dy = scene.rng.normal(0, 0.3) * length, scene.rng.normal(0, 0.9) * thick
            box = (x + dx - length / 2, y + dy - thick, x + dx + length / 2, y + dy + thick)
            pen.ellipse(box, fill=int(scene.rng.uniform(40, 110)))
    mask = mask.filter(ImageFilter.GaussianBlur(max(1.5, scene.height / 260)))
    mask = mask.resize((scene.width, bottom), Image.Resampling.BICUBIC)
    tint = mix(palette.horizon, palette.rim, 0.35) if palette.sun >= 0 else mix(palette.horizon, palette.top, 0.3)
    if heavy:
        tint = mix(tint, (90, 96, 110), 0.5) if not palette.dark else mix(palette.horizon, (0, 0, 0), 0.35)
    scene.picture.paste(tint, (0, 0), mask)


def ground(scene: Scene, colour: RGB, far_haze: float = 0.65) -> None:
    """Paint the ground from the horizon down, hazier in the distance."""
    top = int(scene.horizon)
    if top >= scene.height:
        return
    near = scene.surface(colour, 0.25)
    far = mix(scene.surface(colour, 0.6), scene.palette.haze, far_haze)
    deep = mix(near, (0, 0, 0), 0.28)
    scene.picture.paste(gradient(scene.width, scene.height - top, [(0, far), (0.35, near), (1, deep)]), (0, top))


def reflect(scene: Scene, amount: float, sharp: float = 1.0) -> None:
    """Mirror what stands above the horizon in the ground below it, stretched and broken up: a wet street, a lake."""
    top = int(scene.horizon)
    depth = min(scene.height - top, top)
    if depth < 8:
        return
    above = scene.picture.crop((0, top - depth, scene.width, top)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    small = above.resize((max(2, scene.width // 3), max(2, depth // 12)), Image.Resampling.BOX)
    smeared = blurred(small.resize((scene.width, depth), Image.Resampling.BICUBIC), 2.0 / sharp)
    shifted = np.asarray(smeared)
    rows = np.arange(depth)
    wobble = (np.sin(rows * 0.9 + np.sin(rows * 0.23) * 3) * (1.5 + rows * 0.02)).astype(int)
    columns = (np.arange(scene.width)[None, :] + wobble[:, None]) % scene.width
    shifted = shifted[rows[:, None], columns]
    fade = np.linspace(amount, amount * 0.25, depth)
    patches = scene.rng.uniform(0.55, 1.0, (max(2, depth // 26), 18))
    broken = Image.fromarray((patches * 255).astype(np.uint8), "L").resize(
        (scene.width, depth), Image.Resampling.BICUBIC
    )
    mask = (np.asarray(broken, np.float32) * fade[:, None]).astype(np.uint8)
    scene.picture.paste(Image.fromarray(shifted, "RGB"), (0, top), Image.fromarray(mask, "L"))
