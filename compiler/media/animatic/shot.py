"""One shot, frame by frame: the backdrop under the camera, figures before it, weather, and the writing on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps

from compiler.media.animatic import terms
from compiler.media.animatic.backdrops import paint
from compiler.media.animatic.board import ClipBoards, Panel
from compiler.media.animatic.brush import blurred
from compiler.media.animatic.camera import MARGIN, View, view_at
from compiler.media.animatic.cast import is_named_in
from compiler.media.animatic.facts import RATE
from compiler.media.animatic.frames import copy_planes, edge_shade, is_animatic, tilted
from compiler.media.animatic.hud import Hud, pill
from compiler.media.animatic.palette import Palette, palette_for
from compiler.media.animatic.planes import Layer, Sampler, blend, paste, to_layer
from compiler.media.animatic.sprites import (
    STEPS,
    Sprite,
    card_sprite,
    figure_sprite,
    main_thing,
    open_image,
    portrait,
    thing_sprite,
    trimmed,
)
from compiler.media.animatic.staging import HORIZONS, Placed, place, shape_for
from compiler.media.animatic.weather import Rain, Snow

if TYPE_CHECKING:
    from compiler.media.animatic.planes import Planes

FADE = 8
"""Frames in which one beat's panel gives way to the next."""
_JOIN = 6
"""Frames in which the end of the clip before gives way: a longer dissolve would show its figures as ghosts."""
_INTEREST = (0.5, 0.45)
_DETAIL = 1.12


@dataclass(slots=True, eq=False)
class _Drawn:
    """A sprite in planes."""

    layer: Layer
    sprite: Sprite


class ShotPainter:
    """Paints the frames of one shot of a clip. Frames come as Y, U and V planes that the caller may keep."""

    def __init__(self, clip: ClipBoards, number: int) -> None:
        self.clip, self.board = clip, clip.boards[number]
        self.width, self.height = clip.width, clip.height
        self._sampler = Sampler()
        self._first = sum(board.frames for board in clip.boards[:number])
        self._hud = Hud(self.board, len(clip.boards), self._first, clip.width, clip.height)
        weather = self._weather()
        self._palettes = [palette_for(light, self.board.setting, weather) for light in self.board.lights]
        self._photo = self._own_photo(number)
        self._people: dict[int, list[Placed]] = {}
        self._walking = False
        aspect = clip.width / clip.height
        for index, panel in enumerate(self.board.panels):
            people = [] if self._photo else place(self.board, panel, aspect, clip.cast)
            self._people[index] = people
            self._walking = self._walking or any(
                person.from_x is not None or person.to_x is not None for person in people
            )
        self._baked = not self._walking and (self.board.angle == "dutch" or self._flat())
        self._scale = 1.0 if self._softness(self.board.panels[0]) else _DETAIL
        self._plates: dict[tuple[int, int], Layer] = {}
        self._sprites: dict[tuple[int, int, int, int], _Drawn] = {}
        self._pills: dict[str, Layer] = {}
        self._still: tuple[object, Planes] | None = None
        palette = self._palettes[0]
        self._rain = Rain(clip.width, clip.height, palette.dark) if palette.rain else None
        self._snow = Snow(clip.width, clip.height) if palette.snow and not palette.rain else None
        self._shade = edge_shade(clip.width, clip.height)
        self._fades = self._edges(number)

    def frame(self, number: int) -> Planes:
        """Return frame ``number`` of the shot."""
        seconds = number / RATE
        view = view_at(self.board, seconds, self._walking)
        index = self._panel_at(seconds)
        into = round((seconds - self.board.panels[index].start) * RATE)
        fading = index > 0 and into < FADE and self._differs(index)
        marks = self._hud.at(seconds)
        key = None
        people = self._people[index]
        if not fading and len(self._palettes) == 1 and not any(figure.walks(seconds) for figure in people):
            key = (view, index, tuple(figure.at(seconds) for figure in people), tuple(id(mark) for mark in marks))
        if key is not None and self._still is not None and self._still[0] == key:
            planes = copy_planes(self._still[1])
        else:
            planes = self._picture(index, view, seconds)
            if fading:
                planes = blend(self._picture(index - 1, view, seconds), planes, (into + 1) / (FADE + 1))
            self._darken_edges(planes)
            for figure in self._people[index]:
                if figure.named and figure.name:
                    self._tag(planes, figure, view, seconds)
            for mark in marks:
                paste(planes, mark.layer, mark.x, mark.y)
            if key is not None:
                self._still = (key, copy_planes(planes))
        if self._rain:
            self._rain.fall(planes, number)
        if self._snow:
            self._snow.fall(planes, number)
        for start, end, layer in self._fades:
            if start <= number < end:
                amount = (number - start + 1) / (end - start + 1)
                other = (layer.y, layer.u, layer.v)
                planes = blend(other, planes, amount) if start == 0 else blend(planes, other, amount)
        pieces, x, y = self._hud.timecode(number)
        for piece in pieces:
            paste(planes, piece, x, y)
            x += piece.width
        return planes

    def _weather(self) -> tuple[str, ...]:
        board = self.board
        heard = terms.keys_in("weather", " ".join(board.sounds))
        return tuple(
            key for key in (*heard, *terms.keys_in("weather", board.action)) if key in ("rain", "snow", "wet", "fog")
        )

    def _flat(self) -> bool:
        """Return whether all depths move together, so that figures can be painted onto the backdrop."""
        seconds = self.board.frames / RATE
        views = [view_at(self.board, seconds * step / 8, False) for step in range(9)]
        return all(
            abs(view.far_scale - view.near_scale) + abs(view.far_x - view.near_x) + abs(view.far_y - view.near_y) < 1e-9
            for view in views
        )

    def _panel_at(self, seconds: float) -> int:
        for index, panel in enumerate(self.board.panels):
            if seconds < panel.end:
                return index
        return len(self.board.panels) - 1

    def _differs(self, index: int) -> bool:
        if self.board.panels[index].framing != self.board.panels[index - 1].framing:
            return True
        return self._people[index] != self._people[index - 1]

    def _softness(self, panel: Panel) -> bool:
        return shape_for(panel.framing, self.width / self.height, 1).blur > 0

    def _own_photo(self, number: int) -> Image.Image | None:
        """Return the picture that this shot starts from, unless it is the end of an animatic like this one."""
        if number or self.clip.first_frame is None:
            return None
        image = open_image(self.clip.first_frame)
        return None if is_animatic(image, self._hud) else image

    def _place_photo(self) -> Image.Image | None:
        """Return the reference image of the place that this shot is set in."""
        place_name = self.board.setting.place
        for subject in self.clip.cast:
            if subject.kind == "place" and subject.image is not None and is_named_in(subject, place_name):
                return open_image(self.clip.images[subject.image])
        return None

    def _edges(self, number: int) -> list[tuple[int, int, Layer]]:
        """Return what the shot's first frames come from and its last ones go to."""
        found: list[tuple[int, int, Layer]] = []
        frames = self.board.frames
        size = (self.width, self.height)
        if number == 0 and self.clip.first_frame is not None and self._photo is None:
            image = ImageOps.fit(open_image(self.clip.first_frame), size, Image.Resampling.LANCZOS)
            found.append((0, min(_JOIN, frames), to_layer(image)))
        if number == len(self.clip.boards) - 1 and self.clip.last_frame is not None:
            image = ImageOps.fit(open_image(self.clip.last_frame), size, Image.Resampling.LANCZOS)
            found.append((max(1, frames - min(36, frames // 2)), frames, to_layer(image)))
        return found

    def _picture(self, index: int, view: View, seconds: float) -> Planes:
        planes = self._layers(index, view, seconds, 0)
        if len(self._palettes) > 1:
            amount = min(1.0, seconds / max(0.04, self.board.frames / RATE - 1 / RATE))
            planes = blend(planes, self._layers(index, view, seconds, 1), amount)
        return planes

    def _layers(self, index: int, view: View, seconds: float, light: int) -> Planes:
        plate = self._plate(index, light)
        width, height = self.width, self.height
        step = self._scale / view.far_scale
        x0 = (
            plate.width / 2
            + ((_INTEREST[0] - (view.far_x + _INTEREST[0]) / view.far_scale) - 0.5) * width * self._scale
        )
        y0 = (
            plate.height / 2
            + ((_INTEREST[1] - (view.far_y + _INTEREST[1]) / view.far_scale) - 0.5) * height * self._scale
        )
        x0 = min(max(0.0, x0), plate.width - width * step)
        y0 = min(max(0.0, y0), plate.height - height * step)
        shown = self._sampler.layer(plate, x0, y0, step, width, height)
        planes = (shown.y.copy(), shown.u.copy(), shown.v.copy())
        if not self._baked:
            for drawn in self._figures(index, seconds, light):
                self._put(planes, drawn, view)
        return planes

    def _put(self, planes: Planes, drawn: _Drawn, view: View) -> None:
        sprite, width, height = drawn.sprite, self.width, self.height
        left = ((sprite.left - _INTEREST[0]) * view.near_scale + _INTEREST[0] + view.near_x) * width
        top = ((sprite.top - _INTEREST[1]) * view.near_scale + _INTEREST[1] + view.near_y) * height
        shown = sprite.width * width * view.near_scale
        step = drawn.layer.width / shown
        x0, y0 = max(0, int(np.ceil(left / 2)) * 2), max(0, int(np.ceil(top / 2)) * 2)
        x1 = min(width, int((left + shown) / 2) * 2)
        y1 = min(height, int((top + sprite.height * height * view.near_scale) / 2) * 2)
        if x1 - x0 < 4 or y1 - y0 < 4:
            return
        window = self._sampler.layer(drawn.layer, (x0 - left) * step, (y0 - top) * step, step, x1 - x0, y1 - y0)
        paste(planes, window, x0, y0)

    def _tag(self, planes: Planes, figure: Placed, view: View, seconds: float) -> None:
        layer = self._pill(figure)
        x = ((figure.at(seconds) - _INTEREST[0]) * view.near_scale + _INTEREST[0] + view.near_x) * self.width
        small = figure.height < 0.6
        anchor = figure.y + figure.height * (1.045 if small else 0.30 if figure.shade == 0 else 0.42)
        anchor = 0.72 if figure.height > 6 else min(anchor, 0.66) if not small else anchor
        y = ((anchor - _INTEREST[1]) * view.near_scale + _INTEREST[1] + view.near_y) * self.height
        y = min(y, self.height * (0.70 if self.board.lines else 0.86))
        left = round(x - layer.width / 2) // 2 * 2
        if x < -0.02 * self.width or x > 1.02 * self.width:
            return
        left = min(max(0, left), self.width - layer.width)
        paste(planes, layer, left, min(max(0, round(y) // 2 * 2), self.height - layer.height))

    def _pill(self, figure: Placed) -> Layer:
        if figure.name not in self._pills:
            image = None
            if figure.image is not None and figure.image < len(self.clip.images):
                image = portrait(self.clip.images[figure.image])
            self._pills[figure.name] = pill(figure.name, figure.tone, self._hud.unit, image)
        return self._pills[figure.name]

    def _figures(self, index: int, seconds: float, light: int) -> list[_Drawn]:
        found: list[_Drawn] = []
        for order, figure in enumerate(self._people[index]):
            moving = figure.walks(seconds)
            rate = 1.55 if figure.stance.pose == "run" else 1.0
            step = int(seconds * rate * STEPS) % STEPS if moving else -1
            key = (index, order, light, step)
            drawn = self._sprites.get(key)
            if drawn is None:
                size = (self.width, self.height)
                sprite = trimmed(figure_sprite(figure, self._palettes[light], size, 1.1, seconds if moving else None))
                drawn = self._sprites[key] = _Drawn(to_layer(sprite.picture), sprite)
            if figure.from_x is not None or figure.to_x is not None:
                base = drawn.sprite
                shifted = Sprite(
                    base.picture, base.left + figure.at(seconds) - figure.x, base.top, base.width, base.height
                )
                drawn = _Drawn(drawn.layer, shifted)
            found.append(drawn)
        if not self._people[index]:
            found += self._things(index, light)
        return found

    def _things(self, index: int, light: int) -> list[_Drawn]:
        key = (index, -1, light, -1)
        if key not in self._sprites:
            sprite = self._thing(index, light, 1.1)
            if sprite is None:
                return []
            sprite = trimmed(sprite)
            self._sprites[key] = _Drawn(to_layer(sprite.picture), sprite)
        return [self._sprites[key]]

    def _thing(self, index: int, light: int, detail: float) -> Sprite | None:
        if self._photo or not self._softness(self.board.panels[index]):
            return None
        found = main_thing(self.board)
        if found is None:
            return None
        kind, subject = found
        size = (self.width, self.height)
        if subject and subject.image is not None and subject.image < len(self.clip.images):
            return card_sprite(open_image(self.clip.images[subject.image]), size, detail, 0.62)
        large = self.board.panels[index].framing in ("close-up", "extreme close-up", "insert", "medium close-up")
        return thing_sprite(kind, subject, self._palettes[light], size, detail, 0.66 if large else 0.42)

    def _plate(self, index: int, light: int) -> Layer:
        panel = self.board.panels[index]
        same = next(
            (
                other
                for other in range(index)
                if self.board.panels[other].framing == panel.framing
                and (not self._baked or self._people[other] == self._people[index])
            ),
            index,
        )
        if (same, light) not in self._plates:
            picture = self._backdrop(panel, self._palettes[light])
            if self._baked:
                picture = self._with_figures(picture, index, light)
            if self.board.angle == "dutch":
                picture = tilted(picture)
            self._plates[same, light] = to_layer(picture)
        return self._plates[same, light]

    def _backdrop(self, panel: Panel, palette: Palette) -> Image.Image:
        width, height = (round(side * MARGIN * self._scale / 2) * 2 for side in (self.width, self.height))
        if self._photo:
            return ImageOps.fit(self._photo, (width, height), Image.Resampling.LANCZOS)
        aspect = self.width / self.height
        shape = shape_for(panel.framing, aspect, 1)
        known = self._place_photo()
        if known is not None:
            return blurred(ImageOps.fit(known, (width, height), Image.Resampling.LANCZOS), shape.blur * height)
        in_frame = HORIZONS.get(self.board.angle, 0.30 if panel.framing == "aerial" else 0.57)
        horizon = (in_frame - 0.5) / MARGIN + 0.5
        setting = self.board.setting
        if shape.blur <= 0 and shape.enlarge <= 1:
            wide = max(width, round(height * 1.5 / 2) * 2)
            painted = paint(setting.kind, setting.place, palette, wide, height, round(horizon, 3), setting.details)
            left = (wide - width) // 2
            return painted.crop((left, 0, left + width, height)) if wide != width else painted.copy()
        # Behind somebody close the backdrop is near, soft, and not the same stretch of it in every shot.
        low = (
            round(height * 0.9)
            if shape.blur <= 0
            else 460
            if shape.blur < 0.004
            else 400
            if shape.blur < 0.008
            else 300
        )
        scale = min(1.0, low / height * shape.enlarge)
        small_wide, small_high = round(max(width, height * 1.5) * scale), round(height * scale)
        painted = paint(
            setting.kind, setting.place, palette, small_wide, small_high, round(horizon, 3), setting.details
        )
        view_high = small_high / shape.enlarge
        view_wide = view_high * width / height
        drift = (0.12, -0.16, 0.05, -0.08)[self.board.number % 4] * (1 - 1 / shape.enlarge)
        centre_x = small_wide * (0.5 + drift)
        centre_y = small_high * (horizon - 0.05)
        from_left = min(max(0.0, centre_x - view_wide / 2), small_wide - view_wide)
        from_top = min(max(0.0, centre_y - view_high * 0.5), small_high - view_high)
        box = (from_left, from_top, from_left + view_wide, from_top + view_high)
        soft = shape.blur * self.height * self._scale
        if soft >= 2:
            reduced = (max(2, width // 2), max(2, height // 2))
            near = painted.resize(reduced, Image.Resampling.BILINEAR, box=box)
            return blurred(near, soft / 2).resize((width, height), Image.Resampling.BILINEAR)
        return painted.resize((width, height), Image.Resampling.BICUBIC, box=box)

    def _with_figures(self, picture: Image.Image, index: int, light: int) -> Image.Image:
        picture = picture.convert("RGBA")
        size = (self.width, self.height)
        sprites = [figure_sprite(figure, self._palettes[light], size, self._scale) for figure in self._people[index]]
        if not sprites:
            thing = self._thing(index, light, self._scale)
            sprites = [thing] if thing else []
        for sprite in sprites:
            x = round(picture.width / 2 + (sprite.left - 0.5) * self.width * self._scale)
            y = round(picture.height / 2 + (sprite.top - 0.5) * self.height * self._scale)
            # The parts outside the backdrop are cut here: alpha_composite refuses them.
            left, top = max(0, -x), max(0, -y)
            right, low = min(sprite.picture.width, picture.width - x), min(sprite.picture.height, picture.height - y)
            if right > left and low > top:
                picture.alpha_composite(sprite.picture.crop((left, top, right, low)), (x + left, y + top))
        return picture.convert("RGB")

    def _darken_edges(self, planes: Planes) -> None:
        top, low = self._shade
        luma = planes[0]
        for part, factor in ((luma[: top.size], top), (luma[-low.size :], low)):
            wide = part.astype(np.uint16)
            wide *= factor[:, None]
            wide >>= 8
            np.maximum(wide, 16, out=wide)
            part[...] = wide
