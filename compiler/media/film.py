"""Writing the film: picture, sound, subtitles and chapters side by side into one file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.media.background import ahead
from compiler.media.beside import beside
from compiler.media.encoder import Encoder
from compiler.media.errors import cannot
from compiler.media.forms import Choice
from compiler.media.h264 import write_avcc
from compiler.media.loudness import Loudness, frame_of, level
from compiler.media.picture import PictureTrack
from compiler.media.probe import ClipReport
from compiler.media.soundtrack import mix
from compiler.media.subtitles import Cue
from compiler.media.timeline import SAMPLE_RATE, Placed

if TYPE_CHECKING:
    import av

AUDIO_BITS = 192_000
MILLISECOND = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class Film:
    """All that is written: where the clips lie, the files of their pictures and of their sounds, and the rest."""

    placed: Sequence[Placed]
    pictures: Sequence[ClipReport]
    sounds: Sequence[ClipReport]
    choice: Choice
    loudness: Loudness
    cues: Sequence[Cue]
    title: str | None
    language: str | None

    @property
    def frames(self) -> int:
        """Frames in all."""
        return self.placed[-1].end


def write_film(film: Film, output: Path, progress: Callable[[float], None]) -> tuple[int, int]:
    """Write a film beside ``output`` and rename it; return its frames, and how many of them transitions made anew.

    Raises ``MediaError``.
    """
    import av

    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    try:
        with beside(output) as part:
            with av.open(str(part), "w", format="mp4", options=options) as target:
                frames, anew = _write(film, target, progress)
            with part.open("rb") as written:
                os.fsync(written.fileno())
    except (OSError, av.FFmpegError) as error:
        raise cannot("write", output, error) from None
    return frames, anew


def _write(film: Film, target: av.container.OutputContainer, progress: Callable[[float], None]) -> tuple[int, int]:
    import av

    rate = film.choice.form.rate
    pattern = film.pictures[film.choice.pattern or 0]
    with av.open(str(pattern.path)) as source:
        video: Any = target.add_stream_from_template(source.streams.video[0])
        video.time_base = 1 / rate
        if film.choice.parameters is not None and _mixed(film):
            anew = Encoder(film.choice.form, film.choice.number).parameters
            video.codec_context.extradata = write_avcc([film.choice.parameters, anew])
        sound: Any = target.add_stream("aac", rate=SAMPLE_RATE, layout="stereo", options={"aac_coder": "fast"})
        sound.bit_rate = AUDIO_BITS
        text = _subtitle_stream(film, target) if film.cues else None
        if film.language:
            sound.metadata["language"] = film.language
        if film.title:
            target.metadata["title"] = film.title
        target.set_chapters(_chapters(film))
        target.start_encoding()
    lead = max(picture.ahead for picture in film.pictures)
    track = PictureTrack(target, video, film.choice.form, film.choice.number, lead)
    sounds = ahead(_encoded_sound(film, sound), 4)
    words = _subtitle_packets(film, text) if text is not None else iter(())
    pending = next(words, None)
    try:
        heard = Fraction(0)
        for here, picture in zip(film.placed, film.pictures, strict=True):
            track.write(here, picture)
            until = here.end / rate
            while pending is not None and pending.pts * MILLISECOND < until:
                target.mux(pending)
                pending = next(words, None)
            while heard < until:
                entry = next(sounds, None)
                if entry is None:
                    break
                heard = Fraction(entry[0], SAMPLE_RATE)
                target.mux(entry[1])
            progress(here.end / film.frames)
        frames = track.finish()
        for entry in sounds:
            target.mux(entry[1])
        while pending is not None:
            target.mux(pending)
            pending = next(words, None)
    finally:
        sounds.close()  # type: ignore[attr-defined]
    return frames, track.anew


def _mixed(film: Film) -> bool:
    """Whether the film holds anything that is encoded anew."""
    return bool(film.choice.differing) or any(here.head.frames or here.tail.frames for here in film.placed)


def _encoded_sound(film: Film, stream: Any) -> Iterator[tuple[int, list[Any]]]:
    """Yield the packets of one continuous sound track, each time with the sample up to which it is encoded."""
    position = 0
    for block in level(mix(film.placed, film.sounds, film.choice.form.rate), film.loudness):
        if block.shape[1]:
            packets = stream.encode(frame_of(block, position))
            position += block.shape[1]
            yield position, packets
    yield position, stream.encode(None)


def _chapters(film: Film) -> list[Any]:
    rate = film.choice.form.rate
    starts = [(here.start, here.clip.chapter) for here in film.placed if here.clip.chapter is not None]
    if starts and starts[0][0] > 0:
        # Players take the first chapter to begin with the film, whatever its own time.
        starts.insert(0, (0, film.title or "Opening"))
    ends = [start for start, _ in starts[1:]] + [film.frames] * bool(starts)
    return [
        {
            "id": number,
            "start": round(start / rate * 1000),
            "end": round(end / rate * 1000),
            "time_base": MILLISECOND,
            "metadata": {"title": title},
        }
        for number, ((start, title), end) in enumerate(zip(starts, ends, strict=True), 1)
    ]


def _subtitle_stream(film: Film, target: av.container.OutputContainer) -> Any:
    stream: Any = target.add_stream("mov_text")
    # Without a header the encoder refuses to open; an empty one gives the default style.
    stream.codec_context.subtitle_header = b""
    if film.language:
        stream.metadata["language"] = film.language
    return stream


def _subtitle_packets(film: Film, stream: Any) -> Iterator[Any]:
    """Yield the track's samples: one a cue, and an empty one for each gap, so that words go when they should."""
    position = 0
    for cue in film.cues:
        start, end = round(cue.start * 1000), round(cue.end * 1000)
        if start > position:
            yield _sample(stream, "", position, start)
        yield _sample(stream, cue.text, start, end)
        position = end


def _sample(stream: Any, text: str, start: int, end: int) -> Any:
    import av

    data = text.encode()
    packet = av.Packet(len(data).to_bytes(2, "big") + data)
    packet.stream, packet.time_base = stream, MILLISECOND
    packet.pts = packet.dts = start
    packet.duration = end - start
    return packet
