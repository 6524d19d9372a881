"""Plates: the backdrops of a shot's panels, drawn once and larger than the frame, for the camera to move over."""

from __future__ import annotations

from PIL import Image, ImageOps

from compiler.media.animatic.backdrops import paint
from compiler.media.animatic.board import Panel
from compiler.media.animatic.brush import blurred
from compiler.media.animatic.camera import MARGIN
from compiler.media.animatic.cast import is_named_in
from compiler.media.animatic.frames import tilted
from compiler.media.animatic.palette import Palette
from compiler.media.animatic.panels import Composition
from compiler.media.animatic.planes import Layer, to_layer
from compiler.media.animatic.sprites import figure_sprite, open_image
from compiler.media.animatic.staging import HORIZONS, Shape, shape_for


class Plates:
    """The plates of one shot, each drawn when it is first asked for."""

    def __init__(self, shot: Composition) -> None:
        self._shot = shot
        self._drawn: dict[tuple[int, int], Layer] = {}

    def plate(self, index: int, light: int) -> Layer:
        """Return the plate of panel ``index`` in the shot's light ``light``, its figures on it where they are baked."""
        shot = self._shot
        panels = shot.board.panels
        same = next(
            (
                other
                for other in range(index)
                if panels[other].framing == panels[index].framing
                and (not shot.baked or shot.people[other] == shot.people[index])
            ),
            index,
        )
        if (same, light) not in self._drawn:
            picture = _backdrop(shot, panels[index], shot.palettes[light])
            if shot.baked:
                picture = _with_figures(shot, picture, index, light)
            if shot.board.angle == "dutch":
                picture = tilted(picture)
            self._drawn[same, light] = to_layer(picture)
        return self._drawn[same, light]


def _backdrop(shot: Composition, panel: Panel, palette: Palette) -> Image.Image:
    frame_wide, frame_high = shot.size
    width, height = (round(side * MARGIN * shot.scale / 2) * 2 for side in shot.size)
    if shot.photo:
        return ImageOps.fit(shot.photo, (width, height), Image.Resampling.LANCZOS)
    aspect = frame_wide / frame_high
    shape = shape_for(panel.framing, aspect, 1)
    known = _place_photo(shot)
    if known is not None:
        return blurred(ImageOps.fit(known, (width, height), Image.Resampling.LANCZOS), shape.blur * height)
    in_frame = HORIZONS.get(shot.board.angle, 0.30 if panel.framing == "aerial" else 0.57)
    horizon = (in_frame - 0.5) / MARGIN + 0.5
    setting = shot.board.setting
    if shape.blur <= 0 and shape.enlarge <= 1:
        wide = max(width, round(height * 1.5 / 2) * 2)
        painted = paint(setting.kind, setting.place, palette, wide, height, round(horizon, 3), setting.details)
        left = (wide - width) // 2
        return painted.crop((left, 0, left + width, height)) if wide != width else painted.copy()
    return _near(shot, shape, palette, (width, height), horizon)


def _near(shot: Composition, shape: Shape, palette: Palette, size: tuple[int, int], horizon: float) -> Image.Image:
    """Return the backdrop behind somebody close: near, soft, and not the same stretch of it in every shot."""
    width, height = size
    setting = shot.board.setting
    low = round(height * 0.9) if shape.blur <= 0 else 460 if shape.blur < 0.004 else 400 if shape.blur < 0.008 else 300
    scale = min(1.0, low / height * shape.enlarge)
    small_wide, small_high = round(max(width, height * 1.5) * scale), round(height * scale)
    painted = paint(setting.kind, setting.place, palette, small_wide, small_high, round(horizon, 3), setting.details)
    view_high = small_high / shape.enlarge
    view_wide = view_high * width / height
    drift = (0.12, -0.16, 0.05, -0.08)[shot.board.number % 4] * (1 - 1 / shape.enlarge)
    centre_x = small_wide * (0.5 + drift)
    centre_y = small_high * (horizon - 0.05)
    from_left = min(max(0.0, centre_x - view_wide / 2), small_wide - view_wide)
    from_top = min(max(0.0, centre_y - view_high * 0.5), small_high - view_high)
    box = (from_left, from_top, from_left + view_wide, from_top + view_high)
    soft = shape.blur * shot.size[1] * shot.scale
    if soft >= 2:
        reduced = (max(2, width // 2), max(2, height // 2))
        near = painted.resize(reduced, Image.Resampling.BILINEAR, box=box)
        return blurred(near, soft / 2).resize((width, height), Image.Resampling.BILINEAR)
    return painted.resize((width, height), Image.Resampling.BICUBIC, box=box)


def _place_photo(shot: Composition) -> Image.Image | None:
    """Return the reference image of the place that this shot is set in."""
    place_name = shot.board.setting.place
    for subject in shot.clip.cast:
        if subject.kind == "place" and subject.image is not None and is_named_in(subject, place_name):
            return open_image(shot.clip.images[subject.image])
    return None


def _with_figures(shot: Composition, picture: Image.Image, index: int, light: int) -> Image.Image:
    picture = picture.convert("RGBA")
    width, height = shot.size
    sprites = [figure_sprite(figure, shot.palettes[light], shot.size, shot.scale) for figure in shot.people[index]]
    if not sprites:
        thing = shot.thing(index, light, shot.scale)
        sprites = [thing] if thing else []
    for sprite in sprites:
        x = round(picture.width / 2 + (sprite.left - 0.5) * width * shot.scale)
        y = round(picture.height / 2 + (sprite.top - 0.5) * height * shot.scale)
        # The parts outside the backdrop are cut here: alpha_composite refuses them.
        left, top = max(0, -x), max(0, -y)
        right, low = min(sprite.picture.width, picture.width - x), min(sprite.picture.height, picture.height - y)
        if right > left and low > top:
            picture.alpha_composite(sprite.picture.crop((left, top, right, low)), (x + left, y + top))
    return picture.convert("RGB")
