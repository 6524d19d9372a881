"""Who is who: a tag with its name under each figure, in its colour, moving with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.media.animatic.camera import INTEREST, View
from compiler.media.animatic.panels import Composition
from compiler.media.animatic.planes import Layer, paste
from compiler.media.animatic.sprites import portrait
from compiler.media.animatic.staging import Placed
from compiler.media.animatic.writing.nametag import nametag

if TYPE_CHECKING:
    from compiler.media.animatic.planes import Planes


class Nametags:
    """The name tags of one shot, each drawn once; ``unit`` is a pixel of a frame 720 pixels high."""

    def __init__(self, shot: Composition, unit: float) -> None:
        self._shot, self._unit = shot, unit
        self._drawn: dict[str, Layer] = {}

    def paste(self, planes: Planes, index: int, view: View, seconds: float) -> None:
        """Tag the figures of panel ``index`` that have names, where they stand at ``seconds`` under ``view``."""
        for figure in self._shot.people[index]:
            if figure.named and figure.name:
                self._tag(planes, figure, view, seconds)

    def _tag(self, planes: Planes, figure: Placed, view: View, seconds: float) -> None:
        width, height = self._shot.size
        layer = self._layer(figure)
        x = ((figure.at(seconds) - INTEREST[0]) * view.near_scale + INTEREST[0] + view.near_x) * width
        small = figure.height < 0.6
        anchor = figure.y + figure.height * (1.045 if small else 0.30 if figure.shade == 0 else 0.42)
        anchor = 0.72 if figure.height > 6 else min(anchor, 0.66) if not small else anchor
        y = ((anchor - INTEREST[1]) * view.near_scale + INTEREST[1] + view.near_y) * height
        y = min(y, height * (0.70 if self._shot.board.lines else 0.86))
        left = round(x - layer.width / 2) // 2 * 2
        if x < -0.02 * width or x > 1.02 * width:
            return
        left = min(max(0, left), width - layer.width)
        paste(planes, layer, left, min(max(0, round(y) // 2 * 2), height - layer.height))

    def _layer(self, figure: Placed) -> Layer:
        if figure.name not in self._drawn:
            image = None
            if figure.image is not None and figure.image < len(self._shot.clip.images):
                image = portrait(self._shot.clip.images[figure.image])
            self._drawn[figure.name] = nametag(figure.name, figure.tone, self._unit, image)
        return self._drawn[figure.name]
