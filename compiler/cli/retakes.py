"""Which take another take of a clip is, for ``--retake`` of ``scenec render`` and ``scenec plan``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from compiler.cli.errors import CommandError

if TYPE_CHECKING:
    from compiler.runner.database import Database
    from compiler.runner.ledger.films import LastRun
    from compiler.runner.store import Store


def retake(
    takes: dict[str, int],
    wanted: Sequence[str],
    manifest: Mapping[str, Any],
    *,
    database: Database | None,
    store: Store,
    provider: str,
    last: LastRun | None,
) -> None:
    """Set another take for each clip that is ``wanted``: one that was begun and never shown, else a new one.

    ``database`` is None where there is no ledger yet, ``last`` the film's last run. Raises CommandError for a clip that
    the film has not.
    """
    from compiler.runner.ledger.runs import next_take
    from compiler.runner.prepare import prepare
    from compiler.runner.store import clip_key

    known = {clip["id"] for clip in manifest["clips"]}
    for name in wanted:
        if name not in known:
            raise CommandError(f"there is no clip {name} to retake; the film has {', '.join(sorted(known))}")
    # A retake that was interrupted goes on: the film that shows it has never been put together.
    begun = {(clip.clip, clip.identity): clip.take for clip in last.clips} if last and not last.shown else {}
    for clip in prepare(manifest, takes).clips:
        if clip.clip not in wanted:
            continue
        if begun.get((clip.clip, clip.identity), 0) > takes.get(clip.clip, 1):
            takes[clip.clip] = begun[clip.clip, clip.identity]
            continue

        def filed(take: int, identity: str = clip.identity) -> bool:
            return store.find(clip_key(provider, identity, take)) is not None

        if database is None:
            takes[clip.clip] = next(take for take in range(1, 2**31) if not filed(take))
        else:
            takes[clip.clip] = database.read(
                lambda transaction, clip=clip, filed=filed: next_take(transaction, provider, clip.identity, filed)  # type: ignore[misc]
            )
