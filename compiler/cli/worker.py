"""``scenec worker``: do the work of detached runs."""

from __future__ import annotations

import signal
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler.cli import exit_codes, logs, params
from compiler.cli.console import Console, pass_console
from compiler.cli.progress import outage_line

if TYPE_CHECKING:
    from compiler.runner.circumstances import Outage


@click.command("worker", short_help="Work on queued runs until stopped.")
@click.option("--provider", metavar="NAME", help="The provider that --provider-url belongs to.")
@click.option("--provider-url", metavar="URL", help="The provider's address, in place of the configured one.")
@click.option(
    "--in-hand",
    type=click.IntRange(1),
    metavar="N",
    help="Have every worker of this database take at most N clips at once.",
)
@logs.log_format
@params.common
@pass_console
def command(
    console: Console, provider: str | None, provider_url: str | None, in_hand: int | None, log_format: str | None
) -> int:
    """Work on whatever is queued in SCENEC_DATABASE_URL (or the project's own database) until stopped.

    Start as many as you like, on as many machines: they share the vendor's limits, and take over from one that dies.
    """
    from compiler.cli.session import load_settings, refusals
    from compiler.runner.database import AwayError
    from compiler.runner.progress import close_settled
    from compiler.runner.runner import Runner
    from compiler.runner.telemetry import complaint

    settings = load_settings(Path())
    stopped = threading.Event()
    at_work: list[Runner] = []

    def end(*_: object) -> None:
        stopped.set()
        for runner in at_work:
            # Nobody who wants it to end waits for a database that is away.
            runner.database.patience = 1.0

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    name = provider or settings.render.provider

    log = logs.event_log(console, log_format)
    note = complaint()
    if note is not None:
        console.report(note)
    with refusals():
        runner = Runner(settings, addresses={name: provider_url} if provider_url else None, log=log)
        at_work.append(runner)
        runner.prepare()
        runner.store.check()
        runner.start(in_hand=in_hand)
        runner.circumstances.listen(partial(_heard, console), console.complain)
        try:
            if log_format == "json":
                log("working", database=runner.database.safe_url)
            else:
                console.report(f"working on {runner.database.safe_url}")
            while not stopped.wait(1.0):
                if runner.circumstances.ended is not None:
                    raise runner.circumstances.ended
                # A worker outlives its database's absence, however long; that it is away was told.
                with suppress(AwayError):
                    close_settled(runner.database)
        finally:
            runner.stop()
    return exit_codes.DONE


def _heard(console: Console, what: str, outage: Outage | None) -> None:
    console.report(outage_line(what, outage))
