"""Rain and snow over the finished picture: sparse points, so that a frame costs a fraction of a millisecond."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from compiler.media.animatic import terms
from compiler.media.animatic.board import Board

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from compiler.media.animatic.planes import Planes

_LOOP = 16


def weather_of(board: Board) -> tuple[str, ...]:
    """Return the weather that a board's sounds and prose tell of, whatever its light says."""
    heard = terms.keys_in("weather", " ".join(board.sounds))
    told = terms.keys_in("weather", board.action)
    return tuple(key for key in (*heard, *told) if key in ("rain", "snow", "wet", "fog"))


class Rain:
    """Streaks that fall a little aslant, in a loop of two thirds of a second."""

    def __init__(self, width: int, height: int, dark: bool) -> None:
        rng = np.random.default_rng(20)
        unit = min(width, height) / 720
        self._frames: list[NDArray[np.intp]] = []
        count = int(width * height / 6200)
        x, y = rng.uniform(0, width, count), rng.uniform(0, height, count)
        length = (rng.uniform(10, 34, count) * unit).astype(int) + 2
        speed = np.round(rng.integers(1, 3, count)) * height / _LOOP
        for frame in range(_LOOP):
            top = (y + speed * frame) % height
            steps = np.arange(int(length.max()))
            rows = top[:, None] + steps[None, :]
            columns = x[:, None] - steps[None, :] * 0.16
            keep = (steps[None, :] < length[:, None]) & (rows < height) & (columns >= 0) & (columns < width)
            flat = rows.astype(int) * width + columns.astype(int)
            self._frames.append(np.unique(flat[keep]).astype(np.intp))
        self._light = 92 if dark else 74

    def fall(self, planes: Planes, frame: int) -> None:
        """Draw the rain of ``frame`` in place."""
        luma = planes[0].reshape(-1)
        points = self._frames[frame % _LOOP]
        values = luma[points].astype(np.uint16)
        luma[points] = (values * 186 + self._light * 70 + 255 * 12 >> 8).clip(0, 235).astype(np.uint8)


class Snow:
    """Flakes of three sizes that drift as they fall."""

    def __init__(self, width: int, height: int) -> None:
        rng = np.random.default_rng(21)
        count = int(width * height / 2600)
        self._x, self._y = rng.uniform(0, width, count), rng.uniform(0, height, count)
        self._depth = rng.choice([1, 2, 3], count, p=[0.62, 0.28, 0.10])
        self._phase = rng.uniform(0, 6.28, count)
        self._size = (width, height)
        self._unit = min(width, height) / 720

    def fall(self, planes: Planes, frame: int) -> None:
        """Draw the snow of ``frame`` in place."""
        width, height = self._size
        luma = planes[0]
        for size in (1, 2, 3):
            of_size = self._depth == size
            y = (self._y[of_size] + frame * (1.2 + size) * self._unit) % (height - 4)
            x = (self._x[of_size] + np.sin(self._phase[of_size] + frame * 0.05) * 14 * self._unit) % (width - 4)
            rows, columns = y.astype(int), x.astype(int)
            side = max(1, round(size * self._unit))
            for dy in range(side):
                for dx in range(side):
                    luma[rows + dy, columns + dx] = np.maximum(luma[rows + dy, columns + dx], 150 + size * 22)
