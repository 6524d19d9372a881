"""``scenec takes``: every take of a film's clips, listed, compared, played."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.errors import CommandError
from compiler.cli.files import write_file
from compiler.cli.ledgers import open_ledger
from compiler.cli.scripts import ScriptOptions
from compiler.cli.tables import number, table
from compiler.cli.take_list import Take, cut_of, list_takes

if TYPE_CHECKING:
    from compiler.runner.store import Store


@click.command("takes", short_help="List, compare and play a film's takes.")
@click.argument("film", required=False, metavar="[FILE|RUN]")
@click.argument("clip", required=False, metavar="[CLIP]")
@click.option("--compare", "picture", metavar="PNG", help="Compare a CLIP's takes: write their moments as a picture.")
@click.option("--play", type=click.IntRange(1), metavar="TAKE", help="Open this take of CLIP in the system's player.")
@click.option("--provider", metavar="NAME", help="The provider that made them; by default the run's or configured one.")
@params.project
@params.as_json
@params.film_options
@params.common
@pass_console
def command(
    console: Console,
    film: str | None,
    clip: str | None,
    picture: str | None,
    play: int | None,
    provider: str | None,
    project: str,
    as_json: bool,
    options: ScriptOptions,
) -> int:
    """List the takes of every clip of a script or a run, the latest run by default: state, price, length, seed, size
    and the place of the file, the chosen one marked."""
    from compiler.cli.session import load_settings, refusals
    from compiler.runner.store import open_store

    if clip is None and (picture is not None or play is not None):
        raise CommandError("name the film and the clip: scenec takes film.scene s01c01 --compare takes.png")
    folder, cut = cut_of(Path(project), film, provider, options)
    settings = load_settings(folder)
    with refusals():
        store = open_store(settings.store, settings.state / "copies", settings.variables("AWS_", "GOOGLE_"))
        with open_ledger(folder) as database:
            found = list_takes(database, store, cut)
        if clip is not None:
            found = [take for take in found if take.clip == clip]
            if not found:
                raise CommandError(f"there is no take of a clip {clip}; scenec takes lists those there are")
        apart = _compare(store, found, picture) if picture is not None else {}
        if play is not None:
            _play(console, store, found, play)
    if picture is not None:
        console.report(f"wrote {picture}")
    if as_json:
        rows = [{**asdict(take), "difference": apart.get(take.take)} for take in found]
        for row in rows:
            del row["key"]
        console.result(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        console.result(_as_text(found, apart))
    return exit_codes.DONE


def _compare(store: Store, takes: Sequence[Take], picture: str) -> dict[int, float]:
    """Write a picture of the takes' moments, and return how far each is from the chosen one. Raises CommandError."""
    from compiler.media.comparison import difference, sheet, stills
    from compiler.media.errors import MediaError

    if Path(picture).suffix.lower() != ".png":
        raise CommandError(f"{picture} is not the name of a picture; name it takes.png")
    done = [take for take in takes if take.place is not None]
    if not done:
        raise CommandError("no take of it is finished; there is nothing to compare yet")
    try:
        seen = {take.take: stills(store.fetch(take.key)) for take in done}
    except MediaError as error:
        raise CommandError(str(error)) from None
    labels = [(f"{take.clip} take {take.take}" + (", chosen" if take.chosen else ""), seen[take.take]) for take in done]
    write_file(Path(picture), [sheet(labels)])
    reference = next((take.take for take in done if take.chosen), done[0].take)
    return {number: round(difference(seen[reference], frames), 4) for number, frames in seen.items()}


def _play(console: Console, store: Store, takes: Sequence[Take], wanted: int) -> None:
    take = next((take for take in takes if take.take == wanted and take.place is not None), None)
    if take is None:
        raise CommandError(f"there is no finished take {wanted} of it; scenec takes lists those there are")
    path = store.fetch(take.key)
    console.report(f"playing {path}")
    # What opens files elsewhere waits until the player is closed; here it ends once it has found one, or none.
    if click.launch(str(path), wait=sys.platform.startswith("linux")) != 0:
        raise CommandError(f"no player could be started here; play {path} yourself")


def _as_text(takes: Sequence[Take], apart: dict[int, float]) -> str:
    header = ["  clip", "take", "state", "price", "length", "seed", "size", "file"]
    rows = [
        [
            f"{'*' if take.chosen else ' '} {take.clip}",
            str(take.take),
            take.state,
            f"{number(take.amount)} {take.currency}",
            f"{number(take.seconds)} s",
            "" if take.seed is None else str(take.seed),
            "" if take.bytes is None else f"{take.bytes / 1e6:.1f} MB",
            take.place or "",
        ]
        for take in takes
    ]
    if apart:
        header.insert(7, "apart")
        for row, take in zip(rows, takes, strict=True):
            row.insert(7, f"{apart[take.take]:.1%}" if take.take in apart else "")
    return table(header, rows, right=frozenset({1, 3, 4, 5, 6, 7} if apart else {1, 3, 4, 5, 6}))
