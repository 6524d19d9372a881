"""``scenec retry``: run a run's failed clips again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.errors import CommandError
from compiler.cli.ledgers import open_ledger, run_named

if TYPE_CHECKING:
    from compiler.runner.ledger.runs import RunRow


@click.command("retry", short_help="Run failed clips again.")
@click.argument("run", metavar="RUN")
@click.option(
    "--resubmit", "resubmit", multiple=True, metavar="CLIP", help="Pay again for this clip of unknown outcome."
)
@click.option("--provider-url", metavar="URL", help="The provider's address, in place of the configured one.")
@click.option("--detach", is_flag=True, help="Leave the work to workers and return.")
@params.as_json
@params.common
@pass_console
def command(
    console: Console, run: str, resubmit: tuple[str, ...], provider_url: str | None, detach: bool, as_json: bool
) -> int:
    """Run a run's failed and halted clips again. Each that was refused or failed at the vendor is a new submission;
    a damaged file is only fetched again. A clip of unknown outcome is paid for again with --resubmit only."""
    from compiler.runner.ledger import runs, schema
    from compiler.runner.ledger.keepers import hand_over
    from compiler.runner.ledger.reopening import reopen

    with open_ledger(Path()) as database:
        row = run_named(database, run)
        known = {clip.clip for clip in database.read(lambda transaction: runs.snapshot(transaction, row.run))}
        for clip in resubmit:
            if clip not in known:
                raise CommandError(f"run {row.run} has no clip {clip}; scenec status {row.run} lists them")
        schema.create(database)
        again = database.write(lambda transaction: reopen(transaction, row.run, frozenset(resubmit)))
        if detach:
            database.write(lambda transaction: hand_over(transaction, row.run))
    if as_json:
        console.result(json.dumps({"event": "retry", "run": row.run, "clips": again}) + "\n")
    console.report(f"again: {', '.join(again)}" if again else "no clip can be tried again")
    if not again or detach:
        return exit_codes.DONE
    return _work(console, row, provider_url, as_json)


def _work(console: Console, row: RunRow, provider_url: str | None, as_json: bool) -> int:
    from compiler.cli.finishing import check_output, finish
    from compiler.cli.progress import Reporter
    from compiler.cli.rendering import exit_code, watch
    from compiler.cli.session import load_settings, session

    if row.output is not None:
        check_output(Path(row.output))
    with session(load_settings(Path()), provider=row.provider, provider_url=provider_url) as opened:
        runner = opened.runner
        reporter = Reporter(console, as_json)
        try:
            runner.ensure_started()
            runner.work_on(row.run)
            progress = watch(runner, row.run, reporter)
        except KeyboardInterrupt:
            console.complain("interrupted; nothing is lost: scenec retry goes on from here")
            return exit_codes.INTERRUPTED
        reporter.finished(progress)
        if progress.run.state != "done":
            return exit_code(progress)
        manifest: dict[str, Any] = runner.manifest(row.run)
        if row.output is not None:
            finish(console, runner, manifest, progress, Path(row.output), reporter)
    return exit_codes.DONE
