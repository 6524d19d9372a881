"""What a clip is and whether it is whole: the file's structure, every packet's header and, on request, every frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.media.boxes import walk
from compiler.media.errors import cannot, reason_of

if TYPE_CHECKING:
    import av

DARK = 20
"""Mean luma (of 16 to 235) under which a frame counts as black."""
STILL = 4
"""Change of luma, at the place where it changes most, under which two frames count as equal: coding noise."""


@dataclass(frozen=True, slots=True)
class ClipReport:
    """What a file holds.

    ``problems`` say why it cannot be used; where there are any the other fields may be empty. ``oddities`` are what a
    person should know of a usable clip. ``frames`` counts video packets. ``seconds`` is the length of the picture.
    ``rate`` is in frames a second; ``steady`` says that every frame stands on its place in that rate. ``starts`` is its
    first moment.
    ``keys`` are the frames, counted from 0 in order of presentation, at which the clip can be cut: decoding can start
    there, and nothing before is needed after; ``ahead`` is by how many frames the decoding order runs ahead.
    ``colour`` are primaries, transfer, matrix and range as the codec numbers them. ``aspect`` is a
    pixel's. ``parameters`` are the codec's own (extradata).
    """

    path: Path
    problems: tuple[str, ...] = ()
    oddities: tuple[str, ...] = ()
    codec: str = ""
    pixels: str = ""
    width: int = 0
    height: int = 0
    aspect: Fraction = Fraction(1)
    rate: Fraction = Fraction(0)
    steady: bool = False
    frames: int = 0
    seconds: float = 0.0
    starts: float = 0.0
    keys: tuple[int, ...] = ()
    ahead: int = 0
    parameters: bytes = b""
    colour: tuple[int, int, int, int] = (2, 2, 2, 0)
    audio: str | None = None
    audio_rate: int = 0
    audio_channels: int = 0
    audio_seconds: float = 0.0

    @property
    def usable(self) -> bool:
        """Whether nothing speaks against using the clip."""
        return not self.problems


def probe(path: Path, *, decode: bool = False, seconds: float | None = None) -> ClipReport:
    """Return what the file at ``path`` is.

    Reads the structure and every packet's header (about 30 ms for 15 s); with ``decode`` every frame too (a second or
    two). ``seconds`` is the length that it should have, to within half a second. Never raises for what a file holds;
    raises ``MediaError`` where it cannot be read at all.
    """
    try:
        _, problem = walk(path)
    except OSError as error:
        raise cannot("read", path, error) from None
    if problem:
        return ClipReport(path, (problem,))
    import av

    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                return ClipReport(path, ("it has no picture",))
            report = _read_packets(path, container)
        if decode and report.usable:
            report = _with(report, *_decode(report))
    except (av.FFmpegError, ValueError) as error:
        return ClipReport(path, (f"it cannot be read: {reason_of(error)}",))
    if seconds is not None and report.usable and abs(report.seconds - seconds) > 0.5:
        return _with(report, [], [f"it lasts {report.seconds:.2f} s where {seconds:g} s were asked for"])
    return report


def _with(report: ClipReport, problems: Iterable[str], oddities: Iterable[str]) -> ClipReport:
    from dataclasses import replace

    return replace(report, problems=(*report.problems, *problems), oddities=(*report.oddities, *oddities))


def _read_packets(path: Path, container: av.container.InputContainer) -> ClipReport:
    video = container.streams.video[0]
    sound = container.streams.audio[0] if container.streams.audio else None
    problems: list[str] = []
    moments: list[int] = []
    keys: list[int] = []
    sound_ends = 0.0
    corrupt = hidden = 0
    streams = [video, sound] if sound is not None else [video]
    for packet in container.demux(streams):
        if packet.size == 0 or packet.pts is None or packet.time_base is None:
            continue
        corrupt += bool(packet.is_corrupt)
        hidden += bool(packet.is_discard) and packet.stream is video
        if packet.stream is video:
            moments.append(packet.pts)
            if packet.is_keyframe:
                keys.append(packet.pts)
        else:
            sound_ends = max(sound_ends, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    announced = video.frames
    if corrupt:
        problems.append(f"{corrupt} packets are damaged")
    if announced and len(moments) < announced:
        problems.append(f"{len(moments)} of {announced} frames are there")
    if len(moments) < 2:
        problems.append("it has no moving picture")
        return ClipReport(path, tuple(problems))
    rate = Fraction(video.average_rate or video.guessed_rate or 0)
    step = float(1 / (rate * video.time_base)) if rate and video.time_base else 0.0
    first = min(moments)
    places = [round((moment - first) / step) for moment in moments] if step else []
    steady = bool(step) and all(
        abs(moment - first - place * step) <= max(step / 8, 1) for moment, place in zip(moments, places, strict=True)
    )
    steady = steady and not hidden and sorted(places) == list(range(len(places)))
    context = video.codec_context
    oddities = [] if sound is not None else ["it has no sound"]
    if not steady:
        oddities.append("its frame rate varies")
    last = max(moments)
    span = (last - first + step) * float(video.time_base or 0)
    return ClipReport(
        path=path,
        problems=tuple(problems),
        oddities=tuple(oddities),
        codec=context.name,
        pixels=context.pix_fmt or "",
        width=context.width,
        height=context.height,
        aspect=Fraction(video.sample_aspect_ratio or 1) or Fraction(1),
        rate=rate,
        steady=steady,
        frames=len(moments),
        seconds=span,
        starts=first * float(video.time_base or 0),
        keys=_cuts(places, {round((key - first) / step) for key in keys}) if steady else (),
        ahead=max((number - place for number, place in enumerate(places)), default=0),
        parameters=bytes(context.extradata or b""),
        colour=(context.color_primaries, context.color_trc, context.colorspace, context.color_range),
        audio=sound.codec_context.name if sound is not None else None,
        audio_rate=sound.codec_context.sample_rate if sound is not None else 0,
        audio_channels=len(sound.codec_context.layout.channels) if sound is not None else 0,
        audio_seconds=sound_ends,
    )


def _cuts(places: list[int], keys: set[int]) -> tuple[int, ...]:
    """Return the key frames that divide a clip: all that is decoded before is shown before, all after after."""
    cuts: list[int] = []
    latest = -1
    for number, place in enumerate(places):
        if place in keys and place == number and latest < place:
            cuts.append(place)
        latest = max(latest, place)
    return tuple(cuts)


def _decode(report: ClipReport) -> tuple[list[str], list[str]]:
    """Decode everything; return problems and oddities."""
    import av
    import numpy as np

    problems: list[str] = []
    count = bad = 0
    before: Any = None
    brightest = change = 0.0
    with av.open(str(report.path)) as container:
        for packet in container.demux(container.streams.video[0]):
            try:
                frames = packet.decode()
            except av.FFmpegError:
                bad += 1
                continue
            for frame in frames:
                assert isinstance(frame, av.VideoFrame)
                bad += bool(frame.is_corrupt)
                if count % 24 == 0:
                    small = frame.reformat(width=160, height=90, format="gray").to_ndarray()
                    brightest = max(brightest, float(small.mean()))
                    if before is not None:
                        change = max(change, float(np.abs(small.astype(np.int16) - before).max()))
                    before = small
                count += 1
    if bad:
        problems.append(f"{bad} frames are damaged")
    if count < report.frames - bad:
        problems.append(f"{count} of {report.frames} frames can be decoded")
    oddities: list[str] = []
    if count and brightest < DARK:
        oddities.append("it is black throughout")
    elif count > 24 and change < STILL:
        oddities.append("its picture never moves")
    if report.audio is not None:
        problems += _decode_sound(report.path)
    return problems, oddities


def _decode_sound(path: Path) -> list[str]:
    import av

    bad = 0
    with av.open(str(path)) as container:
        for packet in container.demux(container.streams.audio[0]):
            try:
                packet.decode()
            except av.FFmpegError:
                bad += 1
    return [f"{bad} packets of sound are damaged"] if bad else []
