"""``scenec pick``: choose the take of a clip that the film shows."""

from __future__ import annotations

import json
from pathlib import Path

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.errors import CommandError
from compiler.cli.scripts import ScriptOptions, inputs_refused, jobs


@click.command("pick", short_help="Choose a clip's take.")
@click.argument("path", metavar="FILE")
@click.argument("clip", metavar="CLIP")
@click.argument("take", metavar="TAKE", type=click.IntRange(1))
@params.script_options
@params.common
@pass_console
def command(
    console: Console,
    path: str,
    clip: str,
    take: int,
    options: ScriptOptions,
) -> int:
    """Choose take TAKE of clip CLIP for the script FILE. The choice is kept in scenec.lock; the next render assembles
    the film with it and pays for nothing that is there."""
    from compiler.cli.ledgers import open_ledger
    from compiler.cli.lockfile import film_key, pin_take, read_lock, takes_of
    from compiler.cli.session import load_settings
    from compiler.runner.ledger import runs
    from compiler.runner.prepare import prepare

    compilation = jobs(path, options)[0].compilation
    if compilation.failed:
        raise CommandError(f"{path} has errors; scenec check {path} shows them", exit_codes.SCRIPT)
    with inputs_refused():
        manifest = json.loads(compilation.manifest_json())
    folder = Path(compilation.files.location("."))
    chosen = takes_of(read_lock(folder, compilation), manifest)
    wanted = next((one for one in prepare(manifest, chosen).clips if one.clip == clip), None)
    if wanted is None:
        raise CommandError(f"{path} has no clip {clip}; it has {', '.join(one['id'] for one in manifest['clips'])}")
    provider = load_settings(folder).render.provider
    with open_ledger(folder) as database:
        known = database.read(lambda transaction: runs.takes(transaction, provider, wanted.identity))
    done = [one.take for one in known if one.state == "done"]
    if take not in done:
        there = ", ".join(map(str, done)) or "none"
        raise CommandError(f"clip {clip} has no finished take {take}; there are {there}: scenec render --retake {clip}")
    pin_take(folder, film_key(compilation), clip, wanted.digest, take)
    console.report(f"picked take {take} of {clip}; scenec render {path} assembles the film with it")
    return exit_codes.DONE
