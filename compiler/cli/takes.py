"""``scenec takes``: every take of a film's clips."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.ledgers import open_ledger, run_named
from compiler.cli.tables import number, table


@click.command("takes", short_help="List a film's takes.")
@click.argument("run", required=False, metavar="[RUN]")
@params.project
@params.as_json
@params.common
@pass_console
def command(console: Console, run: str | None, project: str, as_json: bool) -> int:
    """List the takes of every clip of a run, the latest by default: state, price, length of the file and where it
    lies, the chosen one marked."""
    from compiler.cli.session import load_settings, refusals
    from compiler.runner.ledger import runs
    from compiler.runner.store import clip_key, open_store

    settings = load_settings(Path(project))
    with refusals():
        store = open_store(settings.store, settings.state / "copies", settings.variables("AWS_", "GOOGLE_"))
    with open_ledger(Path(project)) as database:
        row = run_named(database, run)
        clips = database.read(lambda transaction: runs.snapshot(transaction, row.run))
        found: list[dict[str, Any]] = []
        for clip in clips:
            takes = database.read(
                lambda transaction, clip=clip: runs.takes(transaction, row.provider, clip.identity)  # type: ignore[misc]
            )
            for take in takes:
                key = clip_key(row.provider, clip.identity, take.take)
                found.append(
                    {
                        "clip": clip.clip,
                        "take": take.take,
                        "chosen": take.take == clip.take,
                        "state": take.state,
                        "amount": take.billed if take.billed is not None else take.amount,
                        "currency": take.currency,
                        "seed": take.payload["body"].get("seed"),
                        "bytes": take.bytes,
                        "sha256": take.sha256,
                        "place": store.place(key, take.sha256) if take.state == "done" and take.sha256 else None,
                    }
                )
    if as_json:
        console.result(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        return exit_codes.DONE
    rows = [
        [
            f"{'*' if one['chosen'] else ' '} {one['clip']}",
            str(one["take"]),
            one["state"],
            f"{number(one['amount'])} {one['currency']}",
            "" if one["seed"] is None else str(one["seed"]),
            "" if one["bytes"] is None else f"{one['bytes'] / 1e6:.1f} MB",
            one["place"] or "",
        ]
        for one in found
    ]
    console.result(
        table(["  clip", "take", "state", "price", "seed", "size", "file"], rows, right=frozenset({1, 3, 4, 5}))
    )
    return exit_codes.DONE
