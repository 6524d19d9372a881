"""``scenec render``: submit, wait, download, verify, assemble."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

import click
from click.core import ParameterSource

from compiler.cli import exit_codes, logs, params
from compiler.cli.console import Console, pass_console
from compiler.cli.errors import CommandError
from compiler.cli.reels import reels_of
from compiler.cli.rendering import Wish, render_films
from compiler.cli.scripts import ScriptOptions


@click.command("render", short_help="Render the film.")
@click.argument("path", metavar="FILE")
@click.option("-o", "--output", metavar="FILM", help="Write the film here; by default the script's name with .mp4.")
@click.option(
    "--provider",
    metavar="NAME",
    help="Submit to this provider of scenec.toml; by default the configured one, else the sandbox.",
)
@click.option("--provider-url", metavar="URL", help="The provider's address, in place of the configured one.")
@click.option(
    "--max-cost",
    type=params.Finite(0),
    metavar="AMOUNT",
    help="Refuse to spend more than this on all films, in the target's currency.",
)
@click.option(
    "--retake", "retakes", multiple=True, metavar="CLIP", help="Make another take of this clip; may be repeated."
)
@click.option("--draft", is_flag=True, help="Render in standard mode, whatever the script says.")
@click.option("--window", metavar="HH:MM-HH:MM", help="Submit in these hours only.")
@click.option("--window-zone", metavar="ZONE", help="The window's time zone, as in Asia/Shanghai; by default UTC.")
@click.option("--batch", type=click.IntRange(1), metavar="N", help="Submit in waves of N clips.")
@click.option("--detach", is_flag=True, help="Queue the run for scenec worker and return.")
@logs.log_format
@params.as_events
@params.diagnostics_format
@params.script_options
@params.common
@pass_console
@click.pass_context
def command(
    context: click.Context,
    console: Console,
    path: str,
    output: str | None,
    provider: str | None,
    provider_url: str | None,
    max_cost: float | None,
    retakes: tuple[str, ...],
    draft: bool,
    window: str | None,
    window_zone: str | None,
    batch: int | None,
    detach: bool,
    log_format: str | None,
    as_json: bool,
    format_name: str,
    options: ScriptOptions,
) -> int:
    """Render the script FILE, or a plan that scenec plan -o saved, into one film.

    What is paid for is never paid for twice: interrupt it as you like and give the same command again.
    """
    wish = Wish(
        path=path,
        provider=provider,
        provider_url=provider_url,
        max_cost=max_cost,
        retakes=retakes,
        window=window,
        window_zone=window_zone,
        batch=batch,
        detach=detach,
        log_format=log_format,
        as_json=as_json,
    )
    with _terminable():
        place = Path(output) if output is not None else None
        target_given = context.get_parameter_source("target") is not ParameterSource.DEFAULT
        found = reels_of(console, path, replace(options, draft=draft), format_name, place, target_given=target_given)
        if found is None:
            return exit_codes.SCRIPT
        try:
            return render_films(console, wish, found)
        except KeyboardInterrupt:
            console.complain("interrupted; nothing is lost: the same command goes on from here")
            return exit_codes.INTERRUPTED


@contextmanager
def _terminable() -> Iterator[None]:
    """Let a polite kill end a render as Ctrl-C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    try:
        previous = signal.signal(signal.SIGTERM, interrupt)
    except ValueError as error:
        raise CommandError("render runs in the main thread only") from error
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)
