"""The films that the sandbox hands out: drawn once a payload, kept as files, at most a few drawn at once."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from compiler.sandbox.orders import Order

PREFIX = "scenec-sandbox-"


class Painter(Protocol):
    """Draws one order's film into a file. ``draw`` is called from several threads at once."""

    def name(self, order: Order) -> str:
        """Return the film's name, fit for a file: orders with equal names have the same film, byte for byte."""
        ...

    def draw(self, order: Order, path: Path) -> None:
        """Write an MP4 to ``path``. Raises any exception, whose text the task's error then shows."""
        ...

    def close(self) -> None:
        """Stop whatever draws."""
        ...


def _sweep() -> None:
    """Remove the films of sandboxes that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdecimal() and not _lives(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(process: int) -> bool:
    if os.name != "posix":
        # Elsewhere asking would end it.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def digest(order: Order) -> str:
    """Return the SHA-256 of an order's payload in canonical JSON."""
    text = json.dumps(order.payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Films:
    """A folder of films by name. ``draw`` starts one, once, and tells when it is there."""

    def __init__(self, painter: Painter, workers: int) -> None:
        self._painter = painter
        _sweep()
        self._folder = tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", ignore_cleanup_errors=True)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="sandbox-draw")
        self._drawing: dict[str, asyncio.Future[None]] = {}

    def name(self, order: Order) -> str:
        """Return the name of an order's film."""
        return self._painter.name(order)

    def path(self, film: str) -> Path:
        """Return where a film lies once it is drawn."""
        return Path(self._folder.name) / f"{film}.mp4"

    async def draw(self, film: str, order: Order) -> None:
        """Draw a film unless it lies there or is being drawn; return when it is there. Raises what drawing raises."""
        if film not in self._drawing:
            loop = asyncio.get_running_loop()
            self._drawing[film] = loop.run_in_executor(self._pool, self._draw, film, order)
        try:
            await asyncio.shield(self._drawing[film])
        except Exception:
            self._drawing.pop(film, None)
            raise

    def close(self) -> None:
        """Stop drawing and remove the films."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._painter.close()
        self._pool.shutdown(wait=True)
        self._folder.cleanup()

    def _draw(self, film: str, order: Order) -> None:
        beside = Path(self._folder.name) / f"{film}.part.mp4"
        self._painter.draw(order, beside)
        beside.replace(self.path(film))


def describe_failure(error: BaseException) -> str:
    """Return one line about a film that could not be drawn."""
    return " ".join(f"the film could not be drawn: {type(error).__name__}: {error}".split())[:500]
