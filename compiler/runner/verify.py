"""Looks at a downloaded clip before it is filed: is it whole, and is it what was asked for?

Damage is a reason to fetch it again. A whole film of another length, size or sound is what the vendor made: it is
kept, with a note, since it has been paid for.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: A film may be this much longer or shorter than asked for without a note (seconds).
SLACK = 0.6


@dataclass(frozen=True, slots=True)
class Expected:
    """What was asked for: seconds, width and height in pixels, sound; None for anything."""

    seconds: float
    size: tuple[int, int] | None
    audio: bool | None

    def dump(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {"seconds": self.seconds, "size": self.size, "audio": self.audio}

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Expected:
        """Read what ``dump`` wrote."""
        size = values["size"]
        return cls(values["seconds"], (size[0], size[1]) if size else None, values["audio"])


@dataclass(frozen=True, slots=True)
class Verdict:
    """``damage`` says why a file cannot be used, None where it can; ``notes`` how it differs from what was asked."""

    damage: str | None
    notes: tuple[str, ...] = ()


def verify(path: Path, expected: Expected) -> Verdict:
    """Read the file at ``path`` through and judge it. Blocks; raises OSError where the disk refuses."""
    damage = _boxes(path)
    if damage is not None:
        return Verdict(damage)
    return _streams(path, expected)


def _boxes(path: Path) -> str | None:
    """Walk the file's top-level boxes; return what is wrong with them."""
    size = path.stat().st_size
    names: set[bytes] = set()
    with path.open("rb") as file:
        head = file.read(12)
        if not head:
            return "the file is empty"
        if head[4:8] != b"ftyp":
            page = head.lstrip()[:1] in (b"<", b"{")
            return "an error page came instead of a film" if page else "the file is not an MP4"
        position = 0
        while position + 8 <= size:
            file.seek(position)
            length, name = struct.unpack(">I4s", file.read(8))
            header = 8
            if length == 1:
                wide = file.read(8)
                if len(wide) < 8:
                    return "the file is cut off"
                length, header = struct.unpack(">Q", wide)[0], 16
            elif length == 0:
                length = size - position
            if length < header:
                return "the file's boxes are broken"
            if position + length > size:
                return "the file is cut off"
            names.add(name)
            position += length
    if position != size:
        return "the file is cut off"
    missing = {b"moov", b"mdat"} - names
    return "the file has no film in it" if missing else None


def _streams(path: Path, expected: Expected) -> Verdict:
    import av

    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                return Verdict("the file has no picture")
            video = container.streams.video[0]
            packets = 0
            for packet in container.demux(video):
                if packet.is_corrupt:
                    return Verdict("the picture is damaged")
                packets += packet.size > 0
            if video.frames and packets < video.frames:
                return Verdict(f"{packets} of {video.frames} frames are there")
            if packets < 2 or video.duration is None or video.time_base is None:
                return Verdict("the file holds a single frame" if packets else "the file has no picture")
            container.seek(0)
            for _frame in container.decode(video):
                pass
            seconds = float(video.duration * video.time_base)
            size = (video.codec_context.width, video.codec_context.height)
            audio = bool(container.streams.audio)
    except av.FFmpegError as error:
        return Verdict(f"the file cannot be decoded: {error.strerror}")
    notes = []
    if abs(seconds - expected.seconds) > SLACK:
        notes.append(f"it runs {seconds:.2f} s; {expected.seconds:g} s were asked for")
    if expected.size is not None and size != expected.size:
        notes.append(f"it is {size[0]}x{size[1]}; {expected.size[0]}x{expected.size[1]} was asked for")
    if expected.audio and not audio:
        notes.append("it has no sound, although sound was asked for")
    return Verdict(None, tuple(notes))
