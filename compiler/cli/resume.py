"""``scenec resume``: go on with an interrupted run, as rendering it again does."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.ledgers import open_ledger, run_named


@click.command("resume", short_help="Go on with an interrupted run.")
@click.argument("run", metavar="[RUN]", required=False)
@click.option("-o", "--output", metavar="FILM", help="Write the film here; by default where the run was told to.")
@click.option("--provider-url", metavar="URL", help="The provider's address, in place of the run's own.")
@params.project
@params.as_events
@params.common
@pass_console
def command(
    console: Console, run: str | None, output: str | None, provider_url: str | None, project: str, as_json: bool
) -> int:
    """Go on with a run that was interrupted, halted or canceled, the latest by default, as it was begun: the script may
    have changed since. A run whose clips are all there is put together. Nothing is paid for twice, and what failed is
    left to scenec retry."""
    from compiler.cli.going_on import go_on
    from compiler.runner.ledger import runs, schema
    from compiler.runner.ledger.films import is_shown
    from compiler.runner.ledger.reopening import reopen

    folder = Path(project)
    with open_ledger(folder) as database:
        row = run_named(database, run)
        schema.create(database)
        again = database.write(lambda transaction: reopen(transaction, row.run, failed=False))
        shown = database.read(lambda transaction: is_shown(transaction, row.run))
        address = provider_url or database.read(lambda transaction: runs.address_of(transaction, row.run))
    if as_json:
        console.result(json.dumps({"event": "resume", "run": row.run, "clips": again}) + "\n")
    console.report(f"going on with {row.run}: {', '.join(again)}" if again else f"{row.run}: no clip is left to do")
    if not again and row.state != "active" and (row.state != "done" or (shown and output is None)):
        return exit_codes.DONE if row.state == "done" else exit_codes.CLIP_FAILED
    if output is not None:
        row = replace(row, output=str(Path(output).resolve()))
    return go_on(console, folder, row, address, as_json=as_json, again=f"scenec resume {row.run}")
