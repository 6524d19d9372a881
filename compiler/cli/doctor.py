"""``scenec doctor``: what is installed, configured and reachable. Tells whether a secret is there, never what it is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console

_SIGNS = {"ok": "ok", "note": "–", "bad": "!!"}


@click.command("doctor", short_help="Tell what is installed, configured and reachable.")
@params.as_json
@click.option("--offline", is_flag=True, help="Ask no address whether it answers.")
@params.common
@pass_console
def command(console: Console, as_json: bool, offline: bool) -> int:
    """Tell what is installed, configured and reachable from this folder. Never shows a secret.

    Exits with 0 whatever it finds; "!!" marks what a render would stumble over, and says how to mend it.
    """
    from compiler.cli.examination import Finding, examine

    def findings() -> Iterator[Finding]:
        for finding in examine(Path.cwd(), reach=not offline):
            console.detail(f"looked at {finding.subject}")
            yield finding

    found = list(findings())
    if as_json:
        console.result(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2) + "\n")
        return exit_codes.DONE
    from compiler.text.width import width

    column = max(width(one.subject) for one in found)
    colours = {"ok": "32", "note": "2", "bad": "1;31"} if console.colourful(sys.stdout) else {}
    for one in found:
        sign = f"{_SIGNS[one.state]:<2}"
        painted = f"\x1b[{colours[one.state]}m{sign}\x1b[0m" if colours else sign
        console.result(f"{painted}  {one.subject}{' ' * (column - width(one.subject))}  {one.detail}\n")
        if one.advice:
            console.result(f"    {' ' * column}  {one.advice}\n")
    bad = sum(one.state == "bad" for one in found)
    console.report("everything that a render needs is here" if not bad else f"{bad} to mend")
    return exit_codes.DONE
