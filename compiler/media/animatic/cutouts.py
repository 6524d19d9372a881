"""Cutouts: figures and things as layers of their own, which the camera moves otherwise than the plate behind them."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.media.animatic.panels import Composition
from compiler.media.animatic.planes import Layer, to_layer
from compiler.media.animatic.sprites import STEPS, Sprite, figure_sprite, trimmed

_DETAIL = 1.1


@dataclass(slots=True, eq=False)
class Cutout:
    """A sprite in planes."""

    layer: Layer
    sprite: Sprite


class Cutouts:
    """The cutouts of one shot, each drawn when it is first asked for."""

    def __init__(self, shot: Composition) -> None:
        self._shot = shot
        self._drawn: dict[tuple[int, int, int, int], Cutout] = {}

    def at(self, index: int, seconds: float, light: int) -> list[Cutout]:
        """Return what stands before the plate of panel ``index`` at ``seconds``, back to front, in light ``light``."""
        shot = self._shot
        found: list[Cutout] = []
        for order, figure in enumerate(shot.people[index]):
            moving = figure.walks(seconds)
            rate = 1.55 if figure.stance.pose == "run" else 1.0
            step = int(seconds * rate * STEPS) % STEPS if moving else -1
            key = (index, order, light, step)
            drawn = self._drawn.get(key)
            if drawn is None:
                sprite = figure_sprite(figure, shot.palettes[light], shot.size, _DETAIL, seconds if moving else None)
                drawn = self._keep(key, sprite)
            if figure.from_x is not None or figure.to_x is not None:
                base = drawn.sprite
                shifted = Sprite(
                    base.picture, base.left + figure.at(seconds) - figure.x, base.top, base.width, base.height
                )
                drawn = Cutout(drawn.layer, shifted)
            found.append(drawn)
        if not shot.people[index]:
            found += self._things(index, light)
        return found

    def _things(self, index: int, light: int) -> list[Cutout]:
        key = (index, -1, light, -1)
        if key not in self._drawn:
            sprite = self._shot.thing(index, light, _DETAIL)
            if sprite is None:
                return []
            self._keep(key, sprite)
        return [self._drawn[key]]

    def _keep(self, key: tuple[int, int, int, int], sprite: Sprite) -> Cutout:
        sprite = trimmed(sprite)
        drawn = self._drawn[key] = Cutout(to_layer(sprite.picture), sprite)
        return drawn
