"""Runs: found, listed, closed, canceled; and by one name what else is asked of them."""

from __future__ import annotations

from compiler.runner.database import Transaction
from compiler.runner.ledger.clips import dependents, settled, snapshot, startable
from compiler.runner.ledger.opening import open_run
from compiler.runner.ledger.records import RunOptions, RunRow, RunState
from compiler.runner.ledger.spending import spent
from compiler.runner.ledger.submissions import insert_submission, latest_attempt, next_take, renew, takes, wake
from compiler.runner.ledger.transitions import event, move

__all__ = [
    "RunOptions",
    "RunRow",
    "address_of",
    "cancel_run",
    "close_run",
    "cost",
    "dependents",
    "find_run",
    "insert_submission",
    "latest_attempt",
    "list_runs",
    "next_take",
    "open_run",
    "renew",
    "settled",
    "snapshot",
    "startable",
    "takes",
    "wake",
]


def find_run(transaction: Transaction, run: str | None) -> RunRow | None:
    """Return a run by its name or an unambiguous beginning of it; the latest for None."""
    names = ", ".join(RunRow.__slots__)
    if run is None:
        row = transaction.one(f"select {names} from scenec_runs order by started desc limit 1")  # noqa: S608
    else:
        rows = transaction.all(f"select {names} from scenec_runs where substr(run, 1, :n) = :run", run=run, n=len(run))  # noqa: S608
        row = next((row for row in rows if row["run"] == run), rows[0] if len(rows) == 1 else None)
    return RunRow(**{**row, "detached": bool(row["detached"])}) if row else None


def list_runs(transaction: Transaction, limit: int = 50) -> list[RunRow]:
    """Return the latest runs, newest first."""
    names = ", ".join(RunRow.__slots__)
    rows = transaction.all(f"select {names} from scenec_runs order by started desc limit :limit", limit=limit)  # noqa: S608
    return [RunRow(**{**row, "detached": bool(row["detached"])}) for row in rows]


def close_run(transaction: Transaction, run: str, state: RunState, cause: str | None, message: str | None) -> None:
    """Write down how an active run ended."""
    changed = transaction.run(
        "update scenec_runs set state = :state, cause = :cause, message = :message, finished = {now} "
        "where run = :run and state = 'active'",
        run=run,
        state=state,
        cause=cause,
        message=message,
    )
    if changed:
        event(transaction, state, run=run)


def cancel_run(transaction: Transaction, run: str) -> bool:
    """Cancel an active run: nothing more is submitted for it. Return False where it was not active."""
    changed = transaction.run(
        "update scenec_runs set state = 'canceled', finished = {now} where run = :run and state = 'active'", run=run
    )
    if changed:
        event(transaction, "canceled", run=run)
        for row in transaction.all(
            "select c.submission from scenec_clips c where c.run = :run and not exists (select 1 from scenec_clips o "
            "join scenec_runs r on r.run = o.run where o.submission = c.submission and r.state = 'active')",
            run=run,
        ):
            move(
                transaction,
                row["submission"],
                ("queued",),
                "canceled",
                cause="canceled",
                message="the run was canceled",
            )
    return bool(changed)


def address_of(transaction: Transaction, run: str) -> str | None:
    """Return the vendor's address that a run was given, None where the settings have it."""
    row = transaction.one(
        "select s.base_url from scenec_clips c join scenec_submissions s on s.submission = c.submission "
        "where c.run = :run and s.base_url is not null order by s.created desc limit 1",
        run=run,
    )
    return row["base_url"] if row else None


def cost(transaction: Transaction, run: str) -> float:
    """Return what a run has spent or reserved."""
    return spent(transaction, run)
