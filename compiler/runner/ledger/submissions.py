"""Submissions as rows: written down once an attempt, found again by clip and take, made possible again."""

from __future__ import annotations

import json
from collections.abc import Callable

from compiler.runner.database import Transaction
from compiler.runner.ledger.records import RunOptions, Submission
from compiler.runner.ledger.transitions import event, move
from compiler.runner.prepare import Wanted, external_id


def latest_attempt(transaction: Transaction, provider: str, identity: str, take: int) -> Submission | None:
    """Return the last submission of a clip's take, None where there was none."""
    row = transaction.one(
        "select * from scenec_submissions where identity = :identity and take = :take and provider = :provider "
        "order by attempt desc limit 1",
        identity=identity,
        take=take,
        provider=provider,
    )
    return Submission.of(row) if row else None


def insert_submission(transaction: Transaction, clip: Wanted, target: str, options: RunOptions, *, attempt: int) -> str:
    """Write a submission down as queued and return its name."""
    name = external_id(options.provider, clip.identity, clip.take, attempt)
    transaction.run(
        "insert into scenec_submissions (submission, identity, take, attempt, provider, target, base_url, request, "
        "assets, frames, expected, seconds, amount, currency, state, created) "
        "values (:submission, :identity, :take, :attempt, "
        ":provider, :target, :base_url, :request, :assets, :frames, :expected, :seconds, :amount, :currency, 'queued', "
        "{now} + :order) on conflict do nothing",
        submission=name,
        identity=clip.identity,
        take=clip.take,
        attempt=attempt,
        provider=options.provider,
        target=target,
        base_url=options.base_url,
        request=json.dumps(clip.request, ensure_ascii=False),
        assets=json.dumps(clip.assets),
        frames=json.dumps(clip.frames),
        expected=json.dumps(clip.expected),
        seconds=clip.seconds,
        amount=clip.amount,
        currency=clip.currency,
        # Clips of one film are written down within a moment; they go to the vendor in the film's order.
        order=clip.position * 1e-5,
    )
    event(transaction, "queued", submission=name)
    return name


def renew(transaction: Transaction, old: Submission, *, resubmit: bool = False) -> str:
    """Make a stopped submission possible again and return the name to go on with.

    What failed after the vendor was done is only fetched again; what was refused or failed gets another attempt under
    another name. ``unknown`` gets one only with ``resubmit``; where a task or the address that may have it is known, it
    is asked about again.
    """
    if old.state in {"halted", "canceled"}:
        wake(transaction, old.submission)
        return old.submission
    if old.state == "failed" and old.task is not None and old.cause == "damaged":
        move(transaction, old.submission, ("failed",), "waiting", kind="again", cause=None, message=None)
        return old.submission
    if old.state == "unknown" and old.task is not None and not resubmit:
        move(transaction, old.submission, ("unknown",), "waiting", kind="again", cause=None, message=None)
        return old.submission
    if old.state == "unknown" and old.cause == "elsewhere" and not resubmit:
        move(transaction, old.submission, ("unknown",), "sending", kind="again", cause=None, message=None)
        return old.submission
    if old.state != "failed" and not (old.state == "unknown" and resubmit):
        return old.submission
    name = external_id(old.provider, old.identity, old.take, old.attempt + 1)
    columns = "identity, take, provider, target, base_url, request, assets, frames, expected, seconds, amount, currency"
    transaction.run(
        f"insert into scenec_submissions (submission, attempt, state, created, {columns}) "  # noqa: S608 - fixed names
        f"select :name, :attempt, 'queued', {{now}}, {columns} from scenec_submissions where submission = :old "
        "on conflict do nothing",
        name=name,
        attempt=old.attempt + 1,
        old=old.submission,
    )
    event(transaction, "queued", submission=name, after=old.submission)
    return name


def wake(transaction: Transaction, submission: str) -> None:
    """Put a halted or canceled submission back into the queue."""
    move(transaction, submission, ("halted", "canceled"), "queued", rests=0.0, lookups=0, cause=None, message=None)


def takes(transaction: Transaction, provider: str, identity: str) -> list[Submission]:
    """Return the latest attempt of every take of a clip, by take."""
    rows = transaction.all(
        "select * from scenec_submissions where provider = :provider and identity = :identity order by take, attempt",
        provider=provider,
        identity=identity,
    )
    return list({row["take"]: Submission.of(row) for row in rows}.values())


def next_take(transaction: Transaction, provider: str, identity: str, filed: Callable[[int], bool]) -> int:
    """Return the take that another take is: one that was begun and has not come to its end, else a new one. ``filed``
    tells whether a take is in the store, which may hold some that the ledger does not know."""
    known = takes(transaction, provider, identity)
    last = known[-1] if known else None
    if last is not None and last.state != "done" and (last.take > 1 or last.state != "failed"):
        return last.take
    number = last.take + 1 if last is not None else 1
    while filed(number):
        number += 1
    return number
