"""Takes of one clip side by side: a picture of their moments, and how far apart they are."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.media.errors import MediaError, cannot
from compiler.media.fonts import LATIN

if TYPE_CHECKING:
    import av
    from PIL.Image import Image

#: Moments of a take that are looked at, evenly from its first to its last frame.
MOMENTS = 5
#: Width of one still (pixels); its height follows from the clip's shape.
WIDTH = 320
_LABEL, _GAP = 28, 6
_PAPER, _INK = (20, 20, 22), (235, 235, 235)


def stills(path: Path, count: int = MOMENTS) -> list[Image]:
    """Return ``count`` frames of a clip, evenly spaced from the first to the last, ``WIDTH`` pixels wide.

    Raises MediaError where the file cannot be read or has no picture.
    """
    import av

    found: list[Image] = []
    last: av.VideoFrame | None = None
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise MediaError(f"cannot compare {path}: it has no picture")
            length = (container.duration or 0) / av.time_base
            for last in container.decode(container.streams.video[0]):
                if len(found) < count - 1 and (last.time or 0.0) >= length * len(found) / (count - 1):
                    found.append(_still(last))
    except (av.FFmpegError, OSError) as error:
        raise cannot("read", path, error) from None
    if last is None:
        raise MediaError(f"cannot compare {path}: no frame can be decoded")
    return found + [_still(last)] * (count - len(found))


def _still(frame: av.VideoFrame) -> Image:
    from PIL import Image

    height = max(round(WIDTH * frame.height / frame.width), 1)
    # Not every scaler takes odd heights.
    return Image.fromarray(frame.reformat(width=WIDTH, height=height + height % 2, format="rgb24").to_ndarray())


def difference(one: Sequence[Image], other: Sequence[Image]) -> float:
    """Return how far two takes are apart: the mean distance of their pixels over all moments, 0 for the same pictures,
    1 for black against white."""
    import numpy

    apart: list[float] = []
    for left, right in zip(one, other, strict=True):
        same = right if right.size == left.size else right.resize(left.size)
        distance = numpy.abs(numpy.asarray(left, dtype=numpy.int16) - numpy.asarray(same, dtype=numpy.int16))
        apart.append(float(distance.mean()) / 255)
    return sum(apart) / len(apart)


def sheet(takes: Sequence[tuple[str, Sequence[Image]]]) -> bytes:
    """Return a picture (PNG) with a labelled row of stills for each take."""
    from PIL import Image, ImageDraw, ImageFont

    columns = max(len(row) for _, row in takes)
    heights = [max(still.height for still in row) for _, row in takes]
    size = (_GAP + columns * (WIDTH + _GAP), sum(_LABEL + height + _GAP for height in heights))
    picture = Image.new("RGB", size, _PAPER)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(str(LATIN), 16)
    top = 0
    for (label, row), height in zip(takes, heights, strict=True):
        draw.text((_GAP, top + 4), label, fill=_INK, font=font)
        for column, still in enumerate(row):
            picture.paste(still, (_GAP + column * (WIDTH + _GAP), top + _LABEL))
        top += _LABEL + height + _GAP
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()
