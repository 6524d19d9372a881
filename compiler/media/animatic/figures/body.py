"""A body as parts from back to front: each a solid, a colour and how round it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from compiler.media.animatic.figures.head import head_parts
from compiler.media.animatic.figures.look import Look
from compiler.media.animatic.figures.part import Part
from compiler.media.animatic.figures.pose import Joints, Point
from compiler.media.animatic.figures.solid import Grid, cone, cut, ellipse, half, join, quad
from compiler.media.animatic.palette import RGB, mix

if TYPE_CHECKING:
    from compiler.media.animatic.figures.solid import Field


def parts(grid: Grid, look: Look, joints: Joints, view: str, eyes: bool = False) -> list[Part]:
    """Return the parts of a figure facing right (``view`` ``side``), to the front or away (``back``)."""
    side = view == "side"
    slim = 0.90 if look.build == "woman" else 1.0
    found: list[Part] = []
    if look.hair == "long" and view == "front":
        found.append(_long_hair(grid, joints, view, look))
    leg_colour = look.skin if look.garment == "dress" else look.bottom
    far, near = _Arm(grid, joints.far_arm, slim), _Arm(grid, joints.near_arm, slim)
    if side:
        found += far.parts(look, 0.24)
    found += _leg(grid, joints.far_leg, leg_colour, joints.toes, slim, 0.24 if side else 0.0, 1 if not side else 0)
    found += _leg(grid, joints.near_leg, leg_colour, joints.toes, slim, 0.0, -1 if not side else 0)
    neck = cone(
        grid,
        (joints.neck[0], joints.neck[1] + 0.02),
        (joints.head[0] * 0.6, joints.head[1] + 0.045),
        0.032 * slim,
        0.027 * slim,
    )
    found.append(Part(neck, mix(look.skin, (0, 0, 0), 0.20), 0.03))
    if not side:
        found += [far.hand(look, 0.0), near.hand(look, 0.0)]
    # Seen from the front an arm grows out of the shoulder; from the side the near one lies over it.
    arms = [] if side else [far.upper, near.upper]
    crossed = abs(joints.near_arm[2][0]) < 0.10
    if not side and not crossed:
        arms += [far.lower, near.lower]
    found += _torso(grid, look, joints, view, slim, arms)
    if view != "back":
        found += _collar(grid, look, joints, view, slim)
    if side:
        found += near.parts(look, 0.0)
    elif crossed and view == "front":
        found += [Part(far.lower, look.top, 0.034), Part(near.lower, look.top, 0.034)]
        found += [far.hand(look, 0.0), near.hand(look, 0.0)]
    if look.hair == "long" and view != "front":
        found.append(_long_hair(grid, joints, view, look))
    return found + head_parts(grid, look, joints, view, eyes)


class _Arm:
    """One arm: its solids, and its parts when it lies over or under the torso."""

    def __init__(self, grid: Grid, limb: tuple[Point, Point, Point], slim: float) -> None:
        shoulder, elbow, wrist = limb
        self.upper = cone(grid, shoulder, elbow, 0.038 * slim, 0.031 * slim)
        self.lower = cone(grid, elbow, wrist, 0.031 * slim, 0.024 * slim)
        dx, dy = wrist[0] - elbow[0], wrist[1] - elbow[1]
        length = max(1e-6, (dx * dx + dy * dy) ** 0.5)
        along = (dx / length, dy / length)
        palm = (wrist[0] + along[0] * 0.026, wrist[1] + along[1] * 0.026)
        tip = (palm[0] + along[0] * 0.022, palm[1] + along[1] * 0.022)
        self._hand = join([cone(grid, wrist, palm, 0.019, 0.020), cone(grid, palm, tip, 0.017, 0.011)], 0.012)

    def hand(self, look: Look, shade: float) -> Part:
        """Return the hand."""
        return Part(self._hand, mix(look.skin, (0, 0, 0), shade), 0.018)

    def parts(self, look: Look, shade: float) -> list[Part]:
        """Return hand and sleeve."""
        sleeve = join([self.upper, self.lower], 0.02)
        return [self.hand(look, shade), Part(sleeve, mix(look.top, (0, 0, 0), shade), 0.034)]


def _leg(
    grid: Grid, limb: tuple[Point, Point, Point], colour: RGB, toes: float, slim: float, shade: float, outward: int
) -> list[Part]:
    hip, knee, ankle = limb
    leg = join(
        [cone(grid, hip, knee, 0.052 * slim, 0.042 * slim), cone(grid, knee, ankle, 0.042 * slim, 0.030 * slim)], 0.03
    )
    tip = (ankle[0] + 0.058 * toes + 0.012 * outward, ankle[1] + (0.030 if toes else 0.036))
    upper = cone(grid, (ankle[0], ankle[1]), (ankle[0], ankle[1] + 0.02), 0.027, 0.027)
    shoe = join([cone(grid, (ankle[0], ankle[1] + 0.022), tip, 0.027, 0.019), upper], 0.015)
    shoe = cut(shoe, half(grid, (0, max(ankle[1] + 0.052, tip[1] + 0.018)), (0, 1)) + 0 * grid.x, 0.008)
    return [Part(shoe, mix((44, 40, 40), (0, 0, 0), shade), 0.02), Part(leg, mix(colour, (0, 0, 0), shade), 0.045)]


def _torso(grid: Grid, look: Look, joints: Joints, view: str, slim: float, arms: list[Field]) -> list[Part]:
    side = view == "side"
    wide = 0.80 if side else 1.0
    chest, waist, hips = joints.chest, joints.waist, joints.hips
    shoulder = 0.080 * wide * (0.92 if look.build == "woman" else 1.04)
    top = chest[1] - 0.032
    solids = [
        cone(grid, (chest[0] - shoulder, top), (chest[0] + shoulder, top), 0.037, 0.037),
        cone(grid, (joints.neck[0], joints.neck[1] + 0.004), (chest[0], chest[1]), 0.030, 0.082 * wide),
        cone(grid, chest, waist, 0.092 * wide * slim, 0.075 * wide * slim),
        cone(grid, waist, hips, 0.075 * wide * slim, (0.094 if look.build == "woman" else 0.088) * wide),
    ]
    if look.build == "woman" and side:
        solids.append(ellipse(grid, (chest[0] + 0.034, chest[1] + 0.022), 0.048, 0.042))
    body = join([*solids, *arms], 0.04)
    if look.garment in ("coat", "dress"):
        return _long_garment(grid, look, joints, side, wide, body, view)
    row = grid.y + 0 * grid.x
    thighs = [cone(grid, leg[0], leg[1], 0.052 * slim, 0.042 * slim) for leg in (joints.near_leg, joints.far_leg)]
    seat = join(
        [cone(grid, waist, hips, 0.075 * wide * slim, 0.088 * wide), *(thighs if not side else thighs[:1])], 0.035
    )
    return [
        Part(np.maximum(seat, np.float32(waist[1] + 0.052) - row), look.bottom, 0.050, seat),
        Part(np.maximum(body, row - np.float32(waist[1] + 0.066)), look.top, 0.060, body),
        Part(
            np.maximum(body, np.abs(row - np.float32(waist[1] + 0.063)) - np.float32(0.004)),
            mix(look.top, (0, 0, 0), 0.45),
            0.06,
            body,
        ),
    ]


def _long_garment(
    grid: Grid, look: Look, joints: Joints, side: bool, wide: float, body: Field, view: str
) -> list[Part]:
    chest, waist, hips = joints.chest, joints.waist, joints.hips
    dark = mix(look.top, (0, 0, 0), 0.42)
    row, column = grid.y + 0 * grid.x, grid.x + 0 * grid.y
    if joints.crown > 0.05:
        laps = [cone(grid, hips, leg[1], 0.080 * wide, 0.058) for leg in (joints.near_leg, joints.far_leg)]
        whole = join([body, *laps], 0.04)
    else:
        flare = (0.112 if look.garment == "coat" else 0.135) * (0.92 if side else 1.0)
        hem = 0.735 if look.garment == "coat" else 0.79
        swing = (joints.near_leg[1][0] + joints.far_leg[1][0]) / 2 * 0.5
        stride = abs(joints.near_leg[2][0] - joints.far_leg[2][0]) * 0.22 if side else 0.0
        waist_wide = 0.070 * wide
        skirt = quad(
            grid,
            (
                (waist[0] - waist_wide, waist[1]),
                (waist[0] + waist_wide, waist[1]),
                (waist[0] + swing + flare + stride, hem),
                (waist[0] + swing - flare - stride, hem),
            ),
            0.010,
        )
        whole = join([body, skirt], 0.05)
    found = [Part(whole, look.top, 0.075)]
    belt = np.maximum(body, np.abs(row - np.float32(waist[1] + 0.012)) - np.float32(0.009))
    found.append(Part(belt, dark, 0.06, body))
    if look.garment == "coat" and view != "back":
        x = waist[0] + (0.022 if side else 0.0)
        seam = np.maximum(whole + np.float32(0.004), np.abs(column - np.float32(x)) - np.float32(0.0018))
        found.append(Part(np.maximum(seam, np.float32(chest[1] + 0.04) - row), dark, 0.06, whole))
        buttons = [ellipse(grid, (x + 0.016, chest[1] + down), 0.0055, 0.0055) for down in (0.055, 0.10)]
        found += [Part(button, dark, 0.004) for button in buttons]
    return found


def _collar(grid: Grid, look: Look, joints: Joints, view: str, slim: float) -> list[Part]:
    """An open collar: a lighter shirt between two lapels."""
    x = joints.neck[0] + (0.020 if view == "side" else 0.0)
    top = joints.neck[1] - 0.006
    depth = 0.105 if look.garment != "dress" else 0.055
    wide = 0.032 * slim * (0.78 if view == "side" else 1)
    shirt: RGB = mix(look.top, (236, 232, 224), 0.6) if look.garment != "dress" else mix(look.skin, (0, 0, 0), 0.06)
    vee = quad(grid, ((x - wide, top), (x + wide, top), (x + 0.003, top + depth), (x - 0.003, top + depth)), 0.004)
    found = [Part(vee, shirt, 0.06, vee - np.float32(0.06))]
    if look.garment != "dress":
        for way in (-1, 1):
            lapel = cone(grid, (x + way * (wide + 0.004), top + 0.002), (x + way * 0.005, top + depth), 0.011, 0.004)
            found.append(Part(lapel, mix(look.top, (255, 255, 255), 0.07), 0.012))
    return found


def _long_hair(grid: Grid, joints: Joints, view: str, look: Look) -> Part:
    x, y = joints.head
    if view == "side":
        fall = join(
            [
                ellipse(grid, (x - 0.012, y - 0.012), 0.060, 0.063),
                cone(grid, (x - 0.030, y + 0.02), (x - 0.052, y + 0.135), 0.044, 0.026),
            ],
            0.03,
        )
        fall = cut(fall, half(grid, (x - 0.006, y), (1, 0.22)) + 0 * fall, 0.02)
    elif view == "back":
        fall = join(
            [ellipse(grid, (x, y - 0.010), 0.061, 0.064), cone(grid, (x, y + 0.03), (x, y + 0.15), 0.056, 0.042)], 0.03
        )
    else:
        fall = join(
            [ellipse(grid, (x, y - 0.008), 0.062, 0.066), cone(grid, (x, y + 0.03), (x, y + 0.09), 0.064, 0.056)], 0.03
        )
    return Part(fall, look.hair_colour, 0.035)
