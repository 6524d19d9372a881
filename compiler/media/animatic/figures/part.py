"""One part of a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from compiler.media.animatic.palette import RGB

if TYPE_CHECKING:
    from compiler.media.animatic.figures.solid import Field


@dataclass(slots=True)
class Part:
    """One part: its signed distance on the grid, its colour, and over what depth its edge rounds off. ``form`` is
    the solid that it is shaded as where it is only a piece cut out of it: a belt, a cap of hair."""

    field: Field
    colour: RGB
    round: float
    form: Field | None = None
