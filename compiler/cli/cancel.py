"""``scenec cancel``: nothing more is submitted for a run."""

from __future__ import annotations

import json
from pathlib import Path

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.ledgers import open_ledger, run_named


@click.command("cancel", short_help="Submit nothing more for a run.")
@click.argument("run", metavar="RUN")
@params.as_json
@params.common
@pass_console
def command(console: Console, run: str, as_json: bool) -> int:
    """Cancel a run: nothing more is submitted for it, and what is paid for is still fetched."""
    from compiler.runner.ledger import runs

    with open_ledger(Path()) as database:
        row = run_named(database, run)
        canceled = database.write(lambda transaction: runs.cancel_run(transaction, row.run))
        clips = database.read(lambda transaction: runs.snapshot(transaction, row.run))
    under_way = sum(clip.state in {"sending", "waiting", "finished"} for clip in clips)
    if as_json:
        console.result(json.dumps({"run": row.run, "canceled": canceled, "under_way": under_way}) + "\n")
    elif canceled:
        console.report(f"canceled {row.run}; {under_way} clips are paid for and still fetched")
    else:
        console.report(f"{row.run} had ended before: {row.state}")
    return exit_codes.DONE
