"""``scenec status``: a run and its clips, from the ledger alone."""

from __future__ import annotations

import json
import shlex
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.ledgers import is_attended, open_ledger, run_named
from compiler.cli.progress import shown_state
from compiler.cli.tables import number, table

if TYPE_CHECKING:
    from compiler.runner.ledger.records import ClipState
    from compiler.runner.ledger.runs import RunRow


@click.command("status", short_help="Show a run and its clips.")
@click.argument("run", required=False, metavar="[RUN]")
@click.option("--all", "every", is_flag=True, help="List the runs instead.")
@click.option("--history", is_flag=True, help="Show every event of the run's submissions.")
@params.project
@params.as_json
@params.common
@pass_console
def command(console: Console, run: str | None, every: bool, history: bool, project: str, as_json: bool) -> int:
    """Show a run, the latest by default: each clip, its state, what it cost and what to do. Asks no vendor."""
    from compiler.cli.session import load_settings
    from compiler.runner.ledger import runs
    from compiler.runner.ledger.films import is_shown, manifest_of
    from compiler.runner.ledger.history import events_of

    with open_ledger(Path(project)) as database:
        if every:
            rows = database.read(runs.list_runs)
            text = json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2) + "\n"
            console.result(text if as_json else _runs(rows))
            return exit_codes.DONE
        row = run_named(database, run)
        clips = database.read(lambda transaction: runs.snapshot(transaction, row.run))
        spent = database.read(lambda transaction: runs.cost(transaction, row.run))
        shown = database.read(lambda transaction: is_shown(transaction, row.run))
        script = database.read(lambda transaction: manifest_of(transaction, row.run))["source"]
        left = row.state == "active" and not is_attended(database, row)
        address = database.read(lambda transaction: runs.address_of(transaction, row.run))
        events = database.read(lambda transaction: events_of(transaction, row.run)) if history else []
    if as_json:
        content: dict[str, Any] = {
            **asdict(row),
            "spent": spent,
            "assembled": shown,
            "interrupted": left,
            "clips": [{**asdict(clip), "shown": shown_state(clip)} for clip in clips],
        }
        if history:
            content["events"] = events
        console.result(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
        return exit_codes.DONE
    console.result(_run(row, clips, spent))
    if left:
        console.result(f"\nnobody works on it: scenec resume {row.run} goes on\n")
    if row.state == "done" and not shown:
        default = load_settings(Path(project)).render.provider
        console.result(f"\nevery clip is there: {_assembling(row, script, address, default)} assembles the film\n")
    for event in events:
        detail = " ".join(f"{name}={value}" for name, value in event["detail"].items())
        console.result(f"{_moment(event['at'])}  {event['clip'] or '':8}  {event['kind']}  {detail}".rstrip() + "\n")
    return exit_codes.DONE


def _run(row: RunRow, clips: list[ClipState], spent: float) -> str:
    from compiler.cli.progress import trouble
    from compiler.cli.windows import closed
    from compiler.runner.window import Window

    currency = clips[0].currency if clips else "units"
    done = sum(clip.state == "done" for clip in clips)
    head = f"{row.run}  {row.film}  {row.state}  {done} of {len(clips)} clips  {number(spent)} {currency} spent\n"
    rows = [
        [
            clip.clip,
            shown_state(clip) + (f" {clip.progress:.0%}" if clip.state == "waiting" and clip.progress else ""),
            f"{number(clip.seconds)} s",
            f"{number(clip.amount)} {clip.currency}",
            str(clip.take),
            f"{clip.file}:{clip.line}",
            clip.heading,
        ]
        for clip in clips
    ]
    header = ["clip", "state", "length", "price", "take", "line", "scene"]
    body = table(header, rows, right=frozenset({2, 3}))
    lines = [line for clip in clips if (line := trouble(row.run, clip)) is not None and row.state != "active"]
    if row.state == "active" and any(clip.state == "queued" for clip in clips):
        shut = closed(Window.load(row.opens))
        lines += [shut] if shut is not None else []
    return head + "\n" + body + "".join(f"\n{line}" for line in lines) + ("\n" if lines else "")


def _assembling(row: RunRow, script: str, address: str | None, default: str) -> str:
    """Return the command that puts a finished run's film together."""
    from compiler.settings import SANDBOX, configured_name, is_stand_in

    words = ["scenec", "render", script]
    if row.output is not None and Path(row.output).name != f"{Path(script).stem}.mp4":
        words += ["-o", row.output]
    name = configured_name(row.provider)
    if name != default:
        words += ["--provider", name]
    if address is not None and is_stand_in(row.provider) and row.provider != SANDBOX:
        words += ["--provider-url", address]
    return shlex.join(words)


def _runs(rows: list[RunRow]) -> str:
    if not rows:
        return "no runs yet\n"
    return table(
        ["run", "film", "state", "started", "provider"],
        [[row.run, row.film, row.state, _moment(row.started), row.provider] for row in rows],
    )


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")
