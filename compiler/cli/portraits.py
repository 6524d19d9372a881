"""The reference images of a new project, drawn by code: a figure in a studio, from the front and from the side."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

SIZE = (1280, 720)
_SMOOTH = 2
"""Drawn larger and scaled down: Pillow's shapes have no soft edges of their own."""

_WALL_TOP = (196, 205, 212)
_WALL_BOTTOM = (118, 132, 144)
_JUMPER = "#1f2f4a"
_RIB = "#2b3f60"
_SKIN = "#c99a7c"
_HAIR = "#a7a9ac"
_SHADOW = "#8d6650"


def portrait(view: Literal["front", "side"]) -> bytes:
    """Return a PNG of 1280x720: head and shoulders before a wall, the same bytes each time."""
    from PIL import Image, ImageDraw, ImageFilter

    width, height = SIZE[0] * _SMOOTH, SIZE[1] * _SMOOTH
    ramp = Image.linear_gradient("L").resize((width, height))
    image = Image.composite(Image.new("RGB", ramp.size, _WALL_BOTTOM), Image.new("RGB", ramp.size, _WALL_TOP), ramp)
    middle = width // 2

    shade = Image.new("L", image.size, 0)
    ImageDraw.Draw(shade).ellipse((middle - 420, height - 380, middle + 760, height + 300), fill=110)
    shade = shade.filter(ImageFilter.GaussianBlur(120))
    image = Image.composite(Image.new("RGB", image.size, "#3c4650"), image, shade)

    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((middle - 430, 940, middle + 430, height + 300), 220, fill=_JUMPER)
    for x in range(middle - 360, middle + 361, 60):
        draw.line((x, 1000, x, height), fill=_RIB, width=10)
    draw.rounded_rectangle((middle - 100, 760, middle + 100, 1000), 70, fill=_SHADOW)
    draw.rounded_rectangle((middle - 150, 900, middle + 150, 1010), 50, fill=_RIB)
    draw.ellipse((middle - 200, 300, middle + 200, 850), fill=_SKIN)
    if view == "front":
        draw.pieslice((middle - 215, 270, middle + 215, 800), 180, 360, fill=_HAIR)
        draw.ellipse((middle - 185, 420, middle + 185, 620), fill=_SKIN)
        for eye in (middle - 80, middle + 80):
            draw.ellipse((eye - 18, 540, eye + 18, 566), fill="#2a2320")
        draw.polygon([(middle, 570), (middle - 26, 660), (middle + 20, 660)], fill=_SHADOW)
        draw.line((middle - 54, 734, middle + 54, 734), fill=_SHADOW, width=10)
        braid = middle + 150
    else:
        draw.polygon([(middle + 180, 560), (middle + 250, 650), (middle + 176, 670)], fill=_SKIN)
        draw.pieslice((middle - 230, 270, middle + 205, 800), 110, 350, fill=_HAIR)
        draw.ellipse((middle - 10, 430, middle + 196, 760), fill=_SKIN)
        draw.ellipse((middle + 112, 540, middle + 144, 566), fill="#2a2320")
        draw.line((middle + 110, 734, middle + 180, 734), fill=_SHADOW, width=10)
        braid = middle - 190
    for step in range(7):
        top = 640 + step * 90
        draw.ellipse((braid - 56 + step * 3, top, braid + 56 - step * 3, top + 120), fill=_HAIR)
        draw.arc((braid - 56 + step * 3, top, braid + 56 - step * 3, top + 120), 20, 160, fill="#86898c", width=8)

    written = BytesIO()
    image.resize(SIZE, Image.Resampling.LANCZOS).save(written, "PNG", optimize=True)
    return written.getvalue()
