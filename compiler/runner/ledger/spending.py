"""What a run has spent, and what it has reserved and may spend yet."""

from __future__ import annotations

from compiler.runner.database import Transaction


def spent(transaction: Transaction, run: str) -> float:
    """Return what a run has spent or reserved: each submission once, also those that a retry replaced, at the vendor's
    bill where it told one. What was sent before the run began was paid for by another."""
    # Two ways to a submission, each by an index: one condition with an "or" would look at every pair of a long film.
    row = transaction.one(
        "select coalesce(sum(coalesce(s.billed, s.amount)), 0) as total from ("
        "select c.submission as name, r.started from scenec_clips c join scenec_runs r on r.run = c.run "
        "where c.run = :run and c.cached = 0 union "
        "select o.submission as name, r.started from scenec_clips c join scenec_runs r on r.run = c.run "
        "join scenec_submissions o on o.identity = c.identity and o.take = c.take and o.provider = r.provider "
        "where c.run = :run and c.cached = 0"
        ") mine join scenec_submissions s on s.submission = mine.name where s.sent >= mine.started "
        "and (s.state in ('sending', 'waiting', 'finished', 'done', 'unknown') "
        "or (s.state = 'failed' and s.task is not null))",
        run=run,
    )
    return float(row["total"]) if row else 0.0
