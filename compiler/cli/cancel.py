"""``scenec cancel``: nothing more is submitted for a run."""

from __future__ import annotations

import json
from pathlib import Path

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.ledgers import is_attended, open_ledger, run_named


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
        attended = is_attended(database, row)
    settings = load_settings(folder)
    # The sandbox inside a render is gone with it, and its clips with the sandbox.
    reachable = attended or row.provider != SANDBOX or address or settings.provider(SANDBOX).base_url
    console.report(_said(row.run, canceled, under_way, fetched=bool(reachable)))
    code = exit_codes.DONE
    if under_way and reachable and not attended:
        code = go_on(console, folder, row, address, as_json=False, again=f"scenec cancel {row.run}")
    if as_json:
        console.result(json.dumps({"run": row.run, "canceled": canceled, "under_way": under_way}) + "\n")
    return code


def _said(run: str, canceled: bool, under_way: int, *, fetched: bool) -> str:
    if not canceled:
        return f"{run} had ended before"
    if not under_way:
        return f"canceled {run}; none of its clips is under way"
    count = "1 clip" if under_way == 1 else f"{under_way} clips"
    if not fetched:
        return f"canceled {run}; {count} under way went with the sandbox inside the render, which costs nothing"
    return f"canceled {run}; {count} {'is' if under_way == 1 else 'are'} paid for and still fetched"
