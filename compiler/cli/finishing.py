"""From a run's clips to the film: the last step of a render."""

from __future__ import annotations

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
            cache=runner.settings.state / "conformed",
        )
    except (MediaError, OSError) as error:
        reason = " ".join(str(error).split())
        raise CommandError(f"{reason}; the clips are kept: the same command tries again and pays nothing") from None
    for note in report.notes:
        console.report(note)
    reporter.film(str(output), report.seconds)


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
