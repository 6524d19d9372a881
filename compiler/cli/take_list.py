"""The takes of a film's clips, from the ledger and the store, for ``scenec takes`` and ``scenec pick``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.cli.errors import CommandError
from compiler.cli.ledgers import open_ledger, run_named
from compiler.cli.scripts import ScriptOptions, inputs_refused, jobs

if TYPE_CHECKING:
    from compiler.runner.database import Database
    from compiler.runner.store import Store

SCRIPT_SUFFIX = ".scene"


@dataclass(frozen=True, slots=True)
class Take:
    """One take. ``seconds`` is the clip's length; ``place`` where its file lies, None while there is none."""

    clip: str
    take: int
    chosen: bool
    state: str
    amount: float
    currency: str
    seed: int | None
    seconds: float
    bytes: int | None
    sha256: str | None
    place: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A film as it is put together now: its manifest, the take chosen of each clip, and who made them."""

    manifest: Mapping[str, Any]
    chosen: Mapping[str, int]
    provider: str


def cut_of(folder: Path, named: str | None, provider: str | None, options: ScriptOptions) -> tuple[Path, Cut]:
    """Return the project's folder and the film of a script, or of a run, the latest for None. Raises CommandError."""
    from compiler.cli.lockfile import read_film, read_lock, takes_of
    from compiler.cli.session import load_settings
    from compiler.runner.ledger.clips import snapshot
    from compiler.runner.ledger.films import film_of, manifest_of
    from compiler.runner.rehearsal import filed_under

    if named is not None and (named.endswith(SCRIPT_SUFFIX) or Path(named).is_file()):
        compilation = jobs(named, options)[0].compilation
        if compilation.failed:
            raise CommandError(f"{named} has errors; scenec check {named} shows them", 1)
        with inputs_refused():
            content = json.loads(compilation.manifest_json())
        folder = Path(compilation.files.location("."))
        chosen = takes_of(read_lock(folder, compilation), content)
        settings = load_settings(folder)
        with open_ledger(folder) as database:
            made_by = filed_under(settings, provider or settings.render.provider, database)
        return folder, Cut(content, chosen, made_by)
    with open_ledger(folder) as database:
        row = run_named(database, named)
        content = database.read(lambda transaction: manifest_of(transaction, row.run))
        film = database.read(lambda transaction: film_of(transaction, row.run))
        chosen = {clip.clip: clip.take for clip in database.read(lambda transaction: snapshot(transaction, row.run))}
        made_by = filed_under(load_settings(folder), provider, database) if provider is not None else row.provider
    if film is not None and not film.draft:
        # What was picked since is what the film shows.
        chosen.update(takes_of(read_film(Path(film.project), film.name), content))
    return folder, Cut(content, chosen, made_by)


def list_takes(database: Database, store: Store, cut: Cut) -> list[Take]:
    """Return every take of every clip of a film, in its order."""
    from compiler.runner.ledger.runs import takes
    from compiler.runner.prepare import prepare, seeded
    from compiler.runner.store import clip_key

    requests = {clip["id"]: clip["request"] for clip in cut.manifest["clips"]}
    found: list[Take] = []
    for clip in prepare(cut.manifest, cut.chosen).clips:
        known = {
            one.take: one
            for one in database.read(
                lambda transaction, clip=clip: takes(transaction, cut.provider, clip.identity)  # type: ignore[misc]
            )
        }
        number = 1
        while number <= max(known, default=0) or store.find(clip_key(cut.provider, clip.identity, number)) is not None:
            key = clip_key(cut.provider, clip.identity, number)
            entry, row = store.find(key), known.get(number)
            if entry is not None or row is not None:
                body = seeded(cut.manifest["target"], requests[clip.clip], number)["body"]
                billed = row.billed if row is not None else None
                found.append(
                    Take(
                        clip=clip.clip,
                        take=number,
                        chosen=number == clip.take,
                        state="done" if entry is not None else row.state if row is not None else "",
                        amount=billed if billed is not None else clip.amount,
                        currency=clip.currency,
                        seed=body.get("seed"),
                        seconds=clip.seconds,
                        bytes=entry.size if entry is not None else None,
                        sha256=entry.sha256 if entry is not None else None,
                        place=store.place(key, entry.sha256) if entry is not None else None,
                        key=key,
                    )
                )
            number += 1
    return found
