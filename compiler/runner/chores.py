"""What would otherwise grow for ever: the engine's history of work that ended, and traces of processes that are gone.

The ledger keeps everything. Of all processes on a database one does the chores, once an hour, a handful at a time.
"""

from __future__ import annotations

import time

from compiler.runner.database import Transaction
from compiler.runner.engine import Engine
from compiler.runner.liveness import Liveness
from compiler.runner.work import Worksite

HOUR = 3600.0
#: So long the engine's history is kept (seconds).
KEPT = 7 * 86400.0
#: So many workflows are deleted in one go: the process has clips to attend to.
TOGETHER = 500


class Chores:
    """Does a part of what is due whenever it is asked."""

    def __init__(self, engine: Engine, site: Worksite, locks: Liveness) -> None:
        self._engine, self._site, self._locks = engine, site, locks
        self._next = 0.0
        self._unfinished = False

    def once(self) -> None:
        """Do the next part, or find that nothing is due. Raises DatabaseError."""
        now = time.monotonic()
        if not self._unfinished:
            if now < self._next:
                return
            self._next = now + HOUR
            if not self._site.database.write(_mine):
                return
            self._site.database.write(_forget_processes)
            self._locks.tidy(KEPT)
        before = self._site.database.read(lambda transaction: transaction.now()) - KEPT
        forgotten = self._engine.forget(before, TOGETHER)
        self._unfinished = forgotten == TOGETHER
        if forgotten:
            self._site.log("forgot", workflows=forgotten)


def _mine(transaction: Transaction) -> bool:
    """Tell whether nobody has done the chores within the hour, and say that this process does."""
    return bool(
        transaction.run(
            "insert into scenec_chores (chore, done) values ('history', {now}) on conflict (chore) do update "
            "set done = {now} where abs({now} - scenec_chores.done) >= :every",
            every=HOUR,
        )
    )


def _forget_processes(transaction: Transaction) -> None:
    transaction.run("delete from scenec_executors where beat < {now} - :kept", kept=KEPT)
