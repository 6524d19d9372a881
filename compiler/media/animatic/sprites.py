"""Figures, things and cards as layers: drawn once, then moved by the camera and by their own steps."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter, ImageOps

from compiler.media.animatic.board import Board, Subject
from compiler.media.animatic.brush import glow
from compiler.media.animatic.facts import AnimaticError
from compiler.media.animatic.figures.draw import Stance, draw_figure
from compiler.media.animatic.figures.look import TONES, read_look
from compiler.media.animatic.palette import Palette, lit
from compiler.media.animatic.props import BOX, draw_prop
from compiler.media.animatic.staging import Placed

GLOWING = {"map": (90, 210, 250), "phone": (130, 190, 250), "lantern": (255, 200, 110)}
STEPS = 8
"""Pictures in which a step of walk or run is drawn, a second."""


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """A picture with its place: ``left`` and ``top`` and its size in frame widths and heights."""

    picture: Image.Image
    left: float
    top: float
    width: float
    height: float


def figure_sprite(
    figure: Placed, palette: Palette, frame: tuple[int, int], detail: float, seconds: float | None = None
) -> Sprite:
    """Return a figure standing at its place, or, for ``seconds``, in the step that it is in then.

    ``frame`` is the frame's size in pixels, ``detail`` how many pixels are drawn for one of the frame.
    """
    width, height = frame
    stance = figure.stance
    moving = seconds is not None and figure.walks(seconds)
    if moving and seconds is not None:
        gait = "run" if stance.pose == "run" else "walk"
        turn = stance.turn if stance.turn in ("left", "right") else "right"
        rate = 1.55 if gait == "run" else 1.0
        stance = Stance(gait, turn, int(seconds * rate * STEPS) % STEPS / STEPS)
    elif stance.pose in ("walk", "run") and stance.turn in ("left", "right"):
        stance = Stance(stance.pose, stance.turn, 0.2)
    across = width / (figure.height * height)
    left, right = max(-0.46, (-0.25 - figure.x) * across), min(0.46, (1.25 - figure.x) * across)
    if figure.from_x is not None or figure.to_x is not None:
        left, right = -0.46, 0.46
    top, low = max(-0.05, (-0.2 - figure.y) / figure.height), min(1.06, (1.2 - figure.y) / figure.height)
    pixels = max(8, round(figure.height * height * detail))
    box = (round(left, 3), round(top, 3), round(right, 3), round(low, 3))
    picture = _dressed(figure if not moving else replace(figure, holds=""), stance, palette, pixels, box)
    return Sprite(
        picture,
        figure.x + left / across,
        figure.y + top * figure.height,
        (right - left) / across,
        (low - top) * figure.height,
    )


def trimmed(sprite: Sprite) -> Sprite:
    """Return ``sprite`` without the empty room around what it shows, which would be sampled in every frame."""
    picture = sprite.picture
    box = picture.getchannel("A").getbbox() if picture.mode == "RGBA" else None
    if box is None:
        return sprite
    # Even sides, and room for the sampling to run out in.
    left, top = max(0, box[0] // 2 * 2 - 4), max(0, box[1] // 2 * 2 - 4)
    right, low = min(picture.width, box[2] // 2 * 2 + 6), min(picture.height, box[3] // 2 * 2 + 6)
    across, down = sprite.width / picture.width, sprite.height / picture.height
    return Sprite(
        picture.crop((left, top, right, low)),
        sprite.left + left * across,
        sprite.top + top * down,
        (right - left) * across,
        (low - top) * down,
    )


def _dressed(
    figure: Placed, stance: Stance, palette: Palette, pixels: int, box: tuple[float, float, float, float]
) -> Image.Image:
    person = draw_figure(figure.look, stance, palette, pixels, box)
    picture = Image.new("RGBA", person.size)

    def at(x: float, y: float) -> tuple[float, float]:
        return (x - box[0]) * pixels, (y - box[1]) * pixels

    if box[3] > 0.98:
        wide = 0.13 if stance.pose in ("walk", "run") else 0.11
        shadow = Image.new("L", person.size)
        ImageDraw.Draw(shadow).ellipse((*at(-wide, 0.955), *at(wide + 0.03, 1.005)), fill=120 if palette.dark else 96)
        shadow = shadow.filter(ImageFilter.GaussianBlur(max(1, pixels * 0.012)))
        picture.paste((0, 0, 0, 255), (0, 0), shadow)
        picture.putalpha(shadow)
    if stance.pose == "sit":
        pen = ImageDraw.Draw(picture)
        way = -1 if stance.turn == "left" else 1
        seat = sorted((-0.125 * way, 0.075 * way)) if stance.turn in ("left", "right") else [-0.13, 0.13]
        wood, edge = lit((96, 78, 66), palette, 0.2), lit((140, 116, 96), palette, 0.7)
        pen.rounded_rectangle((*at(seat[0], 0.672), *at(seat[1], 1.0)), pixels * 0.012, fill=(*wood, 255))
        pen.rounded_rectangle(
            (*at(seat[0] - 0.012, 0.655), *at(seat[1] + 0.012, 0.69)), pixels * 0.012, fill=(*edge, 255)
        )
    if figure.shade > 0:
        dark = Image.new("RGBA", person.size, (6, 7, 12, 255))
        dark.putalpha(person.getchannel("A"))
        person = Image.blend(person, dark, figure.shade)
    picture.alpha_composite(person)
    if figure.holds:
        hand = (0.262, 0.245) if stance.turn in ("left", "right") else (0.005, 0.335)
        if stance.turn == "left":
            hand = (-hand[0], hand[1])
        _hold(picture, figure, palette, pixels, at(*hand))
    if figure.blur > 0:
        picture = picture.filter(ImageFilter.GaussianBlur(figure.blur * pixels / figure.height))
    return picture


def _hold(picture: Image.Image, figure: Placed, palette: Palette, pixels: int, hand: tuple[float, float]) -> None:
    unit = max(6, round(pixels * (0.15 if figure.holds in ("map", "book", "letter", "box") else 0.12)))
    thing = draw_prop(figure.holds, TONES[(figure.tone + 3) % len(TONES)], palette, unit).copy()
    if figure.holds in GLOWING:
        light = Image.new("RGB", picture.size)
        glow(light, hand, pixels * 0.16, GLOWING[figure.holds], 0.9)
        mask = light.convert("L")
        halo = Image.new("RGBA", picture.size, (*GLOWING[figure.holds], 255))
        halo.putalpha(mask)
        picture.alpha_composite(halo)
        if figure.holds == "map":
            thing.putalpha(thing.getchannel("A").point([round(value * 0.78) for value in range(256)]))
    x, y = round(hand[0] - thing.width / 2), round(hand[1] - unit * 0.52)
    layer = Image.new("RGBA", picture.size)
    layer.paste(thing, (x, y))
    picture.alpha_composite(layer)


def thing_sprite(
    kind: str, subject: Subject | None, palette: Palette, frame: tuple[int, int], detail: float, size: float
) -> Sprite:
    """Return a thing in the middle of the frame, ``size`` frame heights high, on its shadow."""
    width, height = frame
    size = min(size, width / height / 1.6)
    pixels = max(16, round(size * height * detail))
    tone = TONES[subject.tone] if subject else (120, 116, 110)
    colour = read_look(subject.name, subject.description, subject.tone).top if subject else tone
    thing = draw_prop(kind, colour, palette, pixels)
    picture = Image.new("RGBA", thing.size)
    shadow = Image.new("L", thing.size)
    middle, foot = thing.width / 2, (1.0 - BOX[1]) * pixels
    ImageDraw.Draw(shadow).ellipse(
        (middle - pixels * 0.5, foot - pixels * 0.05, middle + pixels * 0.5, foot + pixels * 0.05), fill=150
    )
    shadow = shadow.filter(ImageFilter.GaussianBlur(max(1, pixels * 0.025)))
    picture.paste((0, 0, 0, 255), (0, 0), shadow)
    picture.putalpha(shadow)
    if kind in GLOWING:
        light = Image.new("RGB", picture.size)
        glow(light, (middle, pixels * 0.55), pixels * 0.6, GLOWING[kind], 0.6)
        halo = Image.new("RGBA", picture.size, (*GLOWING[kind], 255))
        halo.putalpha(light.convert("L"))
        picture.alpha_composite(halo)
    picture.alpha_composite(thing)
    wide, high = thing.width / detail / width, thing.height / detail / height
    return Sprite(picture, 0.5 - wide / 2, 0.47 - high / 2, wide, high)


def card_sprite(image: Image.Image, frame: tuple[int, int], detail: float, size: float) -> Sprite:
    """Return a reference picture as a card pinned in the middle of the frame."""
    width, height = frame
    box = (round(width * 0.7 * detail), round(height * size * detail))
    shown = ImageOps.contain(image.convert("RGB"), box, Image.Resampling.LANCZOS)
    rim = max(4, round(height * 0.012 * detail))
    pad = rim * 3
    picture = Image.new("RGBA", (shown.width + 2 * pad, shown.height + 2 * pad))
    shadow = Image.new("L", picture.size)
    ImageDraw.Draw(shadow).rectangle((pad - rim, pad, picture.width - pad + rim, picture.height - rim), fill=150)
    shadow = shadow.filter(ImageFilter.GaussianBlur(rim))
    picture.paste((0, 0, 0, 255), (0, 0), shadow)
    picture.putalpha(shadow)
    ImageDraw.Draw(picture).rectangle(
        (pad - rim, pad - rim, picture.width - pad + rim - 1, picture.height - pad + rim - 1), fill=(240, 238, 232, 255)
    )
    picture.paste(shown, (pad, pad))
    wide, high = picture.width / detail / width, picture.height / detail / height
    return Sprite(picture, 0.5 - wide / 2, 0.47 - high / 2, wide, high)


@lru_cache(maxsize=16)
def open_image(data: bytes) -> Image.Image:
    """Return a picture from its bytes, turned upright. Raises AnimaticError where they are no picture."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise AnimaticError(f"a reference image cannot be opened: {' '.join(str(error).split())[:160]}") from error


def portrait(data: bytes) -> Image.Image:
    """Return the upper middle square of a picture: where a face is."""
    image = open_image(data)
    side = min(image.size)
    left = (image.width - side) // 2
    top = 0 if image.height > image.width else (image.height - side) // 2
    return image.crop((left, top, left + side, top + side)).resize((192, 192), Image.Resampling.LANCZOS)


def main_thing(board: Board) -> tuple[str, Subject | None] | None:
    """Return the thing that a shot without people is about: a named prop, or one that its words name."""
    from compiler.media.animatic import terms

    for subject in board.subjects:
        if subject.kind == "prop":
            return terms.first("prop", f"{subject.name} {subject.description}") or "box", subject
    if board.objects:
        return board.objects[0], None
    return None
