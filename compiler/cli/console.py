"""Where a command's words go: results to stdout, everything else to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TextIO

import click

from compiler.cli.errors import CommandError, os_error


@dataclass(slots=True)
class Console:
    """The process's two streams and how talkative it is.

    ``verbosity`` is -1 with ``-q``, 0 by default, 1 and more with ``-v``; ``colour`` is None where the terminal
    decides.
    """

    verbosity: int = 0
    colour: bool | None = None

    def result(self, text: str) -> None:
        """Write what the command was asked for to stdout, as UTF-8. Raises CommandError where it cannot be written."""
        self.result_bytes([text.encode("utf-8", "backslashreplace")])

    def result_bytes(self, chunks: Iterable[bytes]) -> None:
        """Write a result's bytes to stdout as they are. Raises CommandError where they cannot be written."""
        with _stdout():
            sys.stdout.flush()
            for chunk in chunks:
                rest = memoryview(chunk)
                # An unbuffered stdout (PYTHONUNBUFFERED) may take a part only, as when the disk fills.
                while rest:
                    rest = rest[sys.stdout.buffer.write(rest) :]

    def flush(self) -> None:
        """Write out what waits in buffers. Raises CommandError where it cannot be written."""
        with _stdout():
            sys.stdout.flush()

    def report(self, text: str) -> None:
        """Write one line about the work to stderr, unless ``-q``."""
        if self.verbosity >= 0:
            self.complain(text)

    def detail(self, text: str) -> None:
        """Write one line to stderr with ``-v`` only."""
        if self.verbosity > 0:
            self.complain(text)

    def complain(self, text: str) -> None:
        """Write text to stderr, also with ``-q``."""
        self.flush()
        sys.stderr.write(text if text.endswith("\n") else f"{text}\n")

    def colourful(self, stream: TextIO) -> bool:
        """Say whether text on ``stream`` may be coloured: options, then NO_COLOR and FORCE_COLOR, then the terminal."""
        if self.colour is not None:
            return self.colour
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return stream.isatty() and os.environ.get("TERM") != "dumb"


pass_console = click.make_pass_decorator(Console, ensure=True)


def prepare_streams() -> None:
    """Make stdout and stderr UTF-8 whatever the locale says, and unable to fail on a character; one that was closed
    leads nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # The lowest number that is free is the stream's: without this a database may be opened in its place.
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


@contextmanager
def _stdout() -> Iterator[None]:
    """Tell a full disk in plain words; a reader that went away is another matter."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon(sys.stdout)
        raise CommandError(
            f"cannot write to standard output: {os_error(error)}; free some space or send it elsewhere"
        ) from error


def abandon(stream: TextIO) -> None:
    """Point a stream that failed at nothing, so that the interpreter's own flush at exit does not fail again."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
