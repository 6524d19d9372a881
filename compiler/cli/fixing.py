"""``check --fix``: applies the fixes of a script's diagnostics to the files on disk until none is left."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.cli.console import Console
from compiler.cli.errors import CommandError
from compiler.cli.files import encode, write_files
from compiler.cli.scripts import ScriptOptions, diagnostics_of, jobs

if TYPE_CHECKING:
    from compiler.diagnostics.model import Diagnostic, Edit
    from compiler.text.source import Source

ROUNDS = 20
"""How often a script is checked again. A fix may uncover another; two that undo each other would never end."""


def fix_scripts(console: Console, paths: Sequence[str], options: ScriptOptions) -> None:
    """Mend each script and what it includes, and report what was done. Raises CommandError as ``jobs`` does."""
    if "-" in paths:
        raise CommandError("check --fix writes files back, which standard input is not; give a file's name")
    for path in dict.fromkeys(paths):
        _fix_script(console, path, options)


def _fix_script(console: Console, path: str, options: ScriptOptions) -> None:
    for _ in range(ROUNDS):
        compiled = jobs(path, options)
        chosen, edits = choose(diagnostics_of(compiled))
        if not chosen:
            return
        files = compiled[0].compilation.files
        main = compiled[0].compilation.source
        write_files(
            {
                Path(path) if source is main else Path(files.location(source.relative)): [
                    encode(source, apply(source.text, of_source))
                ]
                for source, of_source in edits.items()
            }
        )
        for one in chosen:
            first = one.span.first
            title = one.fix.title if one.fix is not None else ""
            console.report(f"fixed {one.code} at {one.span.source.name}:{first.line}:{first.column}: {title}")
    console.complain(f"{path}: some fixes undo each other and were given up after {ROUNDS} rounds")


def choose(found: Sequence[Diagnostic]) -> tuple[list[Diagnostic], dict[Source, list[Edit]]]:
    """Return the diagnostics whose fixes can be applied together, first come first served, and their edits by file.

    Two fixes that touch the same place are left for another round, all or nothing.
    """
    chosen: list[Diagnostic] = []
    edits: dict[Source, list[Edit]] = {}
    for one in found:
        if one.fix is None:
            continue
        if any(_meets(edit, taken) for edit in one.fix.edits for taken in edits.get(edit.span.source, ())):
            continue
        chosen.append(one)
        for edit in one.fix.edits:
            edits.setdefault(edit.span.source, []).append(edit)
    return chosen, edits


def _meets(left: Edit, right: Edit) -> bool:
    # Edits that only touch count too: two insertions at one place would come out in an order that nobody chose.
    return left.span.start <= right.span.end and right.span.start <= left.span.end


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Return ``text`` with edits that do not overlap applied."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: edit.span.start):
        pieces += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    return "".join([*pieces, text[at:]])
