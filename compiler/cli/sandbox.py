"""``scenec sandbox``: serve the local stand-in for the vendors' APIs."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

import click

from compiler.cli import params
from compiler.cli.console import Console, pass_console
from compiler.cli.errors import CommandError
from compiler.sandbox.faults import FAULTS, parse_faults
from compiler.sandbox.options import DEFAULT_KEY, DEFAULT_SECRET, DEFAULT_TOKEN, Rate, SandboxOptions, parse_rate

Value = TypeVar("Value")


def _read(parse: Callable[[str], Value]) -> Callable[[click.Context, click.Parameter, str], Value]:
    def callback(_context: click.Context, _parameter: click.Parameter, text: str) -> Value:
        try:
            return parse(text)
        except ValueError as error:
            raise click.BadParameter(str(error)) from None

    return callback


def _keys(_context: click.Context, _parameter: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for pair in pairs:
        key, colon, secret = pair.partition(":")
        if not (key and colon and secret):
            raise click.BadParameter("a key is written KEY:SECRET")
        keys[key] = secret
    return keys


@click.command("sandbox", epilog="Faults: " + "; ".join(f"{name}: {what}" for name, what in FAULTS.items()) + ".")
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--speed",
    type=params.Finite(0, min_open=True),
    default=60.0,
    show_default=True,
    help="Divides the 20 s that a second of film takes.",
)
@click.option("--concurrency", type=click.IntRange(1), default=5, show_default=True, help="Tasks in flight, per key.")
@click.option("--rate", callback=_read(parse_rate), default="60/min", show_default=True, help="Submissions, per key.")
@click.option("--credit", type=params.Finite(0), metavar="UNITS", help="What may be billed; no end by default.")
@click.option(
    "--faults",
    callback=_read(parse_faults),
    default="",
    metavar="SPEC",
    help="Probabilities of faults, as in 429=0.3,lost-reply=0.1.",
)
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Draws the faults.")
@click.option(
    "--link-life",
    type=params.Finite(0, min_open=True),
    default=3600.0,
    show_default=True,
    metavar="SECONDS",
    help="How long a download link lives.",
)
@click.option(
    "--film",
    type=click.Choice(["animatic", "plain"]),
    default="animatic",
    show_default=True,
    help="What is drawn: the whole animatic, or a plain card, fast and tiny.",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    callback=_keys,
    metavar="KEY:SECRET",
    help=f"Take tokens of these keys only; default {DEFAULT_KEY}:{DEFAULT_SECRET} and any other key unchecked.",
)
@click.option(
    "--token", "tokens", multiple=True, metavar="TOKEN", help=f"Take this ready token; default {DEFAULT_TOKEN}."
)
@params.common
@pass_console
def command(
    console: Console,
    port: int,
    host: str,
    speed: float,
    concurrency: int,
    rate: Rate,
    credit: float | None,
    faults: dict[str, float],
    seed: int,
    link_life: float,
    film: str,
    keys: dict[str, str],
    tokens: tuple[str, ...],
) -> None:
    """Serve the local stand-in for the vendors' APIs until it is stopped.

    The first line on stdout is its address. Every clip is drawn as an animatic; nothing costs anything.
    """
    from compiler.sandbox.server import SandboxError, start

    options = SandboxOptions(
        host=host,
        port=port,
        speed=speed,
        concurrency=concurrency,
        rate=rate,
        credit=credit,
        faults=faults,
        seed=seed,
        link_life=link_life,
        film="plain" if film == "plain" else "animatic",
        keys=keys or {DEFAULT_KEY: DEFAULT_SECRET},
        open=not keys,
        tokens=frozenset(tokens or (() if keys else (DEFAULT_TOKEN,))),
    )
    stopped = threading.Event()
    previous = {number: signal.signal(number, lambda *_: stopped.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        sandbox = start(options)
    except SandboxError as error:
        raise CommandError(str(error)) from None
    try:
        console.result(f"listening on {sandbox.url}\n")
        sys.stdout.flush()
        while not stopped.wait(3600):
            pass
    finally:
        sandbox.stop()
        for number, handler in previous.items():
            signal.signal(number, handler)
