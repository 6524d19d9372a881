"""Working on a run that another command began: ``scenec retry`` and ``scenec cancel``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from compiler.cli import exit_codes
from compiler.cli.console import Console

if TYPE_CHECKING:
    from compiler.runner.ledger.runs import RunRow


def go_on(console: Console, folder: Path, row: RunRow, provider_url: str | None, *, as_json: bool, again: str) -> int:
    """Work on a run until nothing more happens, put its film together where it is whole, and return the exit code.

    ``again`` is the command that goes on after an interruption. Raises CommandError.
    """
    from compiler.cli.finishing import check_output, complete
    from compiler.cli.progress import Reporter
    from compiler.cli.rendering import exit_code, watch
    from compiler.cli.session import load_settings, session
    from compiler.runner.ledger.films import manifest_of
    from compiler.runner.prepare import prepare

    if row.output is not None:
        check_output(Path(row.output))
    with session(load_settings(folder), provider=row.provider, provider_url=provider_url) as opened:
        runner = opened.runner
        reporter = Reporter(console, as_json)
        try:
            if not runner.progress(row.run).settled:
                runner.ensure_started()
                runner.work_on(row.run)
            progress = watch(runner, row.run, reporter)
        except KeyboardInterrupt:
            console.complain(f"interrupted; nothing is lost: {again} goes on from here")
            return exit_codes.INTERRUPTED
        reporter.finished(progress)
        if progress.run.state == "canceled":
            return exit_codes.DONE
        if progress.run.state != "done":
            return exit_code(progress)
        if row.output is not None:
            takes = {clip.clip: clip.take for clip in progress.clips}
            manifest = runner.database.read(lambda transaction: manifest_of(transaction, row.run))
            complete(console, runner, prepare(manifest, takes), progress, Path(row.output), reporter)
    return exit_codes.DONE
