"""A server of Postgres: few connections, shared by the threads of a process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

from compiler.runner.database.transaction import IDLE_IN_TRANSACTION, Transaction, worded

#: A process keeps so many connections to Postgres for the ledger: a server has a hundred for all of them by default.
CONNECTIONS = 4

Connection = psycopg.Connection[dict[str, Any]]


class PostgresConnections:
    """The connections of one process to one server: at most ``CONNECTIONS``."""

    failures: tuple[type[Exception], ...] = (psycopg.Error,)
    #: No server is taken away and put in another's place unnoticed.
    replaced = False

    def __init__(self, url: str) -> None:
        self._url = url
        self._guard = threading.Lock()
        self._open: list[Connection] = []
        self._idle: list[Connection] = []
        self._places = threading.BoundedSemaphore(CONNECTIONS)

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Transaction]:
        """Open a transaction on one of the connections; it is on disk at the end of the block."""
        with self._shared() as connection, connection.transaction():
            yield Transaction(lambda text, values: connection.execute(worded(text, postgres=True).encode(), values))

    def passes(self, error: Exception) -> bool:
        """Tell whether trying again can help: a server that restarts, a lost connection."""
        if isinstance(error, psycopg.errors.FeatureNotSupported) and "cached plan" in str(error):
            # Another process has brought the tables up to date; a new connection reads them as they are now.
            return True
        lasting = (psycopg.errors.InvalidPassword, psycopg.errors.InvalidCatalogName)
        passing = (psycopg.OperationalError, psycopg.errors.IdleInTransactionSessionTimeout)
        return isinstance(error, passing) and not isinstance(error, lasting)

    def drop(self) -> None:
        """Nothing: a connection that failed is not lent again."""

    def close(self) -> None:
        """Close every connection."""
        with self._guard:
            for connection in self._open:
                connection.close()
            self._open.clear()
            self._idle.clear()

    @contextmanager
    def _shared(self) -> Iterator[Connection]:
        """Lend this thread one of the connections. One that failed is not lent again."""
        with self._places:
            with self._guard:
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                connection = self._connect()
                with self._guard:
                    self._open.append(connection)
            try:
                yield connection
            except psycopg.Error:
                with self._guard:
                    if connection in self._open:
                        self._open.remove(connection)
                connection.close()
                raise
            except BaseException:
                self._give_back(connection)
                raise
            self._give_back(connection)

    def _give_back(self, connection: Connection) -> None:
        with self._guard:
            if connection in self._open:
                self._idle.append(connection)

    def _connect(self) -> Connection:
        connection = psycopg.connect(
            self._url,
            autocommit=True,
            row_factory=dict_row,
            connect_timeout=10,
            fallback_application_name="scenec",
        )
        # A process that is frozen between two statements of a transaction holds its rows: without an end to that, no
        # other could take over what it was doing.
        connection.execute(f"set idle_in_transaction_session_timeout = '{IDLE_IN_TRANSACTION}s'".encode())
        return connection
