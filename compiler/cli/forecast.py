"""What a plan says of the past: which clips are there already, which changed, and what that does to the price."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from compiler.driver import Compilation


def forecast(content: dict[str, Any], manifest: dict[str, Any], compilation: Compilation, provider: str | None) -> None:
    """Set every clip's state in a plan: ``new``, ``cached``, ``changed`` since the film's last run, ``under way`` or
    ``unknown``; add ``last_run`` with its price and the difference. Reads the ledger and the store, writes nothing."""
    from compiler.cli.lockfile import read_lock, takes_of
    from compiler.cli.session import load_settings, refusals
    from compiler.runner.database import Database
    from compiler.runner.ledger import runs, schema
    from compiler.runner.prepare import prepare
    from compiler.runner.reuse import plan_clips
    from compiler.runner.store import open_store

    folder = Path(compilation.files.location("."))
    settings = load_settings(folder)
    name = provider or settings.render.provider
    if not manifest["clips"]:
        return
    with refusals():
        film = prepare(manifest, takes_of(read_lock(folder, compilation), manifest))
        database = Database(settings.database, patience=10.0)
        try:
            known = schema.exists(database)
            store = open_store(settings.store, settings.state / "copies", settings.variables("AWS_", "GOOGLE_"))
            planned = plan_clips(database if known else None, store, film, name)
            last = database.read(lambda transaction: runs.last_of(transaction, film.title, name)) if known else None
        finally:
            database.close()
    before = {clip.clip: clip for clip in last[1]} if last else {}
    for entry, one in zip(content["clips"], planned, strict=True):
        earlier = before.get(entry["id"])
        changed = one.state == "new" and earlier is not None and earlier.identity != one.clip.identity
        entry["state"] = "changed" if changed else one.state
    if last is not None:
        amount = sum(clip.amount for clip in last[1])
        now = sum(clip.amount for clip in film.clips)
        content["last_run"] = {"run": last[0], "amount": amount, "difference": round(now - amount, 6)}
