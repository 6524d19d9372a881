"""From a run's clips to the film: the last step of a render."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.cli.console import Console
from compiler.cli.errors import CommandError
from compiler.cli.files import refuse_to_replace, try_place

if TYPE_CHECKING:
    from compiler.cli.progress import Reporter
    from compiler.media.timeline import AssemblyClip
    from compiler.runner.prepare import Film
    from compiler.runner.progress import Progress
    from compiler.runner.runner import Runner

FILM_SUFFIXES = (".mp4", ".m4v", ".mov")


def check_output(output: Path) -> None:
    """Find out before anything is spent whether a film can be written: by writing beside it. Raises CommandError."""
    folder = output.parent
    if output.is_dir():
        raise CommandError(f"cannot write {output}: a folder is there; name a file")
    if not folder.is_dir():
        raise CommandError(f"cannot write {output}: there is no folder {folder}; create it first")
    refuse_to_replace(output, FILM_SUFFIXES, "an MP4 film")
    try_place(output)


def complete(
    console: Console, runner: Runner, film: Film, progress: Progress, output: Path, reporter: Reporter
) -> None:
    """Put a finished run's film together and pin it in ``scenec.lock``, unless it is a draft. Raises CommandError."""
    from compiler.cli.lockfile import other_files, read_film, write_lock
    from compiler.runner.ledger.films import film_of, show

    manifest, run = film.manifest, progress.run.run
    finish(console, runner, manifest, progress, output, reporter)
    row = runner.database.read(lambda transaction: film_of(transaction, run))
    if row is not None and not row.draft and Path(row.project).is_dir():
        folder = Path(row.project)
        for clip in other_files(read_film(folder, row.name), manifest, progress.clips):
            console.report(f"note: {clip} is another file than scenec.lock had for it; the lock now has this one")
        write_lock(folder, row.name, json.loads(row.scenes), film, progress.clips)
    runner.database.write(lambda transaction: show(transaction, run))


def finish(
    console: Console,
    runner: Runner,
    manifest: Mapping[str, Any],
    progress: Progress,
    output: Path,
    reporter: Reporter,
) -> None:
    """Assemble a finished run's clips into ``output``. Raises CommandError; the clips stay in the store."""
    from compiler.media.assemble import assemble
    from compiler.media.errors import MediaError

    console.report(f"assembling {output}")
    try:
        report = assemble(
            assembly_clips(manifest, runner.films(progress)),
            output,
            title=manifest["film"],
            language=language_of(manifest),
            cache=runner.settings.state / "conformed",
        )
    except (MediaError, OSError) as error:
        reason = " ".join(str(error).split())
        raise CommandError(f"{reason}; the clips are kept: the same command tries again and pays nothing") from None
    for note in report.notes:
        console.report(note)
    reporter.film(str(output), report.seconds)


def language_of(manifest: Mapping[str, Any]) -> str | None:
    """Return the ISO 639-2 code of a film's spoken lines: ``zho`` for Han characters without kana or hangul, ``eng``
    for plain Latin letters, None where nothing is said or the letters do not tell."""
    lines = [cue["text"] for clip in manifest["clips"] for shot in clip["shots"] for cue in shot["dialogue"]]
    letters = [letter for line in lines for letter in line if letter.isalpha()]
    if not letters:
        return None
    if all(letter.isascii() for letter in letters):
        return "eng"
    han = sum(1 for letter in letters if unicodedata.name(letter, "").startswith("CJK"))
    others = sum(1 for letter in letters if not letter.isascii()) - han
    return "zho" if han > len(letters) / 2 and not others else None


def assembly_clips(manifest: Mapping[str, Any], paths: Sequence[Path]) -> list[AssemblyClip]:
    """Return a manifest's clips as assembly takes them: chapters where a scene begins, dialogue as subtitles."""
    from compiler.media.subtitles import Cue
    from compiler.media.timeline import AssemblyClip

    found: list[AssemblyClip] = []
    scene: int | None = None
    for clip, path in zip(manifest["clips"], paths, strict=True):
        cues: list[Cue] = []
        start = 0.0
        for shot in clip["shots"]:
            cues += [
                Cue(start + line["start"], start + line["end"], f"{line['speaker']}: {line['text']}")
                for line in shot["dialogue"]
            ]
            start += shot["duration"]
        opens = clip["scene"] != scene
        scene = clip["scene"]
        heading = clip["heading"] or f"Scene {scene}"
        found.append(
            AssemblyClip(
                path=path,
                duration=clip["duration"],
                transition=clip["transition"]["kind"],
                transition_seconds=clip["transition"]["seconds"],
                chapter=f"{scene} {heading}" if opens else None,
                cues=cues,
                name=clip["id"],
            )
        )
    return found
