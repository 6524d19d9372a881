"""Poses as joints. A figure stands from 0 (crown) to 1 (soles); x runs right; it is drawn facing right and mirrored."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Joints:
    """Where a body's joints are. ``near`` limbs are drawn over the torso, ``far`` ones under it; each limb is
    shoulder, elbow, wrist or hip, knee, ankle. ``toes`` is which way the feet point, ``crown`` the top of the head."""

    head: Point
    neck: Point
    chest: Point
    waist: Point
    hips: Point
    near_arm: tuple[Point, Point, Point]
    far_arm: tuple[Point, Point, Point]
    near_leg: tuple[Point, Point, Point]
    far_leg: tuple[Point, Point, Point]
    toes: float
    crown: float


_FRONT = Joints(
    head=(0, 0.07),
    neck=(0, 0.165),
    chest=(0, 0.245),
    waist=(0, 0.375),
    hips=(0, 0.47),
    near_arm=((-0.108, 0.212), (-0.138, 0.345), (-0.136, 0.465)),
    far_arm=((0.108, 0.212), (0.138, 0.345), (0.136, 0.465)),
    near_leg=((-0.044, 0.49), (-0.056, 0.72), (-0.060, 0.945)),
    far_leg=((0.044, 0.49), (0.056, 0.72), (0.060, 0.945)),
    toes=0,
    crown=0,
)
_SIDE = Joints(
    head=(0.008, 0.07),
    neck=(-0.002, 0.165),
    chest=(0, 0.245),
    waist=(0, 0.375),
    hips=(-0.004, 0.47),
    near_arm=((-0.070, 0.208), (-0.098, 0.345), (-0.066, 0.462)),
    far_arm=((0.082, 0.208), (0.106, 0.345), (0.122, 0.458)),
    near_leg=((-0.036, 0.49), (-0.042, 0.72), (-0.050, 0.945)),
    far_leg=((0.034, 0.49), (0.048, 0.72), (0.050, 0.940)),
    toes=1,
    crown=0,
)


def joints(pose: str, side: bool, phase: float = 0.0) -> Joints:
    """Return the joints of ``pose``, seen from the ``side`` or from the front; ``phase`` (0 to 1) is the place in a
    step of walk or run."""
    base = _SIDE if side else _FRONT
    if pose in ("walk", "run") and side:
        return _stride(phase, 1.0 if pose == "walk" else 1.55)
    if pose == "walk":
        return _changed(
            base,
            near_leg=((-0.046, 0.49), (-0.052, 0.70), (-0.050, 0.90)),
            far_arm=((0.112, 0.205), (0.138, 0.34), (0.115, 0.44)),
        )
    if pose == "run":
        return _changed(
            base,
            near_leg=((-0.046, 0.49), (-0.06, 0.68), (-0.052, 0.84)),
            near_arm=((-0.112, 0.205), (-0.16, 0.33), (-0.09, 0.28)),
            far_arm=((0.112, 0.205), (0.16, 0.33), (0.10, 0.40)),
        )
    if pose == "sit":
        down = _shifted(base, 0.135)
        if side:
            return _changed(
                down,
                near_leg=((-0.03, 0.62), (0.150, 0.635), (0.140, 0.93)),
                far_leg=((0.01, 0.62), (0.185, 0.64), (0.185, 0.925)),
                near_arm=((-0.070, 0.343), (-0.078, 0.478), (0.050, 0.560)),
                far_arm=((0.082, 0.343), (0.110, 0.47), (0.140, 0.575)),
                crown=0.135,
            )
        return _changed(
            down,
            near_leg=((-0.052, 0.62), (-0.094, 0.700), (-0.082, 0.94)),
            far_leg=((0.052, 0.62), (0.094, 0.700), (0.082, 0.94)),
            near_arm=((-0.112, 0.34), (-0.150, 0.475), (-0.085, 0.600)),
            far_arm=((0.112, 0.34), (0.150, 0.475), (0.085, 0.600)),
            crown=0.135,
        )
    if pose == "kneel":
        down = _shifted(base, 0.26)
        return _changed(
            down,
            near_leg=((-0.03, 0.75), (0.115, 0.735), (0.095, 0.945)),
            far_leg=((0.03, 0.75), (-0.005, 0.945), (-0.150, 0.955)),
            near_arm=((-0.070, 0.468), (-0.05, 0.60), (0.085, 0.665)),
            crown=0.26,
            toes=1,
        )
    if pose == "reach":
        if side:
            return _changed(
                base,
                far_arm=((0.078, 0.212), (0.135, 0.315), (0.225, 0.262)),
                near_arm=((-0.070, 0.208), (-0.060, 0.345), (0.060, 0.372)),
            )
        return _changed(
            base,
            near_arm=((-0.112, 0.205), (-0.140, 0.335), (-0.045, 0.345)),
            far_arm=((0.112, 0.205), (0.140, 0.335), (0.062, 0.335)),
        )
    return base


def _stride(phase: float, reach: float) -> Joints:
    from math import cos, pi, sin

    swing = sin(2 * pi * phase)
    lift = max(0.0, cos(2 * pi * phase))
    lean = 0.012 * reach
    bob = -0.008 * abs(cos(2 * pi * phase))

    def leg(hip_x: float, amount: float, raised: float) -> tuple[Point, Point, Point]:
        knee = (hip_x + 0.085 * amount * reach + 0.03 * raised, 0.715 - 0.03 * raised * reach)
        ankle = (
            hip_x + 0.125 * amount * reach - 0.075 * raised * reach - (0.03 if amount < 0 else 0),
            0.94 - 0.075 * raised * reach - 0.02 * abs(amount),
        )
        return ((hip_x, 0.49 + bob), knee, ankle)

    def arm(x: float, amount: float) -> tuple[Point, Point, Point]:
        elbow = (x + 0.06 * amount * reach - 0.01, 0.338 + bob - 0.015 * (reach - 1))
        bend = 0.055 + 0.07 * max(0.0, amount) + 0.09 * (reach - 1)
        return ((x, 0.208 + bob), elbow, (elbow[0] + 0.05 * amount * reach + bend * 0.6, 0.452 + bob - bend * 0.5))

    return Joints(
        head=(0.012 + lean * 1.8, 0.07 + bob),
        neck=(lean, 0.165 + bob),
        chest=(lean * 0.8, 0.245 + bob),
        waist=(0.0, 0.375 + bob),
        hips=(-0.004, 0.47 + bob),
        near_arm=arm(-0.062 + lean, -swing),
        far_arm=arm(0.074 + lean, swing),
        near_leg=leg(-0.024, swing, lift),
        far_leg=leg(0.022, -swing, max(0.0, -cos(2 * pi * phase))),
        toes=1,
        crown=0,
    )


def _shifted(joints: Joints, down: float) -> Joints:
    def move(point: Point) -> Point:
        return (point[0], point[1] + down)

    def limb(points: tuple[Point, Point, Point]) -> tuple[Point, Point, Point]:
        return (move(points[0]), move(points[1]), move(points[2]))

    return _changed(
        joints,
        head=move(joints.head),
        neck=move(joints.neck),
        chest=move(joints.chest),
        waist=move(joints.waist),
        hips=move(joints.hips),
        near_arm=limb(joints.near_arm),
        far_arm=limb(joints.far_arm),
        crown=joints.crown + down,
    )


def _changed(joints: Joints, **changes: object) -> Joints:
    from dataclasses import replace

    return replace(joints, **changes)  # type: ignore[arg-type]
