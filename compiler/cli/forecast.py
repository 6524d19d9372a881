"""What a plan says of the past: which clips are there already, which changed, and what that does to the price."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.cli.errors import CommandError

if TYPE_CHECKING:
    from compiler.driver import Compilation
    from compiler.settings import Settings


def forecast(
    content: dict[str, Any],
    manifest: dict[str, Any],
    compilation: Compilation,
    provider: str | None,
    retakes: Sequence[str] = (),
) -> None:
    """Set every clip's state and take in a plan: ``new``, ``cached``, ``changed`` since the film's last run, ``under
    way`` or ``unknown``, with other takes of ``retakes``; add ``last_run`` with its price, the difference and the clips
    that the film no longer has. Reads the ledger and the store, sends nothing. Raises CommandError."""
    from compiler.cli.lockfile import film_key, read_lock, takes_of
    from compiler.cli.retakes import retake
    from compiler.cli.session import load_settings, refusals
    from compiler.runner.database import Database
    from compiler.runner.ledger import schema
    from compiler.runner.ledger.films import last_of
    from compiler.runner.prepare import prepare
    from compiler.runner.rehearsal import filed_under
    from compiler.runner.reuse import plan_clips
    from compiler.runner.store import open_store

    folder = Path(compilation.files.location("."))
    settings = load_settings(folder)
    if not manifest["clips"]:
        return
    with refusals():
        takes = takes_of(read_lock(folder, compilation), manifest)
        database = Database(settings.database, patience=10.0)
        try:
            known = schema.exists(database)
            name = filed_under(settings, provider or settings.render.provider, database)
            store = open_store(settings.store, settings.state / "copies", settings.variables("AWS_", "GOOGLE_"))
            last = None
            if known:
                project, key, draft = str(folder.resolve()), film_key(compilation), compilation.options.draft
                last = database.read(lambda transaction: last_of(transaction, project, key, name, draft=draft))
            ledger = database if known else None
            retake(takes, retakes, manifest, database=ledger, store=store, provider=name, last=last)
            film = prepare(manifest, takes)
            planned = plan_clips(ledger, store, film, name)
        finally:
            database.close()
    now = {one.clip.identity for one in planned}
    # A clip that only moved has not changed, nor has the one that stands in its place now.
    before = {clip.clip: clip for clip in last.clips if clip.identity not in now} if last else {}
    for entry, one in zip(content["clips"], planned, strict=True):
        entry["state"] = "changed" if one.state == "new" and entry["id"] in before else one.state
        entry["take"] = one.clip.take
    refused = _refusal(settings, provider or settings.render.provider, manifest, sum(one.amount for one in planned))
    if refused is not None:
        content["refused"] = refused
    if last is not None:
        amount = sum(clip.amount for clip in last.clips)
        difference = sum(clip.amount for clip in film.clips) - amount
        kept = {entry["id"] for entry in content["clips"] if entry["state"] == "changed"}
        content["last_run"] = {
            "run": last.run,
            "amount": amount,
            "difference": round(difference, 6),
            "gone": [name for name in before if name not in kept],
        }


def _refusal(settings: Settings, provider: str, manifest: dict[str, Any], price: float) -> str | None:
    """Return why a render would refuse to spend ``price``, None where it would not."""
    from compiler.cli.limits import Purse, limits
    from compiler.settings import SANDBOX

    rehearsal = provider == SANDBOX
    free = rehearsal and settings.provider(provider).base_url is None
    currency = manifest["clips"][0]["cost"]["currency"]
    try:
        limits(Purse(settings, None, currency, free=free, rehearsal=rehearsal), [(manifest, price)])
    except CommandError as error:
        return str(error)
    return None
