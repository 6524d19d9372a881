"""What need not be generated again: clips that are filed already, found in the ledger or in the store itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from compiler.runner.database import Database, Transaction
from compiler.runner.ledger import runs
from compiler.runner.ledger.records import Submission
from compiler.runner.ledger.runs import RunOptions
from compiler.runner.ledger.transitions import event, move
from compiler.runner.prepare import Film, Wanted
from compiler.runner.store import Entry, Store, clip_key

#: So many clips are looked for in the store at the same time.
ASKED_AT_ONCE = 16

PlanState = Literal["new", "cached", "under way", "unknown"]


@dataclass(frozen=True, slots=True)
class PlannedClip:
    """What a render would do with a clip: ``new`` is paid for, ``cached`` and ``under way`` were, ``unknown`` may have
    been and waits for a person."""

    clip: Wanted
    state: PlanState
    amount: float


def plan_clips(database: Database | None, store: Store, film: Film, provider: str) -> list[PlannedClip]:
    """Return what a render would do with each clip. A clip that occurs twice is paid for once."""
    planned: list[PlannedClip] = []
    seen: set[tuple[str, int]] = set()
    latest = _latest(database, film, provider) if database is not None else {}
    for clip, entry in zip(film.clips, _entries(store, film, provider), strict=True):
        key = (clip.identity, clip.take)
        state: PlanState
        state = "cached" if entry is not None else _state(latest.get(key))
        again = key in seen and state == "new"
        planned.append(
            PlannedClip(clip, "under way" if again else state, clip.amount if state == "new" and not again else 0.0)
        )
        seen.add(key)
    return planned


def _entries(store: Store, film: Film, provider: str) -> list[Entry | None]:
    """Return what the store has of each clip, in film order. A bucket is far away, so it is asked for many at once."""
    with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
        return list(pool.map(lambda clip: store.find(clip_key(provider, clip.identity, clip.take)), film.clips))


def _state(submission: Submission | None) -> PlanState:
    if submission is None or submission.state in {"queued", "halted", "canceled"}:
        return "new"
    if submission.state == "unknown":
        return "unknown"
    if submission.state == "failed":
        return "under way" if submission.task is not None and submission.cause == "damaged" else "new"
    # Filed but gone from the store: the vendor may still have it.
    if submission.state == "done" and submission.task is None:
        return "new"
    return "under way"


def _latest(database: Database, film: Film, provider: str) -> dict[tuple[str, int], Submission]:
    def read(transaction: Transaction) -> dict[tuple[str, int], Submission]:
        found = {}
        for clip in film.clips:
            submission = runs.latest_attempt(transaction, provider, clip.identity, clip.take)
            if submission is not None:
                found[clip.identity, clip.take] = submission
        return found

    return database.read(read)


def adopt(database: Database, store: Store, film: Film, options: RunOptions) -> None:
    """Bring the ledger and the store together before a run: clips in the store that the ledger does not know are
    written down as done, and clips that the ledger has as done are fetched again where the store has lost them."""
    for clip, entry in zip(film.clips, _entries(store, film, options.provider), strict=True):
        database.write(lambda transaction, clip=clip, entry=entry: _meet(transaction, clip, entry, film, options))  # type: ignore[misc]


def _meet(transaction: Transaction, clip: Wanted, entry: Entry | None, film: Film, options: RunOptions) -> None:
    latest = runs.latest_attempt(transaction, options.provider, clip.identity, clip.take)
    if entry is not None:
        if latest is None:
            name = runs.insert_submission(transaction, clip, film.target, options, attempt=1)
        elif latest.state == "done":
            return
        else:
            name = latest.submission
        move(
            transaction,
            name,
            ("queued", "failed", "halted", "canceled", "unknown", "waiting", "finished"),
            "done",
            stamp="filed",
            kind="adopted",
            sha256=entry.sha256,
            bytes=entry.size,
            cause=None,
            message=None,
            progress=1.0,
        )
    elif latest is not None and latest.state == "done":
        event(transaction, "lost", submission=latest.submission)
        if latest.task is not None:
            move(transaction, latest.submission, ("done",), "waiting", kind="again", link=None, sha256=None)
        else:
            move(transaction, latest.submission, ("done",), "failed", cause="lost", message="the store has lost it")
