"""The one way in which assembly encodes pictures: whatever is encoded anew has the same parameter sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from compiler.media.h264 import Parameters, read_start_codes, with_lengths

if TYPE_CHECKING:
    import av
VERSION = "1"
"""Changes with anything that changes the encoded bytes, so that cached clips are made again."""
PIXELS = "yuv420p"
PRESET, QUALITY = "veryfast", "17"
KEY_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Form:
    """What all pictures of a film have in common. ``colour`` are primaries, transfer, matrix and range as the codec
    numbers them; 2 or 0 where they are not said."""

    width: int
    height: int
    rate: Fraction
    colour: tuple[int, int, int, int] = (1, 1, 1, 1)

    def __str__(self) -> str:
        return f"{self.width}x{self.height} at {float(self.rate):g} frames a second"


@dataclass(frozen=True, slots=True)
class Encoded:
    """One frame in an MP4's form: its bytes and whether decoding can start there."""

    data: bytes
    key: bool


def configure(context: Any, form: Form, number: int) -> None:
    """Set a libx264 context up; ``number`` is under which its parameter sets go."""
    import av

    context.width, context.height, context.pix_fmt = form.width, form.height, PIXELS
    context.time_base, context.framerate = 1 / form.rate, form.rate
    context.sample_aspect_ratio = Fraction(1)
    primaries, transfer, matrix, colour_range = form.colour
    context.color_primaries, context.color_trc = primaries, transfer
    context.colorspace, context.color_range = matrix, colour_range
    context.flags |= av.codec.context.Flags.global_header.value
    keys = max(1, round(form.rate * KEY_SECONDS))
    context.options = {
        "preset": PRESET,
        "crf": QUALITY,
        "profile": "high",
        "x264-params": f"sps-id={number}:bframes=0:keyint={keys}:open-gop=0:threads=2:lookahead-threads=1",
    }


class Encoder:
    """Encodes a run of frames that begins with a key frame and can be decoded without anything before it.

    Frames are not reordered, so packets come in the order of frames.
    """

    def __init__(self, form: Form, number: int) -> None:
        import av

        context: Any = av.CodecContext.create("libx264", "w")
        configure(context, form, number)
        context.open()
        self._context = context
        self._time_base = 1 / form.rate
        self._count = 0

    @property
    def parameters(self) -> Parameters:
        """The parameter sets; the same for every run of one form and number."""
        return read_start_codes(bytes(self._context.extradata))

    def encode(self, frame: av.VideoFrame) -> Iterator[Encoded]:
        """Encode a frame; its own time is not looked at."""
        import av

        frame.pts, frame.time_base = self._count, self._time_base
        frame.pict_type = av.video.frame.PictureType.NONE
        self._count += 1
        yield from map(_encoded, self._context.encode(frame))

    def finish(self) -> Iterator[Encoded]:
        """Return what is still to come."""
        yield from map(_encoded, self._context.encode(None))


def _encoded(packet: av.Packet[Any]) -> Encoded:
    return Encoded(with_lengths(bytes(packet)), bool(packet.is_keyframe))
