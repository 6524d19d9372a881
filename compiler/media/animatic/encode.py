"""Pictures and sound into one MP4. Every clip uses the same settings, so clips of one size join by stream copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from compiler.media.animatic.facts import RATE, SAMPLE_RATE, AnimaticError
from compiler.media.beside import beside

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Planes = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]

# One thread an encoder and no scene detection: the same pictures give the same bytes on any machine.
# "ultrafast" leaves deblocking out, and a dark sky shows it; with it the time is still half of "superfast".
X264 = {
    "preset": "ultrafast",
    "crf": "20",
    "threads": "1",
    "x264-params": "keyint=96:min-keyint=1:scenecut=0:bframes=0:ref=1:deblock=1,0,0",
}


@dataclass(frozen=True, slots=True)
class VideoPacket:
    """One encoded frame: its number in the segment, whether it can be decoded alone, and its bytes."""

    frame: int
    key: bool
    data: bytes


def _configure(stream: av.VideoCodecContext | av.VideoStream, width: int, height: int) -> None:
    context = stream.codec_context if isinstance(stream, av.VideoStream) else stream
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base, context.framerate = Fraction(1, RATE), Fraction(RATE)
    context.options = dict(X264)
    # BT.709, limited range: what players assume of HD, said outright.
    context.color_primaries = context.color_trc = context.colorspace = 1
    context.color_range = 1


def encode_segment(frames: Iterable[Planes], width: int, height: int) -> list[VideoPacket]:
    """Encode Y, U and V planes (uint8, height × width and half of it) into a run of frames that begins with a key."""
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, av.VideoCodecContext)
    _configure(context, width, height)
    context.flags |= av.codec.context.Flags.global_header.value
    packets: list[VideoPacket] = []

    def keep(encoded: Iterable[av.Packet[Any]]) -> None:
        for packet in encoded:
            assert packet.pts is not None
            packets.append(VideoPacket(int(packet.pts), bool(packet.is_keyframe), bytes(packet)))

    picture = av.VideoFrame(width, height, "yuv420p")
    for number, planes in enumerate(frames):
        for index, source in enumerate(planes):
            plane = picture.planes[index]
            if plane.line_size == source.shape[1] and source.flags.c_contiguous:
                plane.update(source)  # type: ignore[arg-type]
            else:
                padded = np.zeros((source.shape[0], plane.line_size), np.uint8)
                padded[:, : source.shape[1]] = source
                plane.update(padded)  # type: ignore[arg-type]
        picture.pts, picture.time_base = number, Fraction(1, RATE)
        keep(context.encode(picture))
    keep(context.encode(None))
    return packets


def write_clip(
    output: Path,
    width: int,
    height: int,
    segments: Iterable[Sequence[VideoPacket]],
    audio: Iterator[NDArray[np.float32]] | None,
) -> int:
    """Write encoded ``segments`` (in order) and ``audio`` (float blocks, samples × 2) to ``output``; returns its
    frames.

    Writes beside the file and renames. Raises AnimaticError where it cannot be written.
    """
    try:
        with beside(output) as part:
            written = _mux(part, width, height, segments, audio)
    except (OSError, av.FFmpegError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise AnimaticError(f"cannot write {output}: {reason}") from error
    return written


def _mux(
    part: Path,
    width: int,
    height: int,
    segments: Iterable[Sequence[VideoPacket]],
    audio: Iterator[NDArray[np.float32]] | None,
) -> int:
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(part), "w", format="mp4", options=options) as container:
        video = container.add_stream("libx264", rate=RATE)
        assert isinstance(video, av.VideoStream)
        _configure(video, width, height)
        video.time_base = Fraction(1, RATE)
        sound = None
        if audio is not None:
            sound = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo", options={"aac_coder": "fast"})
            assert isinstance(sound, av.AudioStream)
            sound.bit_rate = 128_000
        container.start_encoding()
        count = 0
        for segment in segments:
            for entry in segment:
                packet = av.Packet(entry.data)
                packet.stream, packet.time_base = video, Fraction(1, RATE)
                packet.pts = packet.dts = count + entry.frame
                packet.duration = 1
                packet.is_keyframe = entry.key
                container.mux(packet)
            count += len(segment)
        if sound is not None and audio is not None:
            position = 0
            for block in audio:
                interleaved = np.ascontiguousarray(block.T, dtype=np.float32)
                frame = av.AudioFrame.from_ndarray(interleaved, format="fltp", layout="stereo")
                frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, position, Fraction(1, SAMPLE_RATE)
                position += block.shape[0]
                container.mux(sound.encode(frame))
            container.mux(sound.encode(None))
    return count
