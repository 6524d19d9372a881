"""``scenec compile``: the manifest on stdout, or the manifest and every payload in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.errors import CommandError, os_error
from compiler.cli.files import write_files
from compiler.cli.scripts import Job, ScriptOptions, inputs_refused, jobs, report

if TYPE_CHECKING:
    from compiler.driver import Compilation

MANIFEST = "manifest.json"


@click.command("compile", short_help="Write the manifest: every clip's payload.")
@click.argument("path", metavar="FILE")
@click.option(
    "-o", "--output", "output", metavar="DIR", help="Write manifest.json and one payload a clip into this folder."
)
@params.diagnostics_format
@params.script_options
@params.common
@pass_console
def command(
    console: Console,
    path: str,
    output: str | None,
    format_name: str,
    options: ScriptOptions,
) -> int:
    """Compile the script FILE ("-" is standard input) and write its manifest to stdout.

    With --each stdout gets one array with a manifest a row, and -o DIR one folder a row. Nothing is written where the
    script has errors.
    """
    compiled = jobs(path, options)
    if report(console, compiled, format_name, options.strict):
        return exit_codes.SCRIPT
    with inputs_refused():
        if output is None:
            console.result_bytes(
                _array(compiled) if options.table is not None else compiled[0].compilation.manifest_chunks()
            )
        else:
            _write_folders(console, compiled, Path(output))
    return exit_codes.DONE


def _array(compiled: Sequence[Job]) -> Iterator[bytes]:
    for number, job in enumerate(compiled):
        yield b",\n" if number else b"[\n"
        yield job.compilation.manifest_json().rstrip()
    yield b"\n]\n"


def _write_folders(console: Console, compiled: Sequence[Job], output: Path) -> None:
    for job in compiled:
        folder = output / job.row.name if job.row is not None else output
        clips = write_folder(job.compilation, folder)
        console.report(f"wrote {MANIFEST} and {clips} payload{'' if clips == 1 else 's'} to {folder}")


def write_folder(compilation: Compilation, folder: Path) -> int:
    """Write a compilation's payloads and its manifest, the manifest last, and return the number of clips.

    Payloads that an earlier manifest of the same folder names and this one does not are removed; other files stay.
    Raises CommandError where something cannot be written; the folder is then as it was.
    """
    if folder.exists() and not folder.is_dir():
        raise CommandError(f"cannot write to {folder}: a file is there; name a folder")
    try:
        made = _make(folder)
    except OSError as error:
        error.filename = None
        raise CommandError(f"cannot write to {folder}: {os_error(error)}; name a folder that can be made") from error
    stale = _payloads_of(folder)
    files: dict[Path, Iterable[bytes]] = {
        folder / f"{clip.id}.json": _payload(compilation, index) for index, clip in enumerate(compilation.film.clips)
    }
    try:
        write_files({**files, folder / MANIFEST: compilation.manifest_chunks()})
    except BaseException:
        for empty in made:
            with suppress(OSError):
                empty.rmdir()
        raise
    for path in stale - set(files):
        path.unlink(missing_ok=True)
    return len(files)


def _payload(compilation: Compilation, index: int) -> Iterator[bytes]:
    yield compilation.payload_json(compilation.film.clips[index])


def _make(folder: Path) -> list[Path]:
    """Make a folder and its parents; return those that were made, the innermost first."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _payloads_of(folder: Path) -> set[Path]:
    """Return the payload files of the manifest that lies in ``folder``; none where there is no manifest of ours."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        names = [clip["id"] for clip in manifest["clips"]] if "scenec" in manifest else []
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {folder / f"{name}.json" for name in names if isinstance(name, str) and name.isalnum()}
