"""Draw the reference images of the samples: plain studio portraits and one product shot.

Run it from anywhere: ``python samples/draw_references.py``. The same code gives the same pictures.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

FOLDER = Path(__file__).parent / "refs"
SIZE = (768, 768)
SCALE = 2


def backdrop(tint: tuple[int, int, int]) -> Image.Image:
    """Return a studio wall: ``tint``, lit from the upper left."""
    width, height = SIZE[0] * SCALE, SIZE[1] * SCALE
    light = (
        Image.radial_gradient("L")
        .resize((width * 2, height * 2))
        .crop((width // 2, height // 2, width * 3 // 2, height * 3 // 2))
    )
    dark = tuple(channel * 45 // 100 for channel in tint)
    return Image.composite(Image.new("RGB", (width, height), dark), Image.new("RGB", (width, height), tint), light)


def portrait(
    coat: str, hair: str, skin: str, *, long_hair: bool, side: bool, tint: tuple[int, int, int]
) -> Image.Image:
    """Return head and shoulders without a face, from the front or from the side."""
    image = backdrop(tint)
    draw = ImageDraw.Draw(image)
    s = SCALE
    centre = 384 * s
    if long_hair:
        draw.rounded_rectangle((centre - 150 * s, 190 * s, centre + 150 * s, 560 * s), 120 * s, fill=hair)
    draw.rounded_rectangle((centre - 300 * s, 530 * s, centre + 300 * s, 900 * s), 150 * s, fill=coat)
    draw.polygon([(centre - 90 * s, 540 * s), (centre + 90 * s, 540 * s), (centre, 660 * s)], fill=skin)
    draw.rounded_rectangle((centre - 58 * s, 430 * s, centre + 58 * s, 570 * s), 40 * s, fill=skin)
    draw.ellipse((centre - 120 * s, 160 * s, centre + 120 * s, 480 * s), fill=skin)
    if side:
        draw.polygon([(centre + 112 * s, 300 * s), (centre + 152 * s, 352 * s), (centre + 108 * s, 372 * s)], fill=skin)
        draw.pieslice((centre - 136 * s, 136 * s, centre + 124 * s, 470 * s), 95, 300, fill=hair)
    draw.pieslice((centre - 132 * s, 138 * s, centre + 132 * s, 420 * s), 180, 360, fill=hair)
    shade = Image.new("L", image.size, 0)
    ImageDraw.Draw(shade).rectangle((centre + 30 * s, 0, image.width, image.height), fill=90)
    shade = shade.filter(ImageFilter.GaussianBlur(90 * s))
    image = Image.composite(Image.new("RGB", image.size, "#05060a"), image, shade)
    return image.resize(SIZE, Image.Resampling.LANCZOS)


def watch() -> Image.Image:
    """Return the product: a round watch on a pale ground."""
    image = backdrop((214, 208, 200))
    draw = ImageDraw.Draw(image)
    s = SCALE
    draw.rounded_rectangle((304 * s, 40 * s, 464 * s, 728 * s), 40 * s, fill="#9aa0a6")
    for y in range(56, 720, 22):
        draw.line((312 * s, y * s, 456 * s, y * s), fill="#7c8187", width=4 * s)
    draw.ellipse((204 * s, 204 * s, 564 * s, 564 * s), fill="#6f757b")
    draw.ellipse((222 * s, 222 * s, 546 * s, 546 * s), fill="#f4efe6")
    draw.line((384 * s, 384 * s, 384 * s, 270 * s), fill="#2b2d31", width=10 * s)
    draw.line((384 * s, 384 * s, 462 * s, 430 * s), fill="#2b2d31", width=8 * s)
    draw.ellipse((372 * s, 372 * s, 396 * s, 396 * s), fill="#2b2d31")
    return image.resize(SIZE, Image.Resampling.LANCZOS)


def main() -> None:
    """Write every picture into ``samples/refs``."""
    FOLDER.mkdir(exist_ok=True)
    people = {
        "alpha-front": portrait("#3a3d44", "#101114", "#b98d72", long_hair=False, side=False, tint=(92, 104, 130)),
        "alpha-side": portrait("#3a3d44", "#101114", "#b98d72", long_hair=False, side=True, tint=(92, 104, 130)),
        "mara-front": portrait("#8a3b24", "#241a16", "#c79a7c", long_hair=True, side=False, tint=(150, 132, 116)),
        "elias-front": portrait("#27374f", "#d9d7d1", "#b88a6c", long_hair=False, side=False, tint=(110, 126, 138)),
        "aming-front": portrait("#1f3350", "#15151a", "#bf9373", long_hair=False, side=False, tint=(104, 112, 120)),
        "watch": watch(),
    }
    for name, image in people.items():
        image.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
