"""Work done ahead in a thread: codecs let Python go on while they run."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from queue import Empty, Full, Queue
from typing import TypeVar

Item = TypeVar("Item")
_END = object()


def ahead(items: Iterable[Item], depth: int = 2) -> Iterator[Item]:
    """Yield ``items``, made in a thread at most ``depth`` ahead. What making them raises is raised here; closing the
    iterator ends the thread."""
    made: Queue[object] = Queue(depth)
    stopped = threading.Event()
    failures: list[BaseException] = []

    def offer(item: object) -> bool:
        while not stopped.is_set():
            try:
                made.put(item, timeout=0.1)
            except Full:
                continue
            return True
        return False

    def make() -> None:
        try:
            for item in items:
                if not offer(item):
                    return
        except BaseException as error:
            failures.append(error)
        offer(_END)

    thread = threading.Thread(target=make, name="media-ahead", daemon=True)
    thread.start()
    try:
        while (item := made.get()) is not _END:
            yield item  # type: ignore[misc]
        if failures:
            raise failures[0]
    finally:
        stopped.set()
        while not made.empty():
            try:
                made.get_nowait()
            except Empty:
                break
        thread.join()
