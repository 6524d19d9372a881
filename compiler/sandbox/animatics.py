"""Animatics, drawn in processes of their own so that the server answers at once while they are drawn.

A drawing process reads one JSON object a line from its standard input and answers with one a line. It ends when its
input ends, so none is left over when the sandbox is killed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from compiler.sandbox.films import digest
from compiler.sandbox.orders import Order

CLOSING = 5.0


class DrawingError(Exception):
    """A film could not be drawn; the message is one line."""


class AnimaticPainter:
    """Draws animatics from the payload alone; one drawing process for each thread that calls."""

    def __init__(self) -> None:
        self._mine = threading.local()
        self._all: list[subprocess.Popen[bytes]] = []
        self._closed = False

    def name(self, order: Order) -> str:
        """Return the payload's digest."""
        return digest(order)

    def draw(self, order: Order, path: Path) -> None:
        """Write the animatic to ``path``. Raises ``DrawingError``."""
        process: subprocess.Popen[bytes] | None = getattr(self._mine, "process", None)
        if process is None or process.poll() is not None:
            process = self._mine.process = self._start()
        line = json.dumps({"payload": order.payload, "path": str(path)}).encode() + b"\n"
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(line)
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:
            answer = b""
        if not answer:
            process.kill()
            raise DrawingError("the drawing process ended")
        error = json.loads(answer)["error"]
        if error is not None:
            raise DrawingError(error)

    def close(self) -> None:
        """End the drawing processes, also in the middle of a film."""
        self._closed = True
        for process in self._all:
            process.kill()
            with suppress(subprocess.TimeoutExpired):
                process.wait(CLOSING)
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise DrawingError("the sandbox is closing")
        command = [sys.executable, "-m", "compiler.sandbox.drawing"]
        root = str(Path(__file__).resolve().parents[2])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,
        )
        self._all.append(process)
        return process
