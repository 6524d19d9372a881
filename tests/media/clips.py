"""Clips made for the tests: a number in every frame, flashes with beeps, and whatever else vendors differ in."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

RATE = 48_000
SIZE = (320, 192)
BITS = 10
FLASH = 235
FLASHES = (0.5, 2.0)
"""When the shared clip flashes and beeps, in seconds."""
EXACT = 0.001


def make_clip(
    path: Path,
    frames: int = 72,
    *,
    rate: int = 24,
    size: tuple[int, int] = SIZE,
    codec: str = "libx264",
    options: dict[str, str] | None = None,
    sound: str | None = "aac",
    sound_rate: int = RATE,
    layout: str = "stereo",
    sound_seconds: float | None = None,
    level: float = 0.2,
    flashes: tuple[float, ...] = (),
    steps: list[int] | None = None,
    grey: int | None = None,
) -> Path:
    """Write a clip. Every frame shows its number as ten bars; at each of ``flashes`` (seconds) the upper half is white
    for one frame and a 1 kHz tone begins, which lasts 0.1 s; without flashes the tone never stops. ``steps`` are the
    frames' time stamps in 1/240 s, for a varying rate. ``grey`` paints every frame alike."""
    width, height = size
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as target:
        picture: Any = target.add_stream(codec, rate=rate, options=options or {"preset": "ultrafast", "g": "24"})
        picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
        if steps is not None:
            picture.codec_context.time_base = Fraction(1, 240)
        track: Any = target.add_stream(sound, rate=sound_rate, layout=layout) if sound else None
        flashing = {round(moment * rate) for moment in flashes}
        for number in range(frames):
            planes = np.full((height * 3 // 2, width), 128, np.uint8)
            planes[:height] = paint(number, number in flashing, size) if grey is None else grey
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts = number if steps is None else steps[number]
            frame.time_base = Fraction(1, rate) if steps is None else Fraction(1, 240)
            target.mux(picture.encode(frame))
        target.mux(picture.encode(None))
        if track is not None:
            samples = beeps(frames / rate if sound_seconds is None else sound_seconds, sound_rate, flashes, level)
            channels = 1 if layout == "mono" else 2
            block = np.ascontiguousarray(np.tile(samples, (channels, 1)))
            audio = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
            audio.sample_rate, audio.pts, audio.time_base = sound_rate, 0, Fraction(1, sound_rate)
            target.mux(track.encode(audio))
            target.mux(track.encode(None))
    return path


def paint(number: int, flash: bool, size: tuple[int, int]) -> np.ndarray:
    width, height = size
    luma = np.full((height, width), 60, np.uint8)
    for bit in range(BITS):
        if number >> bit & 1:
            luma[height // 2 :, bit * width // BITS : (bit + 1) * width // BITS] = 200
    if flash:
        luma[: height // 2] = FLASH
    return luma


def beeps(seconds: float, rate: int, flashes: tuple[float, ...], level: float) -> np.ndarray:
    time = np.arange(round(seconds * rate)) / rate
    tone = np.sin(2 * np.pi * 1000 * time) * level
    if flashes:
        sounding = np.zeros(len(time), bool)
        for moment in flashes:
            sounding |= (time >= moment) & (time < moment + 0.1)
        tone *= sounding
    return tone.astype(np.float32)


def read_number(luma: np.ndarray) -> int:
    """Return the number that a frame shows; the bars may be scaled."""
    height, width = luma.shape
    row = luma[height * 5 // 8 : height * 7 // 8].mean(axis=0)
    bars = [row[(2 * bit + 1) * width // (2 * BITS)] for bit in range(BITS)]
    return sum(1 << bit for bit, bar in enumerate(bars) if bar > 130)


class Film:
    """A film read back whole: luma planes, their times, and the sound as stereo samples."""

    def __init__(self, path: Path) -> None:
        self.lumas: list[np.ndarray] = []
        self.times: list[float] = []
        blocks: list[np.ndarray] = []
        with av.open(str(path)) as container:
            self.chapters = [
                (float(c["start"] * c["time_base"]), float(c["end"] * c["time_base"]), c["metadata"]["title"])
                for c in container.chapters()
            ]
            self.metadata = dict(container.metadata)
            video = container.streams.video[0]
            self.announced = video.frames
            for frame in container.decode(video):
                assert not frame.is_corrupt
                self.times.append(float(frame.pts * frame.time_base))
                self.lumas.append(frame.to_ndarray(format="yuv420p")[: frame.height])
            container.seek(0)
            self.sound_starts: float | None = None
            for audio in container.decode(container.streams.audio[0]):
                if self.sound_starts is None:
                    self.sound_starts = float(audio.pts * audio.time_base)
                blocks.append(audio.to_ndarray())
            self.languages = {stream.type: stream.metadata.get("language") for stream in container.streams}
        self.sound = np.concatenate(blocks, axis=1)
        self.words = read_words(path)

    @property
    def numbers(self) -> list[int]:
        return [read_number(luma) for luma in self.lumas]

    def flashes(self) -> list[float]:
        """Return when a flash begins."""
        middles = [
            luma[: luma.shape[0] // 3, luma.shape[1] * 9 // 20 : luma.shape[1] * 11 // 20] for luma in self.lumas
        ]
        bright = [bool(middle.mean() > 150) for middle in middles]
        return [time for time, now, was in zip(self.times, bright, [False, *bright], strict=False) if now and not was]

    def beeps(self, level: float = 0.02) -> list[float]:
        """Return when a tone begins: the first sample over ``level`` after 0.05 s of silence."""
        loud = np.flatnonzero(np.abs(self.sound[0]) > level)
        begins = loud[np.flatnonzero(np.diff(loud, prepend=-RATE) > RATE // 20)]
        return [index / RATE + (self.sound_starts or 0) for index in begins]


def in_sync(film: Film, count: int, tolerance: float = EXACT) -> bool:
    """Whether ``count`` flashes and as many beeps begin together, to ``tolerance`` seconds."""
    flashes, beeps = film.flashes(), film.beeps()
    assert len(flashes) == len(beeps) == count
    return max(abs(flash - beep) for flash, beep in zip(flashes, beeps, strict=True)) < tolerance


def steady(film: Film, rate: int = 24) -> bool:
    """Whether frame follows frame evenly."""
    return np.allclose(film.times, np.arange(len(film.times)) / rate, atol=1e-6)


def read_words(path: Path) -> list[tuple[float, float, str]]:
    words: list[tuple[float, float, str]] = []
    with av.open(str(path)) as container:
        if not container.streams.subtitles:
            return words
        for packet in container.demux(container.streams.subtitles[0]):
            data = bytes(packet)
            if packet.pts is None or len(data) < 2:
                continue
            text = data[2 : 2 + int.from_bytes(data[:2], "big")].decode()
            start = float(packet.pts * packet.time_base)
            if text:
                words.append((round(start, 3), round(start + float(packet.duration * packet.time_base), 3), text))
    return words
