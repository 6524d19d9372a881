"""From clips to a film: one MP4 with picture, one continuous sound track, subtitles and chapters."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from compiler.media import subtitles
from compiler.media.conform import conform
from compiler.media.errors import MediaError
from compiler.media.film import Film, write_film
from compiler.media.forms import Choice, choose
from compiler.media.loudness import Loudness, measure, settle
from compiler.media.probe import ClipReport, probe
from compiler.media.soundtrack import mix
from compiler.media.subtitles import Cue
from compiler.media.timeline import AssemblyClip, Placed, lay_out

Progress = Callable[[str, float], None]
"""Called with what is being done (``probe``, ``conform``, ``measure``, ``write``) and how much of it is, 0 to 1."""


@dataclass(frozen=True, slots=True)
class AssemblyReport:
    """What became of the clips.

    ``size`` in bytes. ``starts`` are the clips' places in seconds. ``copied`` counts frames taken over as they were,
    ``encoded`` those that were not; ``conformed`` are the clips that had to be brought into the film's form.
    ``loudness`` is that of the clips as they came, with the gain that was then given. ``cues`` are in film time.
    """

    path: Path
    seconds: float
    frames: int
    width: int
    height: int
    rate: Fraction
    size: int
    starts: tuple[float, ...]
    copied: int
    encoded: int
    conformed: tuple[str, ...]
    loudness: Loudness
    cues: tuple[Cue, ...]
    notes: tuple[str, ...]


def assemble(
    clips: Sequence[AssemblyClip],
    output: Path,
    *,
    title: str | None = None,
    language: str | None = None,
    size: tuple[int, int] | None = None,
    rate: Fraction | int | None = None,
    cache: Path | None = None,
    normalise: bool = True,
    on_progress: Progress | None = None,
) -> AssemblyReport:
    """Join ``clips`` into ``output``, written beside and renamed.

    Clips that agree with the largest group (or with ``size`` and ``rate``, where given) are copied; others are brought
    into its form, kept in ``cache`` by content where that is given. Sound is brought to −16 LUFS unless ``normalise``
    is false. ``language`` is an ISO 639-2 code for the sound and the subtitles. Raises ``MediaError`` for no clips, a
    damaged clip, and an output that cannot be written; nothing is left half-written.
    """
    progress = on_progress or (lambda stage, share: None)
    if not clips:
        raise MediaError(f"cannot write {output}: there are no clips")
    _check_output(output)
    reports = _probe_all(clips, progress)
    choice = choose(reports, size, Fraction(rate) if rate is not None else None)
    notes = [f"{clips[number].label}: {why}" for number, why in choice.differing.items()]
    notes += _sound_notes(clips, reports)
    notes += _length_notes(clips, reports)
    with TemporaryDirectory(prefix="scenec-conform-") as temporary:
        pictures = _conform_all(reports, choice, cache or Path(temporary), progress)
        placed, shortened = lay_out(clips, [picture.frames for picture in pictures], choice.form.rate)
        notes += shortened
        loudness = _measure(placed, reports, choice.form.rate, progress) if normalise else None
        if loudness is not None and loudness.integrated is None and any(report.audio for report in reports):
            notes.append("no sound can be heard in any clip")
        film = Film(
            placed=placed,
            pictures=pictures,
            sounds=reports,
            choice=choice,
            loudness=loudness or Loudness(None, 0.0),
            cues=_film_cues(placed, choice.form.rate),
            title=title,
            language=language,
        )
        frames, encoded = write_film(film, output, lambda share: progress("write", share))
    conformed = tuple(clips[number].label for number in choice.differing)
    return AssemblyReport(
        path=output,
        seconds=float(frames / choice.form.rate),
        frames=frames,
        width=choice.form.width,
        height=choice.form.height,
        rate=choice.form.rate,
        size=output.stat().st_size,
        starts=tuple(float(here.start / choice.form.rate) for here in placed),
        copied=frames - encoded - sum(pictures[number].frames for number in choice.differing),
        encoded=encoded,
        conformed=conformed,
        loudness=film.loudness,
        cues=tuple(film.cues),
        notes=tuple(notes),
    )


def _check_output(output: Path) -> None:
    if output.is_dir():
        raise MediaError(f"cannot write {output}: it is a folder")
    if not output.parent.is_dir():
        raise MediaError(f"cannot write {output}: there is no folder {output.parent}")
    if not os.access(output.parent, os.W_OK):
        raise MediaError(f"cannot write {output}: permission denied in {output.parent}")


def _probe_all(clips: Sequence[AssemblyClip], progress: Progress) -> list[ClipReport]:
    reports: list[ClipReport] = []
    known: dict[Path, ClipReport] = {}
    with ThreadPoolExecutor(2, thread_name_prefix="media-probe") as threads:
        paths = list(dict.fromkeys(clip.path for clip in clips))
        for path, report in zip(paths, threads.map(probe, paths), strict=True):
            known[path] = report
            progress("probe", len(known) / len(paths))
    for clip in clips:
        report = known[clip.path]
        if report.problems:
            raise MediaError(f"cannot use {clip.path}: {'; '.join(report.problems)}")
        reports.append(report)
    return reports


def _sound_notes(clips: Sequence[AssemblyClip], reports: Sequence[ClipReport]) -> list[str]:
    mute = [clip.label for clip, report in zip(clips, reports, strict=True) if report.audio is None]
    if len(mute) == len(clips):
        return ["no clip has sound: the film is silent"]
    return [f"{label}: it has no sound; silence is put under it" for label in mute]


def _length_notes(clips: Sequence[AssemblyClip], reports: Sequence[ClipReport]) -> list[str]:
    notes: list[str] = []
    for clip, report in zip(clips, reports, strict=True):
        if clip.duration is not None and abs(report.seconds - clip.duration) > 0.1:
            notes.append(f"{clip.label}: it lasts {report.seconds:.2f} s where {clip.duration:g} s were ordered")
    return notes


def _conform_all(reports: Sequence[ClipReport], choice: Choice, folder: Path, progress: Progress) -> list[ClipReport]:
    pictures = list(reports)
    for done, number in enumerate(choice.differing):
        progress("conform", done / len(choice.differing))
        pictures[number] = probe(conform(reports[number].path, choice.form, choice.number, folder))
        if pictures[number].problems:
            raise MediaError(f"cannot conform {reports[number].path}: {'; '.join(pictures[number].problems)}")
    return pictures


def _measure(placed: Sequence[Placed], reports: Sequence[ClipReport], rate: Fraction, progress: Progress) -> Loudness:
    def watched() -> Any:
        for done, block in enumerate(mix(placed, reports, rate), 1):
            yield block
            progress("measure", done / len(placed))

    return settle(measure(watched()), lambda: mix(placed, reports, rate))


def _film_cues(placed: Sequence[Placed], rate: Fraction) -> list[Cue]:
    cues: list[Cue] = []
    for here in placed:
        start, end = float(here.start / rate), float(here.end / rate)
        cues += [Cue(start + cue.start, min(start + cue.end, end), cue.text) for cue in here.clip.cues]
    return subtitles.tidy(cues)
