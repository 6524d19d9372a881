"""A run of frames of one shot, drawn and encoded in one go: the unit of work that processes share out."""

from __future__ import annotations

import math
import pickle
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from compiler.media.animatic.board import ClipBoards
from compiler.media.animatic.encode import VideoPacket, encode_segment
from compiler.media.animatic.shot import ShotPainter

if TYPE_CHECKING:
    from compiler.media.animatic.encode import Planes

LENGTH = 72
"""Frames of a segment at most. Where segments begin never depends on how many processes draw."""

_painters: OrderedDict[bytes, ShotPainter] = OrderedDict()


@dataclass(frozen=True, slots=True)
class SegmentTask:
    """Frames ``start`` to ``stop`` of the clip's shot ``shot``."""

    clip: ClipBoards
    shot: int
    start: int
    stop: int


def segments(clip: ClipBoards) -> Iterator[tuple[int, int, int]]:
    """Yield shot, first frame and the frame after the last, in order."""
    for shot, board in enumerate(clip.boards):
        count = math.ceil(board.frames / LENGTH)
        for piece in range(count):
            yield shot, board.frames * piece // count, board.frames * (piece + 1) // count


def render_segment(task: SegmentTask) -> list[VideoPacket]:
    """Draw and encode a segment. The shot's panels are kept for the next segment of the same shot."""
    key = sha256(pickle.dumps((task.clip, task.shot))).digest()
    painter = _painters.pop(key, None) or ShotPainter(task.clip, task.shot)
    _painters[key] = painter
    while len(_painters) > 2:
        _painters.popitem(last=False)

    def frames() -> Iterator[Planes]:
        for number in range(task.start, task.stop):
            yield painter.frame(number)

    return encode_segment(frames(), task.clip.width, task.clip.height)
