"""The clips of a run: how they stand, what they wait for, and what is ready to be worked on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from compiler.runner.database import Row, Transaction
from compiler.runner.ledger.records import FINAL, ClipState


def snapshot(transaction: Transaction, run: str) -> list[ClipState]:
    """Return a run's clips in film order; those that wait in vain for another name it in ``blocked``."""
    rows = transaction.all(
        "select c.*, s.state, s.cause, s.message, s.progress, s.refusals, s.stalled, s.billed, s.task, s.sha256, "
        "s.notes, s.rests, s.sent, s.filed, "
        # What former attempts cost; most clips have none, and for them nobody looks.
        "case when s.attempt = 1 then 0 else (select coalesce(sum(coalesce(o.billed, o.amount)), 0) "
        "from scenec_submissions o where o.identity = s.identity and o.take = s.take and o.provider = s.provider "
        "and o.attempt < s.attempt and (o.task is not null or o.state = 'unknown')) end as before "
        "from scenec_clips c join scenec_submissions s on s.submission = c.submission "
        "where c.run = :run order by c.position",
        run=run,
    )
    clips: list[ClipState] = []
    lost: dict[str, str] = {}
    for row in rows:
        clip = _clip_state(row)
        root = next((lost.get(need, need) for need in clip.needs if need in lost), None)
        if root is not None and clip.state == "queued":
            clip = replace(clip, blocked=root)
        if clip.blocked or (clip.state in FINAL and clip.state != "done") or (clip.stalled and clip.state != "done"):
            lost[clip.clip] = root or clip.clip
        clips.append(clip)
    return clips


def _clip_state(row: Row) -> ClipState:
    values: dict[str, Any] = {name: row[name] for name in ClipState.__slots__ if name in row}
    values.pop("blocked", None)
    values.update(
        needs=tuple(json.loads(row["needs"])),
        cached=bool(row["cached"]),
        stalled=bool(row["stalled"]),
        notes=tuple(json.loads(row["notes"] or "[]")),
    )
    return ClipState(**values)


def startable(clips: Sequence[ClipState]) -> list[str]:
    """Return the submissions that can be worked on: not final, and everything that they continue is there."""
    done = {clip.clip for clip in clips if clip.state == "done"}
    return [
        clip.submission for clip in clips if clip.state not in FINAL and not clip.blocked and done >= set(clip.needs)
    ]


def dependents(transaction: Transaction, submission: str) -> list[str]:
    """Return what can start now that ``submission`` is done, in every active run."""
    runs = transaction.all(
        "select distinct r.run from scenec_runs r join scenec_clips c on c.run = r.run "
        "where c.submission = :submission and r.state = 'active'",
        submission=submission,
    )
    found: list[str] = []
    for row in runs:
        clips = snapshot(transaction, row["run"])
        mine = {clip.clip for clip in clips if clip.submission == submission}
        ready = set(startable(clips))
        found += [clip.submission for clip in clips if clip.submission in ready and mine & set(clip.needs)]
    return list(dict.fromkeys(found))


def settled(clips: Iterable[ClipState]) -> bool:
    """Tell whether nothing more happens to a run's clips by itself."""
    return all(clip.state in FINAL or clip.blocked or clip.stalled for clip in clips)
