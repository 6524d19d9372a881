"""The film's sound: every clip's, decoded, brought to 48 kHz stereo and laid exactly under its picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from compiler.media.errors import MediaError, reason_of
from compiler.media.probe import ClipReport
from compiler.media.timeline import SAMPLE_RATE, Edge, Placed, samples_at

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sound = NDArray[np.float32]

CUT_FADE = SAMPLE_RATE * 4 // 1000
"""Samples over which sound comes and goes at a cut, so that it never clicks."""
GAP = 0.01
"""Seconds by which a clip's own time stamps may wander before the sound is moved to follow them."""


def read_sound(report: ClipReport, samples: int) -> Sound:
    """Return a clip's sound as float32, 2 × ``samples``: cut off or followed by silence, and all silence where it has
    none. Raises ``MediaError``."""
    import av
    import numpy as np

    sound = np.zeros((2, samples), np.float32)
    if report.audio is None:
        return sound
    try:
        with av.open(str(report.path)) as container:
            _read_into(sound, container, report.starts)
    except (av.FFmpegError, OSError) as error:
        raise MediaError(f"cannot read the sound of {report.path}: {reason_of(error)}") from None
    return sound


def _read_into(sound: Sound, container: Any, starts: float) -> None:
    import av

    stream = container.streams.audio[0]
    for other in container.streams.video:
        # Its packets are then not even read from the disk.
        other.discard = av.stream.Discard.all
    ready = stream.codec_context.sample_rate == SAMPLE_RATE and stream.codec_context.layout.name == "stereo"
    ready = ready and stream.codec_context.format.name == "fltp"
    resampler = None if ready else av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE)
    position: int | None = None

    def place(frames: list[av.AudioFrame]) -> None:
        nonlocal position
        for frame in frames:
            block = frame.to_ndarray()
            begin = position or 0
            position = begin + block.shape[1]
            skip, stop = max(0, -begin), min(block.shape[1], sound.shape[1] - begin)
            if skip < stop:
                sound[:, begin + skip : begin + stop] = block[:, skip:stop]

    for frame in container.decode(stream):
        if frame.pts is not None and frame.time_base is not None:
            due = round((float(frame.pts * frame.time_base) - starts) * SAMPLE_RATE)
            if position is None or abs(due - position) > GAP * SAMPLE_RATE:
                if resampler is not None and position is not None:
                    place(resampler.resample(None))
                    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE)
                position = due
        place([frame] if resampler is None else resampler.resample(frame))
    if resampler is not None:
        place(resampler.resample(None))


def mix(placed: Sequence[Placed], reports: Sequence[ClipReport], rate: Fraction) -> Iterator[Sound]:
    """Yield the film's sound clip by clip, 2 × samples each, dissolves mixed; in all exactly as long as the picture."""
    import numpy as np

    carried = np.zeros((2, 0), np.float32)
    for number, (here, report) in enumerate(zip(placed, reports, strict=True)):
        begin, end = samples_at(here.start, rate), samples_at(here.end, rate)
        sound = read_sound(report, end - begin)
        head = samples_at(here.start + here.head.frames, rate) - begin
        tail = end - samples_at(here.end - here.tail.frames, rate)
        sound[:, :head] *= _rise(here.head, head)
        if tail:
            sound[:, -tail:] *= _rise(here.tail, tail)[::-1]
        _soften(sound, here)
        sound[:, : carried.shape[1]] += carried
        overlap = end - samples_at(placed[number + 1].start, rate) if number + 1 < len(placed) else 0
        carried = sound[:, sound.shape[1] - overlap :]
        yield sound[:, : sound.shape[1] - overlap]


def _rise(edge: Edge, samples: int) -> Sound:
    """Return how sound comes in over a transition: of equal power in a dissolve, straight in a fade."""
    import numpy as np

    line = (np.arange(samples, dtype=np.float32) + np.float32(0.5)) / np.float32(max(1, samples))
    return np.sin(line * np.float32(np.pi / 2)) if edge.kind == "dissolve" else line


def _soften(sound: Sound, here: Placed) -> None:
    import numpy as np

    length = min(CUT_FADE, sound.shape[1] // 2)
    ramp = (np.arange(length, dtype=np.float32) + np.float32(0.5)) / np.float32(max(1, length))
    if not here.head.frames:
        sound[:, :length] *= ramp
    if not here.tail.frames and length:
        sound[:, -length:] *= ramp[::-1]
