"""Loudness by EBU R 128: measured over the whole film, then one gain for all of it, so that quiet stays quiet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from compiler.media.filters import through
from compiler.media.timeline import SAMPLE_RATE

if TYPE_CHECKING:
    from compiler.media.soundtrack import Sound

TARGET = -16.0
"""LUFS."""
CEILING = 10 ** (-1.5 / 20)
"""No sample goes over this."""
SILENCE = -69.0
"""A film under this (LUFS) has nothing to raise."""
MOST_GAIN = 40.0
"""More than this (dB) would raise mere hiss."""
NEAR = 0.3
"""This near (LU) to the target is near enough."""
MOST_BOOST = 12.0
"""More than this (dB) into the limiter would flatten what is loud."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """What was measured: integrated loudness in LUFS (None: silence) and the highest sample, full scale being 1.

    ``boost`` in dB makes up for what the limiter takes.
    """

    integrated: float | None
    peak: float
    boost: float = 0.0

    @property
    def gain(self) -> float:
        """The gain in dB that brings it to the target."""
        return 0.0 if self.integrated is None else min(MOST_GAIN, TARGET - self.integrated) + self.boost

    @property
    def limited(self) -> bool:
        """Whether the gain brings peaks to the ceiling."""
        return self.peak * 10 ** (self.gain / 20) > CEILING


def measure(blocks: Iterable[Sound]) -> Loudness:
    """Measure 48 kHz stereo sound given in blocks of 2 × samples."""
    peak = 0.0
    integrated: float | None = None

    def watched() -> Iterator[Sound]:
        nonlocal peak
        for block in blocks:
            if block.size:
                peak = max(peak, float(abs(block).max()))
            yield block

    for frame in _through([("ebur128", "metadata=1:framelog=quiet")], watched()):
        value = frame.metadata.get("lavfi.r128.I")
        if value is not None:
            integrated = float(value)
    return Loudness(None if integrated is None or integrated < SILENCE else integrated, peak)


def settle(loudness: Loudness, blocks: Callable[[], Iterable[Sound]]) -> Loudness:
    """Return the measurement with the boost by which the film is at the target after its limiter.

    ``blocks`` gives the film's sound from its start each time. A film whose peaks have room is not read again.
    """
    best, off = loudness, float("inf")
    for _ in range(4):
        if not loudness.limited or loudness.gain - loudness.boost >= MOST_GAIN:
            break
        heard = measure(level(blocks(), loudness)).integrated
        if heard is None:
            break
        if abs(TARGET - heard) < off:
            best, off = loudness, abs(TARGET - heard)
        if off <= NEAR:
            break
        loudness = replace(loudness, boost=min(MOST_BOOST, max(0.0, loudness.boost + TARGET - heard)))
    return best


def level(blocks: Iterable[Sound], loudness: Loudness) -> Iterator[Sound]:
    """Yield the blocks with the gain that ``loudness`` asks for, held under the ceiling where they would pass it."""
    factor = 10 ** (loudness.gain / 20)
    raised = (block * factor for block in blocks)
    if not loudness.limited:
        yield from raised
        return
    limiter = [("alimiter", f"limit={CEILING:.6f}:attack=5:release=80:level=false:latency=true")]
    for frame in _through(limiter, raised):
        yield frame.to_ndarray()


def frame_of(block: Sound, position: int) -> Any:
    """Return a block as an audio frame that begins at sample ``position``."""
    import av
    import numpy as np

    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block, np.float32), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, position, Fraction(1, SAMPLE_RATE)
    return frame


def _through(filters: Sequence[tuple[str, str]], blocks: Iterable[Sound]) -> Iterator[Any]:
    """Yield the frames that come out of a chain of filters."""
    import av

    graph = av.filter.Graph()
    source: Any = graph.add_abuffer(
        sample_rate=SAMPLE_RATE, format="fltp", layout="stereo", time_base=Fraction(1, SAMPLE_RATE)
    )
    steps = [*filters, ("aformat", "sample_fmts=fltp:channel_layouts=stereo")]
    yield from through(graph, source, steps, "abuffersink", _frames(blocks))


def _frames(blocks: Iterable[Sound]) -> Iterator[Any]:
    position = 0
    for block in blocks:
        if block.shape[1]:
            yield frame_of(block, position)
            position += block.shape[1]
