"""From a run's clips to the film: the last step of a render."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.cli.console import Console
from compiler.cli.errors import CommandError

if TYPE_CHECKING:
    from compiler.cli.progress import Reporter
    from compiler.media.timeline import AssemblyClip
    from compiler.runner.runner import Progress, Runner


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
