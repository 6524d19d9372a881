"""How runs stand, and how they end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compiler.runner.database import Database, Transaction
from compiler.runner.ledger import runs
from compiler.runner.ledger.records import FINAL, ClipState, RunState
from compiler.runner.ledger.runs import RunRow


@dataclass(frozen=True, slots=True)
class Progress:
    """A run at one moment. Amounts are in the run's currency; ``spent`` counts reservations."""

    run: RunRow
    clips: Sequence[ClipState]
    spent: float

    @property
    def settled(self) -> bool:
        """True where nothing more happens by itself."""
        return runs.settled(self.clips)

    def outcome(self) -> tuple[RunState, str | None, str | None]:
        """Return how the run ends: its state, and the first cause and message that stand in the way."""
        if all(clip.state == "done" for clip in self.clips):
            return "done", None, None
        bad = [clip for clip in self.clips if clip.state in FINAL - {"done"} or clip.stalled]
        first = next((clip for clip in bad if clip.state == "halted" or clip.stalled), bad[0] if bad else None)
        cause = first.cause if first else None
        message = first.message if first else None
        if self.run.state == "canceled":
            return "canceled", cause, message
        halted = any(clip.state == "halted" or clip.stalled for clip in bad)
        return "halted" if halted else "failed", cause, message


def progress_of(database: Database, run: str) -> Progress:
    """Return how a run stands. Raises KeyError where there is none of that name."""

    def read(transaction: Transaction) -> Progress:
        row = runs.find_run(transaction, run)
        if row is None:
            raise KeyError(run)
        return Progress(row, runs.snapshot(transaction, run), runs.cost(transaction, run))

    return database.read(read)


def close(database: Database, progress: Progress) -> None:
    """Write down how a run ended in which nothing more happens by itself."""
    state, cause, message = progress.outcome()
    database.write(lambda transaction: runs.close_run(transaction, progress.run.run, state, cause, message))


def close_settled(database: Database) -> list[str]:
    """Write down how all runs ended in which nothing more happens by itself; return their names."""
    active = database.read(
        lambda transaction: [
            row["run"] for row in transaction.all("select run from scenec_runs where state = 'active'")
        ]
    )
    closed: list[str] = []
    for run in active:
        progress = progress_of(database, run)
        if progress.settled:
            close(database, progress)
            closed.append(run)
    return closed
