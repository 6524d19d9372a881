"""``scenec pick``: choose the take of a clip that the film shows."""

from __future__ import annotations

import json
from pathlib import Path

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.errors import CommandError
from compiler.cli.scripts import ScriptOptions, inputs_refused, jobs
from compiler.cli.tables import number


@click.command("pick", short_help="Choose a clip's take.")
@click.argument("path", metavar="FILE")
@click.argument("clip", metavar="CLIP")
@click.argument("take", metavar="TAKE", type=click.IntRange(1))
@click.option("--provider", metavar="NAME", help="The provider that made the take; by default the configured one.")
@params.as_json
@params.film_options
@params.common
@pass_console
def command(
    console: Console, path: str, clip: str, take: int, provider: str | None, as_json: bool, options: ScriptOptions
) -> int:
    """Choose take TAKE of clip CLIP for the script FILE. The choice is kept in scenec.lock; the next render assembles
    the film with it and pays for nothing that is there."""
    from compiler.cli.ledgers import open_ledger
    from compiler.cli.lockfile import film_key, pin_take, read_lock, takes_of
    from compiler.cli.session import load_settings, refusals
    from compiler.cli.take_list import Cut, list_takes
    from compiler.runner.prepare import prepare
    from compiler.runner.rehearsal import filed_under
    from compiler.runner.store import clip_key, open_store

    compilation = jobs(path, options)[0].compilation
    if compilation.failed:
        raise CommandError(f"{path} has errors; scenec check {path} shows them", exit_codes.SCRIPT)
    with inputs_refused():
        manifest = json.loads(compilation.manifest_json())
    folder = Path(compilation.files.location("."))
    chosen = takes_of(read_lock(folder, compilation), manifest)
    clips = {one.clip: one for one in prepare(manifest, chosen).clips}
    if clip not in clips:
        raise CommandError(f"{path} has no clip {clip}; it has {', '.join(clips)}")
    settings = load_settings(folder)
    with refusals():
        store = open_store(settings.store, settings.state / "copies", settings.variables("AWS_", "GOOGLE_"))
        with open_ledger(folder) as database:
            made_by = filed_under(settings, provider or settings.render.provider, database)
            takes = [one for one in list_takes(database, store, Cut(manifest, chosen, made_by)) if one.clip == clip]
        picked = next((one for one in takes if one.take == take and one.state == "done"), None)
        if picked is None:
            there = ", ".join(str(one.take) for one in takes if one.state == "done") or "none"
            again = f"scenec render {path} --retake {clip}"
            raise CommandError(f"clip {clip} has no finished take {take}; there are {there}; {again} makes another")
        pin_take(folder, film_key(compilation), clips[clip], take, picked.seed)
        chosen = takes_of(read_lock(folder, compilation), manifest)
        anew = [
            one
            for one in prepare(manifest, chosen).clips
            if one.identity != clips[one.clip].identity
            and store.find(clip_key(made_by, one.identity, one.take)) is None
        ]
    if as_json:
        content = {"clip": clip, "take": take, "generated_anew": [one.clip for one in anew]}
        console.result(json.dumps(content) + "\n")
    console.report(f"picked take {take} of {clip}; scenec render {path} assembles the film with it")
    if anew:
        price = f"{number(sum(one.amount for one in anew))} {anew[0].currency}"
        names = ", ".join(one.clip for one in anew)
        console.report(f"note: the next render generates {names} anew for {price}, which continues from that take")
    return exit_codes.DONE
