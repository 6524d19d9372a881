"""Chains of libavfilter's filters: frames in at one end, frames out at the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any


def through(
    graph: Any, source: Any, steps: Sequence[tuple[str, str]], sink: str, frames: Iterable[Any]
) -> Iterator[Any]:
    """Yield what comes out of ``sink`` when ``frames`` go into ``source`` and through ``steps`` (names and arguments).

    ``source`` stands in ``graph`` already, ``sink`` is a filter's name.
    """
    import av

    last = source
    for step in (graph.add(name, arguments) for name, arguments in [*steps, (sink, "")]):
        last.link_to(step)
        last = step
    graph.configure()

    def drain() -> Iterator[Any]:
        while True:
            try:
                yield last.pull()
            except (av.BlockingIOError, av.EOFError):
                return

    for frame in frames:
        source.push(frame)
        yield from drain()
    source.push(None)
    yield from drain()
