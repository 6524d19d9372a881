"""A door for one at a time, at which the earliest goes first however late it came."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

Rank = tuple[float, str]


class Turnstile:
    """Lets one task in at a time, of those that wait the one with the lowest rank. Use within one event loop.

    A clip that was refused comes back before the ones that were asked for after it: with a plain queue, all that were
    refused would wait to the end, and there for nothing but their own back-off.
    """

    def __init__(self) -> None:
        self._taken = False
        self._waiting: list[tuple[Rank, int, asyncio.Future[None]]] = []
        self._came = 0

    @asynccontextmanager
    async def turn(self, rank: Rank) -> AsyncIterator[None]:
        """Be let in; leave at the end of the block."""
        if self._taken:
            await self._wait(rank)
        self._taken = True
        try:
            yield
        finally:
            self._leave()

    async def _wait(self, rank: Rank) -> None:
        call = asyncio.get_running_loop().create_future()
        self._came += 1
        heapq.heappush(self._waiting, (rank, self._came, call))
        try:
            await call
        except asyncio.CancelledError:
            if call.done() and not call.cancelled():
                # It was called at the very moment at which it gave up.
                self._leave()
            raise

    def _leave(self) -> None:
        while self._waiting:
            _, _, call = heapq.heappop(self._waiting)
            if not call.done():
                # It stays taken, for the one that is called.
                call.set_result(None)
                return
        self._taken = False
