"""One process at a time, on one machine or many."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager

from compiler.runner.database import Database

#: Between two tries (seconds).
PAUSE = 0.1
_LOCK = 7304


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Keep every other process that uses ``database`` waiting here. The lock of one that dies is free at once.

    Raises what the driver raises where the server does not answer, and OSError.
    """
    path = database.path
    if path is not None:
        with path.with_name(f"{path.name}.lock").open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    import psycopg

    with psycopg.connect(database.url, autocommit=True, connect_timeout=10) as connection:
        # Asked again and again, since a statement that waits for the lock would be waited for by whoever holds it and
        # builds an index.
        while connection.execute("select pg_try_advisory_lock(%s)", (_LOCK,)).fetchone() != (True,):
            time.sleep(PAUSE)
        yield
