"""``scenec check``: diagnostics, which are its result and go to stdout; the count goes to stderr."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.scripts import ScriptOptions, diagnostics_of, jobs, render, summary

if TYPE_CHECKING:
    from compiler.diagnostics.model import Diagnostic


@click.command("check", short_help="Say what is wrong with a script.")
@click.argument("paths", nargs=-1, required=True, metavar="FILE…")
@click.option("--fix", "fix", is_flag=True, help="Apply the fixes there are, then check again.")
@params.diagnostics_format
@params.as_json
@params.script_options
@params.common
@pass_console
def command(
    console: Console,
    paths: tuple[str, ...],
    fix: bool,
    format_name: str,
    as_json: bool,
    options: ScriptOptions,
) -> int:
    """Say what is wrong with each script FILE ("-" is standard input), and mend what can be mended with --fix.

    Exits with 1 where a script has errors; warnings count as errors with --strict.
    """
    if fix:
        from compiler.cli.fixing import fix_scripts

        fix_scripts(console, paths, options)
    found: list[Diagnostic] = []
    failed = False
    for path in dict.fromkeys(paths):
        compiled = jobs(path, options)
        found += diagnostics_of(compiled)
        failed = failed or any(job.compilation.failed for job in compiled)
    console.result(render(console, found, "json" if as_json else format_name, options.strict, sys.stdout))
    console.report(summary(found, options.strict))
    return exit_codes.SCRIPT if failed else exit_codes.DONE
