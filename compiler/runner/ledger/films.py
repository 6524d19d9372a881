"""What film a run is of: what ``scenec.lock`` calls it and says of its scenes, and whether it has been put together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from compiler.runner.database import Transaction
from compiler.runner.ledger.clips import snapshot
from compiler.runner.ledger.records import ClipState, RunOptions


@dataclass(frozen=True, slots=True)
class LastRun:
    """A film's latest run; ``shown`` is true once the film was put together from it."""

    run: str
    clips: list[ClipState]
    shown: bool


@dataclass(frozen=True, slots=True)
class FilmRow:
    """The film of a run: its name and its scenes (JSON) in the lock, whether it is a draft, its script's folder."""

    name: str
    scenes: str
    draft: bool
    project: str


def name_film(transaction: Transaction, run: str, options: RunOptions) -> None:
    """Write down which film a run is of."""
    transaction.run(
        "insert into scenec_films (run, name, scenes, draft) values (:run, :name, :scenes, :draft) "
        "on conflict (run) do update set name = :name, scenes = :scenes, draft = :draft, shown = 0",
        run=run,
        name=options.name,
        scenes=options.scenes,
        draft=int(options.draft),
    )


def film_of(transaction: Transaction, run: str) -> FilmRow | None:
    """Return the film of a run, None for a run of an older scenec."""
    row = transaction.one(
        "select f.name, f.scenes, f.draft, r.project from scenec_films f join scenec_runs r on r.run = f.run "
        "where f.run = :run",
        run=run,
    )
    return FilmRow(row["name"], row["scenes"], bool(row["draft"]), row["project"]) if row else None


def manifest_of(transaction: Transaction, run: str) -> dict[str, Any]:
    """Return the manifest that a run was opened with. Raises KeyError where there is no such run."""
    row = transaction.one("select manifest from scenec_runs where run = :run", run=run)
    if row is None:
        raise KeyError(run)
    manifest: dict[str, Any] = json.loads(row["manifest"])
    return manifest


def is_shown(transaction: Transaction, run: str) -> bool:
    """Tell whether the film of a run was put together, from this run or a later one. True for an older scenec's run."""
    row = transaction.one(
        "select max(late.shown) as shown from scenec_runs r join scenec_films f on f.run = r.run "
        "join scenec_runs l on l.project = r.project and l.started >= r.started "
        "join scenec_films late on late.run = l.run and late.name = f.name and late.draft = f.draft "
        "where r.run = :run",
        run=run,
    )
    return row is None or row["shown"] is None or bool(row["shown"])


def show(transaction: Transaction, run: str) -> None:
    """The film was put together from this run."""
    transaction.run("update scenec_films set shown = 1 where run = :run", run=run)


def last_of(transaction: Transaction, project: str, name: str, provider: str, *, draft: bool = False) -> LastRun | None:
    """Return a film's latest run, None where there was none. A film is known by its script's folder and its name in
    the lock; drafts are films of their own."""
    row = transaction.one(
        "select r.run, f.shown from scenec_runs r join scenec_films f on f.run = r.run "
        "where r.project = :project and f.name = :name and f.draft = :draft and r.provider = :provider "
        "order by r.started desc limit 1",
        project=project,
        name=name,
        draft=int(draft),
        provider=provider,
    )
    return LastRun(row["run"], snapshot(transaction, row["run"]), bool(row["shown"])) if row else None
