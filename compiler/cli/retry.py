"""``scenec retry``: run a run's failed clips again."""

from __future__ import annotations

import json
from pathlib import Path

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.errors import CommandError
from compiler.cli.ledgers import open_ledger, run_named


@click.command("retry", short_help="Run failed clips again.")
@click.argument("run", metavar="[RUN]", required=False)
@click.option(
    "--resubmit",
    "resubmit",
    multiple=True,
    metavar="CLIP",
    help="Pay again for this clip of unknown outcome; may be repeated.",
)
@click.option("--provider-url", metavar="URL", help="The provider's address, in place of the run's own.")
@click.option("--detach", is_flag=True, help="Leave the work to scenec worker and return.")
@params.project
@params.as_events
@params.common
@pass_console
def command(
    console: Console,
    run: str | None,
    resubmit: tuple[str, ...],
    provider_url: str | None,
    detach: bool,
    project: str,
    as_json: bool,
) -> int:
    """Run the failed and halted clips of a run again, the latest run by default. Each that was refused or failed at the
    vendor is a new submission; a damaged file is only fetched again. A clip of unknown outcome is paid for again with
    --resubmit only."""
    from compiler.cli.going_on import go_on
    from compiler.runner.ledger import runs, schema
    from compiler.runner.ledger.keepers import hand_over
    from compiler.runner.ledger.reopening import reopen

    folder = Path(project)
    with open_ledger(folder) as database:
        row = run_named(database, run)
        states = {
            clip.clip: clip.state for clip in database.read(lambda transaction: runs.snapshot(transaction, row.run))
        }
        for clip in resubmit:
            if clip not in states:
                raise CommandError(f"run {row.run} has no clip {clip}; scenec status {row.run} lists them")
        schema.create(database)
        again = database.write(lambda transaction: reopen(transaction, row.run, frozenset(resubmit)))
        if detach and again:
            database.write(lambda transaction: hand_over(transaction, row.run))
        address = provider_url or database.read(lambda transaction: runs.address_of(transaction, row.run))
    if as_json:
        console.result(json.dumps({"event": "retry", "run": row.run, "clips": again}) + "\n")
    for clip in resubmit:
        if states[clip] != "unknown":
            console.report(f"{clip} is {states[clip]}, not unknown: nothing is paid for again because of --resubmit")
    console.report(f"again: {', '.join(again)}" if again else "no clip can be tried again")
    left = [clip for clip, state in states.items() if state == "unknown" and clip not in resubmit]
    if left:
        console.report(f"{', '.join(left)}: still unknown, and paid for again with --resubmit only")
    if not again or detach:
        return exit_codes.CLIP_FAILED if left and not again else exit_codes.DONE
    return go_on(console, folder, row, address, as_json=as_json, again=f"scenec retry {row.run}")
