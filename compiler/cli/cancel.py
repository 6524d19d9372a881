"""``scenec cancel``: nothing more is submitted for a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.ledgers import open_ledger, run_named

if TYPE_CHECKING:
    from compiler.runner.database import Database
    from compiler.runner.ledger.runs import RunRow


@click.command("cancel", short_help="Submit nothing more for a run.")
@click.argument("run", metavar="RUN")
@click.option("--provider-url", metavar="URL", help="The provider's address, in place of the run's own.")
@params.project
@params.as_json
@params.common
@pass_console
def command(console: Console, run: str, provider_url: str | None, project: str, as_json: bool) -> int:
    """Cancel a run: nothing more is submitted for it, and what is paid for is still fetched: by the process that works
    on the run, or here where there is none."""
    from compiler.cli.going_on import go_on
    from compiler.cli.session import load_settings
    from compiler.runner.ledger import runs
    from compiler.settings import SANDBOX

    folder = Path(project)
    with open_ledger(folder) as database:
        row = run_named(database, run)
        canceled = database.write(lambda transaction: runs.cancel_run(transaction, row.run))
        clips = database.read(lambda transaction: runs.snapshot(transaction, row.run))
        under_way = sum(clip.state in {"sending", "waiting", "finished"} for clip in clips)
        address = provider_url or database.read(lambda transaction: runs.address_of(transaction, row.run))
        attended = _attended(database, row)
    count = "1 clip is" if under_way == 1 else f"{under_way} clips are"
    console.report(
        f"canceled {row.run}; {count} paid for and still fetched" if canceled else f"{row.run} had ended before"
    )
    settings = load_settings(folder)
    # The sandbox inside a render is gone with it, and its clips with the sandbox.
    reachable = row.provider != SANDBOX or address or settings.provider(SANDBOX).base_url
    code = exit_codes.DONE
    if under_way and reachable and not attended:
        code = go_on(console, folder, row, address, as_json=False, again=f"scenec cancel {row.run}")
    if as_json:
        console.result(json.dumps({"run": row.run, "canceled": canceled, "under_way": under_way}) + "\n")
    return code


def _attended(database: Database, row: RunRow) -> bool:
    """Tell whether somebody else works on a run."""
    from compiler.runner.ledger.keepers import keeper_of
    from compiler.runner.liveness import liveness

    keeper = database.read(lambda transaction: keeper_of(transaction, row.run))
    if row.detached or keeper is None:
        return row.detached
    locks = liveness(database)
    try:
        with locks.dead(keeper) as dead:
            return not dead
    finally:
        locks.release()
