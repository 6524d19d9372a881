"""Heads: faceless on purpose, told apart by hair, hat, beard and profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from compiler.media.animatic.figures.look import Look
from compiler.media.animatic.figures.part import Part
from compiler.media.animatic.figures.pose import Joints, Point
from compiler.media.animatic.figures.solid import Grid, cone, cut, ellipse, half, join
from compiler.media.animatic.palette import mix

if TYPE_CHECKING:
    from compiler.media.animatic.figures.solid import Field

_THICKNESS = {"short": 0.006, "long": 0.008, "bun": 0.006, "curly": 0.020, "bald": 0.0}


class _Head:
    """A head's place and size: offsets in heads of a grown man."""

    def __init__(self, grid: Grid, look: Look, joints: Joints) -> None:
        self.grid = grid
        self.scale = 1.0 if look.size > 0.8 else 1.22
        self._x, self._y = joints.head[0], joints.head[1] - (0.012 if self.scale > 1 else 0)

    def at(self, dx: float, dy: float) -> Point:
        return (self._x + dx * self.scale, self._y + dy * self.scale)

    def ellipse(self, dx: float, dy: float, rx: float, ry: float) -> Field:
        return ellipse(self.grid, self.at(dx, dy), rx * self.scale, ry * self.scale)

    def cone(self, a: Point, b: Point, ra: float, rb: float) -> Field:
        return cone(self.grid, self.at(*a), self.at(*b), ra * self.scale, rb * self.scale)

    def half(self, at: Point, normal: Point) -> Field:
        return half(self.grid, self.at(*at), normal) + 0 * (self.grid.x + self.grid.y)


def head_parts(grid: Grid, look: Look, joints: Joints, view: str, eyes: bool = False) -> list[Part]:
    """Return the parts of the head, back to front; with ``eyes`` where the frame holds little else."""
    head = _Head(grid, look, joints)
    scale = head.scale
    found: list[Part] = []
    ear = mix(look.skin, (0, 0, 0), 0.16)
    if view == "side":
        skull = head.ellipse(-0.004, -0.012, 0.055, 0.058)
        jaw = head.cone((0.006, 0.018), (0.024, 0.043), 0.036, 0.017)
        form = join([skull, jaw], 0.055 * scale)
        brow = head.cone((0.034, -0.016), (0.036, 0.020), 0.016, 0.014)
        nose = head.cone((0.044, -0.004), (0.0575, 0.017), 0.003, 0.0062)
        mouth = head.cone((0.041, 0.030), (0.040, 0.036), 0.0085, 0.0085)
        face = join([form, brow, nose, mouth], 0.014 * scale)
        found.append(Part(face, look.skin, 0.046 * scale, form))
        found.append(Part(head.ellipse(-0.016, 0.008, 0.009, 0.015), ear, 0.012))
    else:
        face = join([head.ellipse(0, -0.014, 0.051, 0.056), head.ellipse(0, 0.024, 0.037, 0.040)], 0.03 * scale)
        found += [Part(head.ellipse(way * 0.051, 0.006, 0.008, 0.015), ear, 0.008) for way in (-1, 1)]
        found.append(Part(face, look.skin, 0.050 * scale))
        if eyes:
            found += _eyes(head, look)
    if look.beard and view != "back":
        found.append(_beard(head, look, face, view))
    return found + (_hat(head, look, face, view) if look.hat else _hair(head, look, face, view))


def _eyes(head: _Head, look: Look) -> list[Part]:
    """Eyes as an inker would put them down: lid, iris, a light; and the shadow of the nose between them."""
    found: list[Part] = []
    shadow, lid = mix(look.skin, (0, 0, 0), 0.26), mix(look.skin, (20, 10, 8), 0.82)
    ridge = head.cone((0.004, -0.006), (0.006, 0.020), 0.0034, 0.0075)
    found.append(Part(ridge, mix(look.skin, (0, 0, 0), 0.10), 0.012))
    for way in (-1, 1):
        x = way * 0.0215
        socket = head.ellipse(x, -0.003, 0.0165, 0.0105)
        almond = np.maximum(head.ellipse(x, 0.0045, 0.0128, 0.0112), head.ellipse(x, -0.0065, 0.0128, 0.0112))
        iris = np.maximum(head.ellipse(x, -0.0012, 0.0044, 0.0044), almond)
        upper = head.cone((x - 0.0118, -0.0008), (x, -0.0062), 0.0006, 0.0013)
        other = head.cone((x, -0.0062), (x + 0.0118, -0.0008), 0.0013, 0.0006)
        brow = join(
            [
                head.cone((x - way * 0.012, -0.0135), (x + way * 0.002, -0.0172), 0.0017, 0.0021),
                head.cone((x + way * 0.002, -0.0172), (x + way * 0.0155, -0.0135), 0.0021, 0.0007),
            ],
            0.002,
        )
        found += [
            Part(socket, shadow, 0.06, socket - np.float32(0.06)),
            Part(almond, (226, 220, 212), 0.012),
            Part(iris, (58, 44, 36), 0.012),
            Part(head.ellipse(x, -0.0012, 0.0020, 0.0020), (14, 12, 12), 0.01),
            Part(head.ellipse(x + 0.0014, -0.0028, 0.0009, 0.0009), (255, 255, 255), 0.01),
            Part(join([upper, other], 0.001), lid, 0.004),
            Part(brow, mix(look.hair_colour, (0, 0, 0), 0.2), 0.004),
        ]
    return found


def _beard(head: _Head, look: Look, face: Field, view: str) -> Part:
    chin = head.ellipse(0.022 if view == "side" else 0.0, 0.042, 0.034, 0.036)
    whole = join([chin, face - np.float32(0.003)], 0.01)
    below = head.half((0.0, 0.020), (-0.12 if view == "side" else 0.0, -1.0))
    field = cut(whole, below, 0.008)
    if view == "side":
        field = cut(field, head.half((-0.008, 0.0), (-1, 0.2)), 0.008)
    return Part(field, look.hair_colour, 0.04, whole)


def _hat(head: _Head, look: Look, face: Field, view: str) -> list[Part]:
    hat = mix(look.top, (20, 20, 24), 0.35)
    form = head.ellipse(-0.002, -0.030, 0.060, 0.058)
    crown = cut(form, head.half((0, -0.026), (0, 1)), 0.006)
    brim = head.cone((-0.072, -0.024), (0.080 if view == "side" else 0.072, -0.022), 0.006, 0.006)
    below = face - np.float32(0.005)
    if view == "front":
        hair = cut(below, head.half((0, -0.016), (0, 1)), 0.006)
    elif view == "back":
        hair = cut(below, head.ellipse(0, -0.026, 0.060, 0.064), 0.01)
    else:
        hair = cut(below, head.half((-0.012, -0.006), (1, 0.25)), 0.01)
        hair = cut(hair, head.half((0, 0.040), (0, 1)), 0.01)
    band = np.maximum(form - np.float32(0.001), np.abs(head.half((0, -0.034), (0, 1))) - np.float32(0.006))
    return [
        Part(hair, look.hair_colour, 0.03, below),
        Part(crown, hat, 0.045, form),
        Part(band, mix(hat, (0, 0, 0), 0.45), 0.045, form),
        Part(brim, mix(hat, (0, 0, 0), 0.12), 0.010),
    ]


def _hair(head: _Head, look: Look, face: Field, view: str) -> list[Part]:
    if look.hair == "bald":
        return []
    scale = head.scale
    form = face - np.float32(_THICKNESS[look.hair] * scale)
    found: list[Part] = []
    bun = {"side": (-0.064, -0.018), "back": (0.0, -0.020), "front": (0.0, -0.078)}[view]
    if view == "side":
        # A line from the forehead past the temple to the nape.
        front = head.half((0.016, -0.030), (0.92, 0.40))
        cap = cut(form, front, 0.014 * scale)
        cap = cut(cap, head.ellipse(-0.022, -0.018, 0.062, 0.066 if look.hair != "long" else 0.074), 0.012 * scale)
    elif view == "back":
        cap = cut(form, head.ellipse(0, -0.022, 0.066, 0.074), 0.012 * scale)
    else:
        parting = -head.ellipse(0.012, 0.020, 0.044, 0.052)
        cap = cut(form, parting, 0.008 * scale)
        cap = cut(cap, head.half((0, 0.002 if look.hair == "short" else 0.022), (0, 1)), 0.010 * scale)
    found.append(Part(cap, look.hair_colour, 0.044 * scale, form))
    if look.hair == "bun":
        knot = Part(head.ellipse(*bun, 0.025, 0.024), look.hair_colour, 0.022)
        found = [knot, *found] if view != "back" else [*found, knot]
    return found
