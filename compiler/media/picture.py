"""The film's picture: what needs no change is copied, what a transition touches is blended and encoded anew."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from compiler.media.encoder import PIXELS, Encoded, Encoder, Form
from compiler.media.errors import MediaError
from compiler.media.probe import ClipReport
from compiler.media.timeline import Placed

if TYPE_CHECKING:
    import av
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]


class PictureTrack:
    """Writes the picture clip by clip. ``anew`` counts the frames that were encoded anew.

    ``ahead`` is by how many frames the decoding order may run ahead in any of the clips; ``number`` is under which the
    parameter sets of what is encoded anew go.
    """

    def __init__(self, target: av.container.OutputContainer, stream: Any, form: Form, number: int, ahead: int) -> None:
        self._target, self._stream, self._form, self._number, self._ahead = target, stream, form, number, ahead
        self._encoder: Encoder | None = None
        self._leaving: Iterator[Frame] | None = None
        self._shown = self._decoded = 0
        self.anew = 0

    def write(self, here: Placed, report: ClipReport) -> None:
        """Write one clip's frames, but for those that a dissolve shares with the next clip: they wait for it."""
        head, tail = here.head.frames, here.tail.frames
        copy_from = _at_or_after(report.keys, head, here.frames) if head else 0
        copy_to = _at_or_before(report.keys, here.frames - tail) if tail else here.frames
        if copy_from >= copy_to:
            self._render(here, decode(report, 0, here.frames), 0, here.frames)
            return
        if copy_from:
            self._render(here, decode(report, 0, copy_from), 0, copy_from)
        self._copy(report, copy_from, copy_to)
        if copy_to < here.frames:
            self._render(here, decode(report, copy_to, here.frames), copy_to, here.frames)

    def finish(self) -> int:
        """Write what is still to come and return how many frames there are in all."""
        self._flush()
        return self._shown

    def _render(self, here: Placed, frames: Iterator[Frame], first: int, last: int) -> None:
        """Encode frames ``first`` to ``last`` of a clip with what its edges do to them."""
        head, tail = here.head, here.tail
        for place in range(first, last):
            if tail.kind == "dissolve" and place >= here.frames - tail.frames:
                self._leaving = frames
                return
            frame = next(frames)
            if place < head.frames:
                if head.kind == "dissolve":
                    assert self._leaving is not None
                    frame = blend(next(self._leaving), frame, (place + 1) / (head.frames + 1))
                    if place == head.frames - 1:
                        self._leaving = None
                else:
                    frame = darken(frame, place / head.frames, self._form)
            elif place >= here.frames - tail.frames:
                frame = darken(frame, (here.frames - 1 - place) / tail.frames, self._form)
            self._encode(frame)

    def _encode(self, frame: Frame) -> None:
        import av

        if self._encoder is None:
            self._encoder = Encoder(self._form, self._number)
        self.anew += 1
        self._mux_encoded(self._encoder.encode(av.VideoFrame.from_ndarray(frame, format=PIXELS)))

    def _flush(self) -> None:
        if self._encoder is not None:
            self._mux_encoded(self._encoder.finish())
            self._encoder = None

    def _mux_encoded(self, entries: Iterable[Encoded]) -> None:
        import av

        for entry in entries:
            self._mux(av.Packet(entry.data), entry.key, self._shown)
            self._shown += 1

    def _copy(self, report: ClipReport, first: int, last: int) -> None:
        import av

        self._flush()
        start = self._shown
        with av.open(str(report.path)) as source:
            video = source.streams.video[0]
            origin, step = _clock(report, video)
            if first:
                source.seek(round(origin + (first - report.ahead) * step), stream=video, backward=True)
            for packet in _packets(source, video, report):
                place = round((packet.pts - origin) / step)
                if first <= place < last:
                    self._mux(packet, bool(packet.is_keyframe), start + place - first)
                    self._shown += 1
                elif place >= last and place in report.keys:
                    break
        if self._shown - start != last - first:
            raise MediaError(f"{report.path}: {self._shown - start} of {last - first} frames can be read")

    def _mux(self, packet: Any, key: bool, shown: int) -> None:
        packet.stream, packet.time_base = self._stream, 1 / self._form.rate
        packet.pts, packet.dts, packet.duration = shown, self._decoded - self._ahead, 1
        packet.is_keyframe = key
        self._decoded += 1
        self._target.mux(packet)


def _packets(source: Any, video: Any, report: ClipReport) -> Iterator[Any]:
    import av

    try:
        for packet in source.demux(video):
            if packet.pts is not None and packet.size:
                yield packet
    except av.FFmpegError as error:
        raise MediaError(f"cannot read {report.path}: {error.strerror}") from None


def decode(report: ClipReport, first: int, last: int) -> Iterator[Frame]:
    """Yield the frames ``first`` to ``last`` of a clip as planes of 8-bit Y, U and V, one below the other.

    Decoding starts at the nearest place at which it can. Raises ``MediaError`` where a frame is missing.
    """
    import av

    expected = first
    try:
        with av.open(str(report.path)) as source:
            video = source.streams.video[0]
            origin, step = _clock(report, video)
            if first:
                source.seek(round(origin + (first - report.ahead) * step), stream=video, backward=True)
            for frame in source.decode(video):
                if frame.pts is None:
                    continue
                place = round((frame.pts - origin) / step)
                if place == expected:
                    expected += 1
                    planes: Any = frame.to_ndarray(format=PIXELS)
                    yield planes
                if expected >= last:
                    return
    except av.FFmpegError as error:
        raise MediaError(f"cannot decode {report.path}: {error.strerror}") from None
    raise MediaError(f"cannot decode {report.path}: frame {expected} is missing")


def blend(leaving: Frame, entering: Frame, share: float) -> Frame:
    """Return two frames mixed, ``share`` of it the entering one."""
    import numpy as np

    weight = np.uint16(round(share * 256))
    mixed = leaving.astype(np.uint16) * (np.uint16(256) - weight) + entering * weight + np.uint16(128)
    return (mixed >> 8).astype(np.uint8)


def darken(frame: Frame, light: float, form: Form) -> Frame:
    """Return a frame with ``light`` of its brightness, 0 being black."""
    import numpy as np

    black = np.full_like(frame, 128)
    black[: form.height] = 0 if form.colour[3] == 2 else 16
    return blend(black, frame, light)


def _clock(report: ClipReport, video: Any) -> tuple[float, float]:
    """Return a clip's first time stamp and the time stamps from one frame to the next."""
    time_base = float(video.time_base)
    return report.starts / time_base, float(1 / Fraction(report.rate)) / time_base


def _at_or_after(keys: Sequence[int], place: int, otherwise: int) -> int:
    index = bisect_left(keys, place)
    return keys[index] if index < len(keys) else otherwise


def _at_or_before(keys: Sequence[int], place: int) -> int:
    index = bisect_right(keys, place)
    return keys[index - 1] if index else 0
