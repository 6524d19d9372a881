"""``scenec fmt``: the canonical form, in place."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.errors import CommandError
from compiler.cli.files import encode, write_file
from compiler.cli.scripts import inputs_refused, render


@click.command("fmt", short_help="Bring a script into its canonical form.")
@click.argument("paths", nargs=-1, required=True, metavar="FILE…")
@click.option("--check", "check", is_flag=True, help="Change nothing; exit with 1 where something would change.")
@click.option("--diff", "diff", is_flag=True, help="Change nothing; write what would change to stdout.")
@params.common
@pass_console
def command(console: Console, paths: tuple[str, ...], check: bool, diff: bool) -> int:
    """Format each script FILE in place; "-" formats standard input to stdout.

    Lines that cannot be read stay as they are, are reported, and make the exit code 1.
    """
    if "-" in paths and len(paths) > 1:
        raise CommandError('"-" stands alone: standard input is formatted to stdout, files in place')
    from compiler.driver import load
    from compiler.syntax.formatter import format_file
    from compiler.syntax.parser import parse

    broken = differs = False
    for path in dict.fromkeys(paths):
        with inputs_refused():
            source = load(path)
        file = parse(source)
        if file.diagnostics:
            broken = True
            console.complain(render(console, file.diagnostics, "text", False, sys.stderr))
        text = format_file(file)
        changed = text != source.text
        differs = differs or changed
        if diff:
            console.result(_difference(source.name, source.text, text))
        if path == "-":
            if not (check or diff):
                console.result_bytes([encode(source, text)])
        elif changed and not (check or diff):
            write_file(Path(path), [encode(source, text)])
            console.report(f"formatted {path}")
        if changed and check:
            console.report(f"{path} would be formatted")
    return exit_codes.SCRIPT if broken or (check and differs) else exit_codes.DONE


def _difference(name: str, old: str, new: str) -> str:
    from difflib import unified_diff

    lines = unified_diff(_lines(old), _lines(new), f"{name}", f"{name} (formatted)")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """Split at \\n only: other line separators are part of the text."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + ([last] if (last := text.rsplit("\n", 1)[-1]) else [])
