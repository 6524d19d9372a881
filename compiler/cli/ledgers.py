"""The ledger for commands that only look at it or leave a word in it; they load neither engine nor media."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.cli.errors import CommandError

if TYPE_CHECKING:
    from compiler.runner.database import Database
    from compiler.runner.ledger.runs import RunRow


@contextmanager
def open_ledger(folder: Path) -> Iterator[Database]:
    """Give the ledger of the project at ``folder``. Raises CommandError where there is none or it cannot be read."""
    from compiler.cli.session import load_settings, refusals
    from compiler.runner.database import Database
    from compiler.runner.ledger import schema

    settings = load_settings(folder)
    with refusals():
        database = Database(settings.database, patience=10.0)
        try:
            if not schema.exists(database):
                raise CommandError(
                    f"nothing has been rendered in {settings.folder} yet; scenec render begins a run; --project names "
                    "another folder"
                )
            yield database
        finally:
            database.close()


def run_named(database: Database, run: str | None) -> RunRow:
    """Return a run by its name or the beginning of it, the latest for None. Raises CommandError."""
    from compiler.runner.ledger import runs

    row = database.read(lambda transaction: runs.find_run(transaction, run))
    if row is None:
        if run is None:
            raise CommandError("there is no run yet; scenec render begins one")
        raise CommandError(f"there is no run {run}, or several begin so; scenec status --all lists them")
    return row


def is_attended(database: Database, row: RunRow) -> bool:
    """Tell whether somebody works on a run: its own process, or whoever works on what is queued."""
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
