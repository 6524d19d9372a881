"""What a shot consists of before it is drawn: its light, its picture of its own, and who stands where in each panel."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from compiler.media.animatic.board import Board, ClipBoards, Panel
from compiler.media.animatic.camera import view_at
from compiler.media.animatic.facts import RATE
from compiler.media.animatic.light import palette_for
from compiler.media.animatic.palette import Palette
from compiler.media.animatic.sprites import Sprite, card_sprite, main_thing, open_image, thing_sprite
from compiler.media.animatic.staging import Placed, place, shape_for
from compiler.media.animatic.weather import weather_of

_DETAIL = 1.12
_LARGE = ("close-up", "extreme close-up", "insert", "medium close-up")


@dataclass(frozen=True, slots=True, eq=False)
class Composition:
    """The panels of shot ``board`` of ``clip``, composed. ``photo`` is the picture that the shot starts from, if any.
    ``palettes`` are one, or two where the light changes. ``people`` are the figures of each panel, back to front;
    where ``walking``, one of them comes or goes. Where ``baked`` they are painted onto the backdrop, of which
    ``scale`` pixels are drawn for one of the frame."""

    clip: ClipBoards
    board: Board
    photo: Image.Image | None
    palettes: list[Palette]
    people: list[list[Placed]]
    walking: bool
    baked: bool
    scale: float

    @property
    def size(self) -> tuple[int, int]:
        """The frame's width and height in pixels."""
        return self.clip.width, self.clip.height

    def panel_at(self, seconds: float) -> int:
        """Return the number of the panel that shows at ``seconds`` of the shot."""
        for index, panel in enumerate(self.board.panels):
            if seconds < panel.end:
                return index
        return len(self.board.panels) - 1

    def differs(self, index: int) -> bool:
        """Return whether panel ``index`` looks other than the one before it."""
        if self.board.panels[index].framing != self.board.panels[index - 1].framing:
            return True
        return self.people[index] != self.people[index - 1]

    def thing(self, index: int, light: int, detail: float) -> Sprite | None:
        """Return the thing that panel ``index`` shows close in place of people, ``detail`` pixels for one of the
        frame."""
        panel = self.board.panels[index]
        if self.photo or not _is_soft(panel, self.clip):
            return None
        found = main_thing(self.board)
        if found is None:
            return None
        kind, subject = found
        if subject and subject.image is not None and subject.image < len(self.clip.images):
            return card_sprite(open_image(self.clip.images[subject.image]), self.size, detail, 0.62)
        height = 0.66 if panel.framing in _LARGE else 0.42
        return thing_sprite(kind, subject, self.palettes[light], self.size, detail, height)


def compose(clip: ClipBoards, board: Board, photo: Image.Image | None) -> Composition:
    """Return ``board`` of ``clip`` composed. A shot that starts from ``photo`` has its people in that."""
    weather = weather_of(board)
    palettes = [palette_for(light, board.setting, weather) for light in board.lights]
    aspect = clip.width / clip.height
    people = [[] if photo else place(board, panel, aspect, clip.cast) for panel in board.panels]
    walking = any(figure.from_x is not None or figure.to_x is not None for panel in people for figure in panel)
    baked = not walking and (board.angle == "dutch" or _is_flat(board))
    scale = 1.0 if _is_soft(board.panels[0], clip) else _DETAIL
    return Composition(clip, board, photo, palettes, people, walking, baked, scale)


def _is_flat(board: Board) -> bool:
    """Return whether all depths move together, so that figures can be painted onto the backdrop."""
    seconds = board.frames / RATE
    views = [view_at(board, seconds * step / 8, False) for step in range(9)]
    return all(
        abs(view.far_scale - view.near_scale) + abs(view.far_x - view.near_x) + abs(view.far_y - view.near_y) < 1e-9
        for view in views
    )


def _is_soft(panel: Panel, clip: ClipBoards) -> bool:
    return shape_for(panel.framing, clip.width / clip.height, 1).blur > 0
