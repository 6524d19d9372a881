"""A file of SQLite: one connection for each thread."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from compiler.runner.database.errors import ReplacedError
from compiler.runner.database.transaction import Transaction, worded


class SqliteConnections:
    """The connections of one process to one file."""

    failures: tuple[type[Exception], ...] = (sqlite3.DatabaseError, OSError)

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._guard = threading.Lock()
        self._open: list[sqlite3.Connection] = []
        self._identity: tuple[int, int] | None = None

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Transaction]:
        """Open a transaction on this thread's connection; it is on disk at the end of the block."""
        connection = self._connection()
        connection.execute("begin immediate" if write else "begin")
        try:
            yield Transaction(lambda text, values: connection.execute(worded(text, postgres=False), values))
        except BaseException:
            if connection.in_transaction:
                connection.execute("rollback")
            raise
        connection.execute("commit")

    def passes(self, error: Exception) -> bool:
        """Tell whether trying again can help."""
        return isinstance(error, sqlite3.OperationalError) and ("locked" in str(error) or "busy" in str(error))

    def drop(self) -> None:
        """Close this thread's connection, which has failed."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            self._local.connection = None
            with self._guard:
                if connection in self._open:
                    self._open.remove(connection)
            connection.close()

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._guard:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._local = threading.local()

    @property
    def replaced(self) -> bool:
        """True where the file is not the one that this process began with: it was deleted, moved or replaced."""
        return self._identity is not None and self._identity != self._identified()

    def rescue(self) -> Path | None:
        """Write the database again whose file was taken away under this process; return where, None where it cannot be.

        It goes to its own place where that is free, else beside it.
        """
        with self._guard:
            connections = list(self._open)
        # One of them may have been in the middle of something.
        return next((place for one in connections if (place := self._rescue(one)) is not None), None)

    def _rescue(self, connection: sqlite3.Connection) -> Path | None:
        path = place = self.path
        try:
            if path.exists() and path.stat().st_size > 0:
                place = path.with_name(f"{path.stem}-rescued-{os.getpid()}{path.suffix}")
            place.parent.mkdir(parents=True, exist_ok=True)
            part = place.with_name(f".{place.name}.{os.getpid()}.part")
            part.unlink(missing_ok=True)
            connection.execute("vacuum into ?", (str(part),))
            for rest in ("", "-wal", "-shm"):
                place.with_name(place.name + rest).unlink(missing_ok=True)
            part.replace(place)
        except (OSError, sqlite3.Error):
            return None
        return place

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            self._local.connection = connection
            with self._guard:
                self._open.append(connection)
        return connection

    def _connect(self) -> sqlite3.Connection:
        if self.replaced:
            raise ReplacedError(self.path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        self._identity = self._identity or self._identified()
        return connection

    def _identified(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino
