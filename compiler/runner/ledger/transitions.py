"""A submission's step from one state to another. Every step names the states it starts from, writes its time and leaves
an event, in one transaction; a step that finds another state changes nothing and says so."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from compiler.runner.database import Transaction
from compiler.runner.ledger.records import State


def event(
    transaction: Transaction, kind: str, *, submission: str | None = None, run: str | None = None, **detail: Any
) -> None:
    """Write one line of history."""
    transaction.run(
        "insert into scenec_events (at, submission, run, kind, detail) "
        "values ({now}, :submission, :run, :kind, :detail)",
        submission=submission,
        run=run,
        kind=kind,
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True) if detail else None,
    )


def move(
    transaction: Transaction,
    submission: str,
    start: Iterable[State],
    end: State,
    *,
    stamp: str | None = None,
    held: str | None = None,
    kind: str | None = None,
    detail: dict[str, Any] | None = None,
    **columns: Any,
) -> bool:
    """Move a submission from one of ``start`` to ``end`` and set ``columns``; ``stamp`` is the column that takes the
    time. With ``held`` only the claim that holds it may move it. Return whether it moved."""
    states = ", ".join(f"'{state}'" for state in start)
    sets = "".join(f", {name} = :{name}" for name in columns)
    when = f", {stamp} = {{now}}" if stamp else ""
    guard = " and token = :held" if held is not None else ""
    changed = transaction.run(
        f"update scenec_submissions set state = :end, stalled = 0{sets}{when} "  # noqa: S608 - names come from this package only
        f"where submission = :submission and state in ({states}){guard}",
        submission=submission,
        end=end,
        held=held,
        **columns,
    )
    if changed:
        event(transaction, kind or end, submission=submission, **(detail or {}))
    return bool(changed)
