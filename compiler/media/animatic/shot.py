"""One shot, frame by frame: the backdrop under the camera, figures before it, weather, and the writing on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps

from compiler.media.animatic.board import ClipBoards
from compiler.media.animatic.camera import INTEREST, View, view_at
from compiler.media.animatic.cutouts import Cutout, Cutouts
from compiler.media.animatic.facts import RATE
from compiler.media.animatic.frames import copy_planes, darken_edges, edge_shade, is_animatic
from compiler.media.animatic.nametags import Nametags
from compiler.media.animatic.panels import compose
from compiler.media.animatic.planes import Layer, Sampler, blend, paste, to_layer
from compiler.media.animatic.plates import Plates
from compiler.media.animatic.sprites import open_image
from compiler.media.animatic.weather import Rain, Snow
from compiler.media.animatic.writing.hud import write_hud
from compiler.media.animatic.writing.sheet import Sheet
from compiler.media.animatic.writing.timecode import timecode

if TYPE_CHECKING:
    from compiler.media.animatic.planes import Planes

FADE = 8
"""Frames in which one beat's panel gives way to the next."""
_JOIN = 6
"""Frames in which the end of the clip before gives way: a longer dissolve would show its figures as ghosts."""


class ShotPainter:
    """Paints the frames of one shot of a clip. Frames come as Y, U and V planes that the caller may keep. ``sheet`` is
    what is written on them."""

    def __init__(self, clip: ClipBoards, number: int) -> None:
        self.board = clip.boards[number]
        self.width, self.height = clip.width, clip.height
        self.sheet = Sheet(clip.width, clip.height)
        write_hud(self.sheet, self.board, len(clip.boards))
        self._first = sum(board.frames for board in clip.boards[:number])
        self._sampler = Sampler()
        photo = _own_photo(clip, number, self.sheet)
        self._shot = compose(clip, self.board, photo)
        self._plates, self._cutouts = Plates(self._shot), Cutouts(self._shot)
        self._nametags = Nametags(self._shot, self.sheet.unit)
        self._still: tuple[object, Planes] | None = None
        palette = self._shot.palettes[0]
        self._rain = Rain(clip.width, clip.height, palette.dark) if palette.rain else None
        self._snow = Snow(clip.width, clip.height) if palette.snow and not palette.rain else None
        self._shade = edge_shade(clip.width, clip.height)
        self._fades = _fades(clip, number, starts_from=photo)

    def frame(self, number: int) -> Planes:
        """Return frame ``number`` of the shot."""
        seconds = number / RATE
        planes = self._written(seconds)
        if self._rain:
            self._rain.fall(planes, number)
        if self._snow:
            self._snow.fall(planes, number)
        for start, end, layer in self._fades:
            if start <= number < end:
                amount = (number - start + 1) / (end - start + 1)
                other = (layer.y, layer.u, layer.v)
                planes = blend(other, planes, amount) if start == 0 else blend(planes, other, amount)
        pieces, x, y = timecode(self.sheet, self._first + number)
        for piece in pieces:
            paste(planes, piece, x, y)
            x += piece.width
        return planes

    def _written(self, seconds: float) -> Planes:
        """Return the picture at ``seconds`` with all that is written on it but the time code. One that does not change
        is drawn once."""
        shot = self._shot
        view = view_at(self.board, seconds, shot.walking)
        index = shot.panel_at(seconds)
        into = round((seconds - self.board.panels[index].start) * RATE)
        fading = index > 0 and into < FADE and shot.differs(index)
        marks = self.sheet.at(seconds)
        key = None
        people = shot.people[index]
        if not fading and len(shot.palettes) == 1 and not any(figure.walks(seconds) for figure in people):
            key = (view, index, tuple(figure.at(seconds) for figure in people), tuple(id(mark) for mark in marks))
            if self._still is not None and self._still[0] == key:
                return copy_planes(self._still[1])
        planes = self._picture(index, view, seconds)
        if fading:
            planes = blend(self._picture(index - 1, view, seconds), planes, (into + 1) / (FADE + 1))
        darken_edges(planes, self._shade)
        self._nametags.paste(planes, index, view, seconds)
        for mark in marks:
            paste(planes, mark.layer, mark.x, mark.y)
        if key is not None:
            self._still = (key, copy_planes(planes))
        return planes

    def _picture(self, index: int, view: View, seconds: float) -> Planes:
        planes = self._layers(index, view, seconds, 0)
        if len(self._shot.palettes) > 1:
            amount = min(1.0, seconds / max(0.04, self.board.frames / RATE - 1 / RATE))
            planes = blend(planes, self._layers(index, view, seconds, 1), amount)
        return planes

    def _layers(self, index: int, view: View, seconds: float, light: int) -> Planes:
        plate = self._plates.plate(index, light)
        width, height, scale = self.width, self.height, self._shot.scale
        step = scale / view.far_scale
        x0 = plate.width / 2 + ((INTEREST[0] - (view.far_x + INTEREST[0]) / view.far_scale) - 0.5) * width * scale
        y0 = plate.height / 2 + ((INTEREST[1] - (view.far_y + INTEREST[1]) / view.far_scale) - 0.5) * height * scale
        x0 = min(max(0.0, x0), plate.width - width * step)
        y0 = min(max(0.0, y0), plate.height - height * step)
        shown = self._sampler.layer(plate, x0, y0, step, width, height)
        planes = (shown.y.copy(), shown.u.copy(), shown.v.copy())
        if not self._shot.baked:
            for cutout in self._cutouts.at(index, seconds, light):
                self._put(planes, cutout, view)
        return planes

    def _put(self, planes: Planes, cutout: Cutout, view: View) -> None:
        sprite, width, height = cutout.sprite, self.width, self.height
        left = ((sprite.left - INTEREST[0]) * view.near_scale + INTEREST[0] + view.near_x) * width
        top = ((sprite.top - INTEREST[1]) * view.near_scale + INTEREST[1] + view.near_y) * height
        shown = sprite.width * width * view.near_scale
        step = cutout.layer.width / shown
        x0, y0 = max(0, int(np.ceil(left / 2)) * 2), max(0, int(np.ceil(top / 2)) * 2)
        x1 = min(width, int((left + shown) / 2) * 2)
        y1 = min(height, int((top + sprite.height * height * view.near_scale) / 2) * 2)
        if x1 - x0 < 4 or y1 - y0 < 4:
            return
        window = self._sampler.layer(cutout.layer, (x0 - left) * step, (y0 - top) * step, step, x1 - x0, y1 - y0)
        paste(planes, window, x0, y0)


def _own_photo(clip: ClipBoards, number: int, sheet: Sheet) -> Image.Image | None:
    """Return the picture that this shot starts from, unless it is the end of an animatic like this one."""
    if number or clip.first_frame is None:
        return None
    image = open_image(clip.first_frame)
    return None if is_animatic(image, sheet) else image


def _fades(clip: ClipBoards, number: int, *, starts_from: Image.Image | None) -> list[tuple[int, int, Layer]]:
    """Return what the shot's first frames come from and its last ones go to, unless it starts from that anyway."""
    found: list[tuple[int, int, Layer]] = []
    frames = clip.boards[number].frames
    size = (clip.width, clip.height)
    if number == 0 and clip.first_frame is not None and starts_from is None:
        image = ImageOps.fit(open_image(clip.first_frame), size, Image.Resampling.LANCZOS)
        found.append((0, min(_JOIN, frames), to_layer(image)))
    if number == len(clip.boards) - 1 and clip.last_frame is not None:
        image = ImageOps.fit(open_image(clip.last_frame), size, Image.Resampling.LANCZOS)
        found.append((max(1, frames - min(36, frames // 2)), frames, to_layer(image)))
    return found
