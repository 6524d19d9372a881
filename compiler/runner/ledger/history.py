"""What happened, line by line."""

from __future__ import annotations

import json
from typing import Any

from compiler.runner.database import Transaction


def events_of(transaction: Transaction, run: str) -> list[dict[str, Any]]:
    """Return the events of a run and of its submissions, oldest first: ``at``, ``clip``, ``submission``, ``kind`` and
    ``detail``."""
    rows = transaction.all(
        "select e.event, e.at, e.submission, e.kind, e.detail, min(c.clip) as clip from scenec_events e "
        "left join scenec_clips c on c.submission = e.submission and c.run = :run "
        "where e.run = :run or c.run = :run group by e.event, e.at, e.submission, e.kind, e.detail order by e.event",
        run=run,
    )
    return [
        {
            "at": row["at"],
            "clip": row["clip"],
            "submission": row["submission"],
            "kind": row["kind"],
            "detail": json.loads(row["detail"] or "{}"),
        }
        for row in rows
    ]
