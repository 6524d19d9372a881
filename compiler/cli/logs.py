"""What a command logs: one line an event on stderr, for people or as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from compiler.cli.console import Console

log_format = click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    help="Log every event in this format; -v alone logs text.",
)


def event_log(console: Console, log_format: str | None) -> Callable[..., None]:
    """Return what to tell events to: the event's name and its details by name. It writes nothing unless ``-v`` or a
    format was given, and nothing with ``-q``."""
    wanted = console.verbosity > 0 or (log_format is not None and console.verbosity == 0)

    def log(kind: str, **detail: Any) -> None:
        if not wanted:
            return
        now = datetime.now(UTC)
        if log_format == "json":
            at = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
            console.complain(json.dumps({"time": at, "event": kind, **detail}, ensure_ascii=False))
        else:
            words = [now.astimezone().strftime("%H:%M:%S"), kind]
            console.complain(" ".join([*words, *(f"{name}={value}" for name, value in detail.items())]))

    return log
