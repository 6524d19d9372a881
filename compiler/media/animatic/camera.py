"""Camera moves as motion of the frame: where each depth of the picture is at each moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from compiler.media.animatic.board import Board, Move

FAR, NEAR = 0.0, 1.0
MARGIN = 1.28
"""How much larger than the frame a backdrop is, for the camera to move in."""
INTEREST = (0.5, 0.45)
"""The frame's centre of interest, about which the camera enlarges, in frame widths and heights."""


@dataclass(frozen=True, slots=True)
class View:
    """The camera at a moment. For a depth from 0 (backdrop) to 1 (figures): ``scale`` enlarges about the frame's
    centre of interest, then the picture shifts by ``x`` and ``y`` of the frame's width and height."""

    far_scale: float
    near_scale: float
    far_x: float
    near_x: float
    far_y: float
    near_y: float

    def scale(self, depth: float) -> float:
        """Return the enlargement at ``depth``."""
        return self.far_scale + (self.near_scale - self.far_scale) * depth

    def x(self, depth: float) -> float:
        """Return the shift to the right at ``depth``, in frame widths."""
        return self.far_x + (self.near_x - self.far_x) * depth

    def y(self, depth: float) -> float:
        """Return the shift down at ``depth``, in frame heights."""
        return self.far_y + (self.near_y - self.far_y) * depth


def view_at(board: Board, seconds: float, walks: bool) -> View:
    """Return the camera of ``board`` at ``seconds``; where somebody ``walks`` a tracking camera keeps up with them."""
    length = board.frames / 24
    far_scale = near_scale = 1.0
    far_x = near_x = far_y = near_y = 0.0
    for move in board.moves:
        part = _eased(move, seconds, length)
        # -1 at the move's start to 1 at its end: a pan passes the composed frame half-way.
        around = 2 * part - 1
        amount = min(1.5, 0.75 + 0.25 * move.speed + 0.05 * (move.end - move.start))
        match move.kind:
            case "push":
                far_scale *= 1 + 0.085 * amount * part
                near_scale *= 1 + 0.26 * amount * part
            case "pull":
                far_scale *= 1 + 0.085 * amount * (1 - part)
                near_scale *= 1 + 0.26 * amount * (1 - part)
            case "zoom in":
                far_scale *= 1 + 0.28 * amount * part
                near_scale *= 1 + 0.28 * amount * part
            case "zoom out":
                far_scale *= 1 + 0.28 * amount * (1 - part)
                near_scale *= 1 + 0.28 * amount * (1 - part)
            case "pan left" | "pan right":
                way = 1 if move.kind == "pan left" else -1
                far_x += way * 0.085 * min(1.25, amount) * around
                near_x += way * 0.085 * min(1.25, amount) * around
            case "tilt up" | "tilt down":
                way = 1 if move.kind == "tilt up" else -1
                far_y += way * 0.10 * min(1.1, amount) * around
                near_y += way * 0.10 * min(1.1, amount) * around
            case "track left" | "track right":
                way = 1 if move.kind == "track left" else -1
                far_x += way * (0.085 if walks else 0.05) * amount * around
                near_x += way * (0.0 if walks else 0.13) * amount * around
            case "orbit left" | "orbit right":
                way = 1 if move.kind == "orbit left" else -1
                far_x += way * 0.095 * min(1.2, amount) * around
                near_x -= way * 0.035 * amount * around
                far_scale *= 1.01 + 0.02 * cos(pi * around)
                near_scale *= 1 + 0.05 * amount * (1 - around * around)
            case "crane up" | "crane down":
                way = 1 if move.kind == "crane up" else -1
                far_y += way * 0.055 * amount * around
                near_y += way * 0.13 * amount * around
                near_scale *= 1 + 0.05 * (1 - part if way > 0 else part)
            case "handheld":
                dx, dy = _shake(seconds, move.speed)
                # A camera in the hand turns more than it travels: near and far shake alike.
                far_x, far_y = far_x + dx, far_y + dy
                near_x, near_y = near_x + dx, near_y + dy
                far_scale, near_scale = far_scale * 1.02, near_scale * 1.02
            case "roll":
                far_scale, near_scale = (
                    far_scale * (1 + 0.08 * sin(pi * part)),
                    near_scale * (1 + 0.08 * sin(pi * part)),
                )
    # A new beat comes half a step closer: the eye sees that something has changed.
    for beat in board.beats[1:]:
        closer = 1 + 0.045 * _smooth((seconds - beat.start) / 0.45)
        far_scale, near_scale = far_scale * (1 + (closer - 1) * 0.5), near_scale * closer
    reach_x, reach_y = (MARGIN * far_scale - 1) / 2 - 0.004, (MARGIN * far_scale - 1) / 2 - 0.004
    return View(
        far_scale, near_scale, max(-reach_x, min(reach_x, far_x)), near_x, max(-reach_y, min(reach_y, far_y)), near_y
    )


def is_moving(moves: Sequence[Move]) -> bool:
    """Return whether any of ``moves`` moves the picture."""
    return any(move.kind != "static" for move in moves)


def _eased(move: Move, seconds: float, length: float) -> float:
    span = max(1e-6, min(move.end, length) - move.start)
    part = max(0.0, min(1.0, (seconds - move.start) / span))
    # A crew starts and stops softly; in between the move is even.
    return 0.55 * part + 0.45 * _smooth(part)


def _smooth(part: float) -> float:
    part = max(0.0, min(1.0, part))
    return part * part * (3 - 2 * part)


def _shake(seconds: float, speed: float) -> tuple[float, float]:
    size = 0.0058 * (0.6 + 0.4 * speed)
    x = sin(seconds * 2.9) + 0.55 * sin(seconds * 5.3 + 1.1) + 0.28 * sin(seconds * 9.7 + 2.3)
    y = sin(seconds * 2.3 + 0.7) + 0.55 * sin(seconds * 6.1 + 0.2) + 0.28 * sin(seconds * 10.9 + 1.7)
    return size * x, size * 1.2 * y
