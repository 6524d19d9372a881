"""``scenec explain``: a diagnostic at length."""

from __future__ import annotations

import json

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.errors import CommandError


@click.command("explain", short_help="Explain a diagnostic.")
@click.argument("code", required=False)
@params.as_json
@params.common
@pass_console
def command(console: Console, code: str | None, as_json: bool) -> int:
    """Explain a diagnostic's CODE, with a script that gives it and one that does not; without CODE, list them all."""
    from compiler.diagnostics.codes import CODES
    from compiler.diagnostics.explain import explanation

    if code is None:
        if as_json:
            console.result(json.dumps([{"code": one, "title": title} for one, title in CODES.items()], indent=2) + "\n")
        else:
            console.result("".join(f"{one}  {title}\n" for one, title in CODES.items()))
        return exit_codes.DONE
    try:
        found = explanation(code)
    except KeyError as error:
        raise CommandError(f"there is no diagnostic {code!r}; {_hint(code, list(CODES))}") from error
    if as_json:
        content = {
            "code": found.code,
            "title": CODES[found.code],
            "text": found.text,
            "wrong": found.wrong,
            "right": found.right,
        }
        console.result(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    else:
        console.result(found.text)
    return exit_codes.DONE


def _hint(code: str, codes: list[str]) -> str:
    from difflib import get_close_matches

    same_number = [known for known in codes if known[1:] == code[1:]]
    near = same_number or get_close_matches(code.upper(), codes, n=1)
    return f"did you mean {near[0]}?" if near else "scenec explain lists them all"
