"""Pictures as Y, U and V planes, and their sampling at any place and scale to a fraction of a pixel.

Scaling is swscale's, by way of PyAV: it can only turn a window of whole pixels into a size of whole pixels. Of the
windows around the wanted one, ``_fit`` picks the pair whose quotient and offset come nearest: within a few
hundredths of a pixel, which is smoother than an eighth of a pixel a frame looks, at a quarter of numpy's time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[np.uint8]
    Planes = tuple[Plane, Plane, Plane]
    Wide = NDArray[np.uint16]

_CANDIDATES = 10


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A picture in planes (uint8; U and V at half size). ``alpha`` and ``alpha_half`` are None where it is opaque.

    ``ready`` is for a layer that lies on many frames: for Y, U and V what it adds and what it leaves of what is below,
    both in 256ths.
    """

    y: Plane
    u: Plane
    v: Plane
    alpha: Plane | None = None
    alpha_half: Plane | None = None
    ready: tuple[tuple[Wide, Wide], ...] = ()

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.y.shape[0])


def _array(plane: av.video.plane.VideoPlane, width: int, height: int) -> Plane:
    rows: Plane = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[:height, :width]


def to_layer(picture: Image.Image) -> Layer:
    """Return ``picture`` (RGB or RGBA, sides made even) in BT.709 planes of limited range."""
    width, height = picture.width // 2 * 2, picture.height // 2 * 2
    if picture.size != (width, height):
        picture = picture.crop((0, 0, width, height))
    pixels = np.ascontiguousarray(np.asarray(picture.convert("RGB")))
    frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
    frame = frame.reformat(
        format="yuv420p", dst_colorspace="ITU709", src_color_range="JPEG", dst_color_range="MPEG", threads=1
    )
    y = _array(frame.planes[0], width, height).copy()
    u = _array(frame.planes[1], width // 2, height // 2).copy()
    v = _array(frame.planes[2], width // 2, height // 2).copy()
    if picture.mode != "RGBA":
        return Layer(y, u, v)
    alpha = np.ascontiguousarray(np.asarray(picture.getchannel("A")))
    quarters = alpha.reshape(height // 2, 2, width // 2, 2).astype(np.uint16).sum(axis=(1, 3)) + 2 >> 2
    return Layer(y, u, v, alpha, quarters.astype(np.uint8))


@lru_cache(maxsize=4096)
def _fit(start: float, step: float, count: int, size: int) -> tuple[int, int, int, int]:
    """Return window start, window end, scaled size and offset in it, for ``count`` samples ``step`` apart from
    ``start`` (an edge, not a centre) in a line of ``size`` pixels."""
    end = start + step * count
    lows = np.arange(max(0, int(np.floor(start)) - _CANDIDATES + 1), max(0, int(np.floor(start))) + 1)
    highs = np.arange(min(size, int(np.ceil(end))), min(size, int(np.ceil(end)) + _CANDIDATES - 1) + 1)
    low, high, more = np.meshgrid(lows, highs, np.array([-1, 0, 1]), indexing="ij")
    span = high - low
    scaled = np.maximum(1, np.rint(span / step).astype(int) + more)
    actual = span / scaled
    offset = np.rint((start - low) / actual).astype(int)
    offset = np.clip(offset, 0, np.maximum(0, scaled - count))
    wrong = np.maximum(np.abs(low + offset * actual - start), np.abs(low + (offset + count) * actual - end))
    wrong = np.where(scaled - offset < count, 1e9, wrong)
    best = int(np.argmin(wrong))
    if wrong.flat[best] >= 1e9:
        # The window runs past the line: stretch the whole of it, sooner than fail.
        return 0, size, max(count, round(size / step)), 0
    return int(low.flat[best]), int(high.flat[best]), int(scaled.flat[best]), int(offset.flat[best])


class Sampler:
    """Samples planes; one for each size of plane keeps swscale's tables warm."""

    def __init__(self) -> None:
        self._scalers: dict[tuple[int, int], VideoReformatter] = {}

    def plane(self, source: Plane, x: float, y: float, step: float, width: int, height: int) -> Plane:
        """Return ``height`` × ``width`` samples ``step`` source pixels apart, from the edge at ``x``, ``y``."""
        x0, x1, wide, left = _fit(round(x, 3), round(step, 6), width, source.shape[1])
        y0, y1, high, top = _fit(round(y, 3), round(step, 6), height, source.shape[0])
        window = source[y0:y1, x0:x1]
        if (wide, high) == (x1 - x0, y1 - y0):
            return window[top : top + height, left : left + width]
        frame = av.VideoFrame.from_numpy_buffer(window, "gray")
        scaler = self._scalers.setdefault(source.shape, VideoReformatter())
        scaled = scaler.reformat(frame, width=wide, height=high, interpolation="FAST_BILINEAR", threads=1)
        return _array(scaled.planes[0], wide, high)[top : top + height, left : left + width]

    def layer(self, source: Layer, x: float, y: float, step: float, width: int, height: int) -> Layer:
        """Return a window of a layer as a layer of ``width`` × ``height`` (both even)."""
        half = (x / 2, y / 2, step, width // 2, height // 2)
        return Layer(
            self.plane(source.y, x, y, step, width, height),
            self.plane(source.u, *half),
            self.plane(source.v, *half),
            None if source.alpha is None else self.plane(source.alpha, x, y, step, width, height),
            None if source.alpha_half is None else self.plane(source.alpha_half, *half),
        )


def _over(below: Plane, above: Plane, alpha: Plane, strength: int) -> None:
    """Lay ``above`` over ``below`` in place; ``strength`` of 256 is the alpha as it is."""
    cover = alpha.astype(np.uint16)
    cover += cover >> 7
    if strength < 256:
        cover = (cover * np.uint16(strength) >> 8).astype(np.uint16)
    mixed = np.multiply(above, cover, dtype=np.uint16)
    mixed += np.multiply(below, 256 - cover, dtype=np.uint16)
    mixed >>= 8
    below[...] = mixed


def prepared(layer: Layer) -> Layer:
    """Return ``layer`` with its share of every mixture worked out."""
    if layer.alpha is None or layer.alpha_half is None:
        return layer
    ready: list[tuple[Wide, Wide]] = []
    for above, alpha in ((layer.y, layer.alpha), (layer.u, layer.alpha_half), (layer.v, layer.alpha_half)):
        cover = alpha.astype(np.uint16)
        cover += cover >> 7
        ready.append((np.multiply(above, cover, dtype=np.uint16), (256 - cover).astype(np.uint16)))
    return replace(layer, ready=tuple(ready))


def beside(layers: Sequence[Layer]) -> Layer:
    """Return layers of one height side by side, as one."""

    def joined(planes: Sequence[Plane | None]) -> Plane:
        return np.hstack([plane for plane in planes if plane is not None])

    return Layer(
        joined([layer.y for layer in layers]),
        joined([layer.u for layer in layers]),
        joined([layer.v for layer in layers]),
        joined([layer.alpha for layer in layers]),
        joined([layer.alpha_half for layer in layers]),
    )


def paste(target: Planes, layer: Layer, x: int, y: int, strength: int = 256) -> None:
    """Lay ``layer`` over ``target`` with its corner at ``x``, ``y`` (even, inside), in place."""
    if layer.alpha is None or layer.alpha_half is None:
        for plane, source, half in ((target[0], layer.y, 1), (target[1], layer.u, 2), (target[2], layer.v, 2)):
            rows, columns = source.shape
            plane[y // half : y // half + rows, x // half : x // half + columns] = source
        return
    height, width = layer.y.shape
    if layer.ready and strength == 256:
        for plane, (adds, leaves), half in zip(target, layer.ready, (1, 2, 2), strict=True):
            below = plane[y // half : (y + height) // half, x // half : (x + width) // half]
            mixed = np.multiply(below, leaves, dtype=np.uint16)
            mixed += adds
            mixed >>= 8
            below[...] = mixed
        return
    _over(target[0][y : y + height, x : x + width], layer.y, layer.alpha, strength)
    for plane, source in ((target[1], layer.u), (target[2], layer.v)):
        _over(plane[y // 2 : (y + height) // 2, x // 2 : (x + width) // 2], source, layer.alpha_half, strength)


def blend(a: Planes, b: Planes, amount: float) -> Planes:
    """Return the picture ``amount`` (0 to 1) of the way from ``a`` to ``b``."""
    weight = np.uint16(round(amount * 256))
    mixed = [
        (
            np.multiply(p, np.uint16(256) - weight, dtype=np.uint16) + np.multiply(q, weight, dtype=np.uint16) >> 8
        ).astype(np.uint8)
        for p, q in zip(a, b, strict=True)
    ]
    return mixed[0], mixed[1], mixed[2]
