"""Making a run's stopped clips possible again."""

from __future__ import annotations

from dataclasses import replace

from compiler.runner.database import Transaction
from compiler.runner.ledger.clips import snapshot
from compiler.runner.ledger.records import Submission
from compiler.runner.ledger.submissions import renew
from compiler.runner.ledger.transitions import event, move


def reopen(
    transaction: Transaction, run: str, resubmit: frozenset[str] = frozenset(), *, failed: bool = True
) -> list[str]:
    """Give a run's halted, stalled and canceled clips another chance, with ``failed`` also its failed ones, and those
    of unknown outcome that ``resubmit`` names; make the run active and return the clips."""
    again: list[str] = []
    for clip in snapshot(transaction, run):
        row = transaction.one("select * from scenec_submissions where submission = :name", name=clip.submission)
        assert row is not None
        old = Submission.of(row)
        if clip.stalled and clip.state in {"sending", "waiting"} and clip.clip in resubmit:
            # Whoever pays again has given up what became of the first.
            move(transaction, old.submission, ("sending", "waiting"), "unknown", kind="given up", token=None)
            old = replace(old, state="unknown")
        elif clip.stalled and clip.state != "done":
            transaction.run("update scenec_submissions set stalled = 0 where submission = :name", name=clip.submission)
            again.append(clip.clip)
            continue
        asked_again = old.state == "unknown" and (
            old.task is not None or old.cause == "elsewhere" or clip.clip in resubmit
        )
        if not asked_again and (
            old.state not in {"failed", "halted", "canceled"} or (old.state == "failed" and not failed)
        ):
            if old.state not in {"done", "unknown", "failed"}:
                again.append(clip.clip)
            continue
        name = renew(transaction, old, resubmit=clip.clip in resubmit)
        transaction.run(
            "update scenec_clips set submission = :name, cached = 0 where run = :run and submission = :old",
            name=name,
            run=run,
            old=clip.submission,
        )
        again.append(clip.clip)
    if again:
        transaction.run(
            "update scenec_runs set state = 'active', cause = null, message = null, finished = null where run = :run",
            run=run,
        )
        event(transaction, "reopened", run=run, clips=again)
    return again
