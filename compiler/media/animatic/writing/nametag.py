"""The tag that a character's name stands on."""

from __future__ import annotations

from PIL import Image, ImageDraw

from compiler.media.animatic.figures.look import TONES
from compiler.media.animatic.palette import mix
from compiler.media.animatic.planes import Layer, prepared, to_layer
from compiler.media.animatic.writing.lettering import draw_text, measure
from compiler.media.animatic.writing.sheet import WHITE


def nametag(name: str, tone: int, unit: float, portrait: Image.Image | None) -> Layer:
    """Return a name in its character's colour, with a round portrait where there is one."""
    size = max(8, round(19 * unit))
    tall = round(size * 1.72)
    face = round(tall * 2.3) if portrait is not None else 0
    text_wide = measure(name, size, bold=True)
    width, height = round(text_wide + size * 1.3 + (face * 0.92 if face else 0)) + 4, max(tall, face) + 4
    canvas = Image.new("RGBA", ((width + 1) // 2 * 2, (height + 1) // 2 * 2))
    big = Image.new("RGBA", (canvas.width * 3, canvas.height * 3))
    pen = ImageDraw.Draw(big)
    colour = mix(TONES[tone], (255, 255, 255), 0.22)
    middle = canvas.height / 2
    box = (1 + (face * 0.5 if face else 0), middle - tall / 2, width - 1, middle + tall / 2)
    pen.rounded_rectangle(
        tuple(value * 3 for value in box),
        tall * 1.5,
        fill=(16, 17, 22, 226),
        outline=colour,
        width=max(3, round(5.4 * unit)),
    )
    if face and portrait is not None:
        pen.ellipse((3, (middle - face / 2) * 3, face * 3, (middle + face / 2) * 3), fill=colour)
        inner = round((face - 5 * unit) * 3)
        mask = Image.new("L", (inner, inner))
        ImageDraw.Draw(mask).ellipse((0, 0, inner - 1, inner - 1), fill=255)
        offset = round((face * 3 - inner) / 2)
        big.paste(
            portrait.resize((inner, inner), Image.Resampling.LANCZOS),
            (3 + offset, round((middle - face / 2) * 3) + offset),
            mask,
        )
    canvas = big.resize(canvas.size, Image.Resampling.BOX)
    draw_text(canvas, (size * 0.65 + 2 + face * 0.92, middle + size * 0.36), name, size, WHITE, bold=True)
    return prepared(to_layer(canvas))
