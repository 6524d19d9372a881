"""Which processes are alive: each holds a lock that the system takes away when it dies, ``kill -9`` included.

On SQLite it is a lock on a file beside the database, on Postgres a session's advisory lock. A process that is only
frozen keeps its lock; it is given up when its heartbeat in the ledger is older than ``STALE`` seconds.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol

from compiler.runner.database import Database, Transaction

BEAT = 5.0
STALE = 40.0
_CLASS = 7301


def new_executor() -> str:
    """Return a name that no other process has or will have."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"


class Liveness(Protocol):
    """The locks of one database."""

    def hold(self, executor: str) -> None:
        """Hold this process's own lock until ``release`` or death."""
        ...

    def release(self) -> None:
        """Give the own lock up."""
        ...

    def dead(self, executor: str) -> Any:
        """Context manager: true where ``executor`` is dead, with its lock held while inside."""
        ...

    def tidy(self, age: float) -> None:
        """Remove what processes have left that died more than ``age`` seconds after they began."""
        ...


def liveness(database: Database) -> Liveness:
    """Return the locks that belong to a database."""
    path = database.path
    return FileLocks(path.parent / "locks") if path is not None else PostgresLocks(database.url)


class FileLocks:
    """One locked file a process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[bytes] | None = None

    def hold(self, executor: str) -> None:
        """Create and lock the process's file."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = (self._folder / executor).open("wb")
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def release(self) -> None:
        """Remove the file and its lock."""
        if self._file is not None:
            with suppress(OSError):
                Path(self._file.name).unlink()
            self._file.close()
            self._file = None

    @contextmanager
    def dead(self, executor: str) -> Iterator[bool]:
        """Try the lock of another process's file."""
        path = self._folder / executor
        try:
            file = path.open("r+b")
        except FileNotFoundError:
            yield True
            return
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True
            with suppress(OSError):
                path.unlink()

    def tidy(self, age: float) -> None:
        """Remove the files of dead processes."""
        for path in self._folder.iterdir():
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > age:
                    with self.dead(path.name):
                        continue


class PostgresLocks:
    """One advisory lock a process, on a connection of its own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._executor: str | None = None
        self._own: Any = None
        self._other: Any = None

    def hold(self, executor: str) -> None:
        """Connect and lock; called again after a lost connection."""
        self._executor = executor
        self._own = self._connect()
        self._own.execute("select pg_advisory_lock(%s, %s)", (_CLASS, _key(executor)))

    def renew(self) -> bool:
        """Make sure that the own lock is still held; True where it had been lost."""
        import psycopg

        assert self._executor is not None
        try:
            self._own.execute("select 1")
        except psycopg.Error:
            self.hold(self._executor)
            return True
        return False

    def release(self) -> None:
        """Close both connections."""
        for connection in (self._own, self._other):
            if connection is not None:
                connection.close()
        self._own = self._other = None

    @contextmanager
    def dead(self, executor: str) -> Iterator[bool]:
        """Try another process's lock."""
        if self._other is None or self._other.closed:
            self._other = self._connect()
        row = self._other.execute("select pg_try_advisory_lock(%s, %s)", (_CLASS, _key(executor))).fetchone()
        free = bool(row and row[0])
        try:
            yield free
        finally:
            if free:
                self._other.execute("select pg_advisory_unlock(%s, %s)", (_CLASS, _key(executor)))

    def tidy(self, age: float) -> None:
        """Nothing: the server forgets locks by itself."""

    def _connect(self) -> Any:
        import psycopg

        connection = psycopg.connect(
            self._url,
            autocommit=True,
            connect_timeout=10,
            keepalives_idle=10,
            keepalives_interval=5,
            keepalives_count=3,
            fallback_application_name="scenec",
        )
        # The server must notice too when a machine is gone without a word: by default it takes two hours over it.
        for name, seconds in (("idle", 10), ("interval", 5), ("count", 3)):
            connection.execute(f"set tcp_keepalives_{name} = {seconds}")
        return connection


def _key(executor: str) -> int:
    return zlib.crc32(executor.encode()) - 2**31


def beat(transaction: Transaction, executor: str) -> None:
    """Write the heartbeat of this process."""
    transaction.run(
        "insert into scenec_executors (executor, host, pid, started, beat) "
        "values (:executor, :host, :pid, {now}, {now}) "
        "on conflict (executor) do update set beat = {now}",
        executor=executor,
        host=socket.gethostname(),
        pid=os.getpid(),
    )
