"""The time code in the corner of every frame, put together from digits that are written once."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image

from compiler.media.animatic.facts import RATE
from compiler.media.animatic.planes import Layer, beside, prepared, to_layer
from compiler.media.animatic.writing.lettering import draw_text, measure
from compiler.media.animatic.writing.sheet import WHITE, Sheet, even

_SIZE = 17


def timecode(sheet: Sheet, number: int) -> tuple[list[Layer], int, int]:
    """Return the pieces of the time code of the clip's frame ``number`` and the corner of the first; the others
    follow it to the right."""
    seconds, rest = divmod(number, RATE)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{rest:02d}"
    pieces = [_written(part, sheet.size(_SIZE)) for part in (text[:6], text[6:])]
    return pieces, even(sheet.margin), even(sheet.height - sheet.margin - pieces[0].height + sheet.size(2))


def timecode_width(sheet: Sheet) -> int:
    """Return how wide every time code is on ``sheet``, in pixels."""
    return sum(_glyph(letter, sheet.size(_SIZE)).width for letter in "00:00:00:00")


@lru_cache(maxsize=256)
def _written(digits: str, size: int) -> Layer:
    return prepared(beside([_glyph(letter, size) for letter in digits]))


@lru_cache(maxsize=64)
def _glyph(letter: str, size: int) -> Layer:
    width = (
        max(measure(digit, size, bold=True) for digit in "0123456789")
        if letter != ":"
        else measure(":", size, bold=True) + size * 0.2
    )
    canvas = Image.new("RGBA", (max(2, round(width) // 2 * 2 + 2), max(2, round(size * 1.4) // 2 * 2)))
    x = (canvas.width - measure(letter, size, bold=True)) / 2
    draw_text(canvas, (x, size * 1.08), letter, size, WHITE, bold=True, outline=1, outline_fill=(0, 0, 0, 150))
    return to_layer(canvas)
