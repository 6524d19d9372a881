"""The database of the ledger: SQLite beside the project, or Postgres by address. One SQL text serves both.

Statements name their parameters ``:name``. ``{now}`` stands for the database's clock in seconds since 1970, so that
all machines share one clock, and ``{greatest}`` for the larger of two values.
"""

from __future__ import annotations

import os
import random
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from compiler.runner.disk import FULL, disk_reason

if TYPE_CHECKING:
    import psycopg

Result = TypeVar("Result")
Row = Mapping[str, Any]

#: Seconds after which Postgres ends a session that stands still inside a transaction.
IDLE_IN_TRANSACTION = 10
#: A process keeps so many connections to Postgres for the ledger: a server has a hundred for all of them by default.
CONNECTIONS = 4

#: A database that is busy for less than so many seconds is not worth a word.
_LONG = 1.0

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z_0-9]*)")
_SQLITE = {"{now}": "((julianday('now') - 2440587.5) * 86400.0)", "{greatest}": "max", "{serial}": "integer"}
_POSTGRES = {
    "{now}": "(extract(epoch from clock_timestamp())::double precision)",
    "{greatest}": "greatest",
    "{serial}": "bigserial",
}


class DatabaseError(Exception):
    """The database cannot be reached or used; the message says which and why, without its password."""


class AwayError(DatabaseError):
    """The database does not answer for now; it may come back."""


class DiskError(DatabaseError):
    """The disk under the database takes nothing more: it is full, read-only or broken. The message names the place and
    says how to mend it. ``full`` tells the first from the others."""

    def __init__(self, message: str, *, full: bool) -> None:
        super().__init__(message)
        self.full = full


class ReplacedError(DatabaseError):
    """The database's file was taken away or replaced while the process worked with it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was deleted or replaced in the middle of the work")


class Transaction:
    """One open transaction. ``all`` and ``one`` return rows as mappings, ``run`` the number of rows changed."""

    def __init__(self, execute: Callable[[str, Mapping[str, Any]], Any]) -> None:
        self._execute = execute

    def all(self, statement: str, **values: Any) -> Sequence[Row]:
        """Return every row of a query."""
        return [dict(row) for row in self._execute(statement, values).fetchall()]

    def one(self, statement: str, **values: Any) -> Row | None:
        """Return the first row of a query, None where there is none."""
        row = self._execute(statement, values).fetchone()
        return None if row is None else dict(row)

    def run(self, statement: str, **values: Any) -> int:
        """Execute a statement and return how many rows it changed."""
        return int(self._execute(statement, values).rowcount)

    def now(self) -> float:
        """Return the database's clock, in seconds since 1970."""
        row = self.one("select {now} as now")
        assert row is not None
        return float(row["now"])


class Database:
    """Connections to one database: on SQLite one for each thread, on Postgres at most ``CONNECTIONS`` that the threads
    share. Safe to share among threads.

    A transaction that meets a busy or vanished database is tried again for ``patience`` seconds, so what is passed to
    ``write`` must be safe to run twice: it changes rows only in a state that it names.
    """

    def __init__(self, url: str, *, patience: float = 60.0) -> None:
        self.url = url
        self.patience = patience
        self.postgres = url.startswith(("postgresql:", "postgres:"))
        if not self.postgres and not url.startswith("sqlite:///"):
            raise DatabaseError("SCENEC_DATABASE_URL must start with postgresql:// or sqlite:///")
        self._local = threading.local()
        self._texts: dict[str, str] = {}
        self._open: list[Any] = []
        self._guard = threading.Lock()
        self._idle: list[Any] = []
        self._places = threading.BoundedSemaphore(CONNECTIONS)
        self._identity: tuple[int, int] | None = None
        #: Told of a database that does not answer: why, for how many seconds, and for how many more it is tried; and
        #: that it answers again.
        self.silent: Callable[[str, float, float], None] = lambda reason, lasted, left: None
        self.answers: Callable[[], None] = lambda: None

    @property
    def path(self) -> Path | None:
        """The SQLite file, None on Postgres."""
        return None if self.postgres else Path(self.url.removeprefix("sqlite:///"))

    @property
    def safe_url(self) -> str:
        """The address without its password."""
        hidden = re.sub(r"(//[^:/@]*):.*@", r"\1:…@", self.url)
        return re.sub(r"(password=)[^&]*", r"\1…", hidden)

    def describe(self, error: Exception) -> str:
        """Return an error in one line, without the password that a driver may repeat in it."""
        text = _line(error)
        for secret in re.findall(r"//[^:/@]*:(.+)@|password=([^&]+)", self.url):
            for part in secret:
                text = text.replace(part, "…") if part else text
        return text

    def refusal(self, error: Exception) -> DatabaseError:
        """Return what a driver's error means that no waiting mends: DiskError where the disk is in the way."""
        if self.replaced and self.path is not None:
            return ReplacedError(self.path)
        words = self.describe(error)
        reason = disk_reason(error, self.path)
        if reason is None:
            return DatabaseError(f"the database {self.safe_url} cannot be used: {words}")
        return disk_error(self.path or self.safe_url, reason)

    def write(self, work: Callable[[Transaction], Result]) -> Result:
        """Run ``work`` in a transaction that is on disk when this returns. Raises DatabaseError."""
        return self._persist(work, write=True)

    def read(self, work: Callable[[Transaction], Result]) -> Result:
        """Run ``work`` in a transaction that only reads. Raises DatabaseError."""
        return self._persist(work, write=False)

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._guard:
            for connection in self._open:
                connection.close()
            self._open.clear()
            self._idle.clear()
        self._local = threading.local()

    def _persist(self, work: Callable[[Transaction], Result], *, write: bool) -> Result:
        began = time.monotonic()
        pause = 0.02
        while True:
            try:
                with self._transaction(write=write) as transaction:
                    found = work(transaction)
                self.answers()
                return found
            except self._failures() as error:
                self._drop()
                if not self.passes(error):
                    raise self.refusal(error) from None
                lasted = time.monotonic() - began
                if lasted >= _LONG:
                    self.silent(self.describe(error), lasted, self.patience - lasted)
                if lasted >= self.patience:
                    raise AwayError(
                        f"the database {self.safe_url} does not answer: {self.describe(error)}; when it is back, "
                        "the same command goes on and pays for nothing twice"
                    ) from None
                time.sleep(random.uniform(pause / 2, pause))
                pause = min(pause * 2, 2.0)

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[Transaction]:
        if self.postgres:
            with self._shared() as connection, connection.transaction():
                yield Transaction(lambda text, values: connection.execute(self._text(text), values))
            return
        connection = self._connection()
        connection.execute("begin immediate" if write else "begin")
        try:
            yield Transaction(lambda text, values: connection.execute(self._text(text), values))
        except BaseException:
            if connection.in_transaction:
                connection.execute("rollback")
            raise
        connection.execute("commit")

    def _connection(self) -> Any:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect_sqlite()
            self._local.connection = connection
            with self._guard:
                self._open.append(connection)
        return connection

    @contextmanager
    def _shared(self) -> Iterator[Any]:
        """Lend this thread one of the connections to Postgres. One that failed is not lent again."""
        with self._places:
            with self._guard:
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                connection = self._connect_postgres()
                with self._guard:
                    self._open.append(connection)
            try:
                yield connection
            except self._failures():
                with self._guard:
                    if connection in self._open:
                        self._open.remove(connection)
                connection.close()
                raise
            except BaseException:
                self._give_back(connection)
                raise
            self._give_back(connection)

    def _give_back(self, connection: Any) -> None:
        with self._guard:
            if connection in self._open:
                self._idle.append(connection)

    @property
    def replaced(self) -> bool:
        """True where the SQLite file is not the one that this process began with: it was deleted, moved or replaced."""
        return self._identity is not None and self._identity != self._identified()

    def _identified(self) -> tuple[int, int] | None:
        assert self.path is not None
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def rescue(self) -> Path | None:
        """Write the database again whose file was taken away under this process; return where, None where it cannot be.

        It goes to its own place where that is free, else beside it.
        """
        with self._guard:
            connections = list(self._open)
        # One of them may have been in the middle of something.
        return next((place for one in connections if (place := self._rescue(one)) is not None), None)

    def _rescue(self, connection: sqlite3.Connection) -> Path | None:
        path = self.path
        assert path is not None
        place = path
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

    def _connect_sqlite(self) -> sqlite3.Connection:
        path = self.path
        assert path is not None
        if self.replaced:
            raise ReplacedError(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        self._identity = self._identity or self._identified()
        return connection

    def _connect_postgres(self) -> psycopg.Connection[dict[str, Any]]:
        import psycopg
        from psycopg.rows import dict_row

        connection = psycopg.connect(
            self.url,
            autocommit=True,
            row_factory=dict_row,
            connect_timeout=10,
            fallback_application_name="scenec",
        )
        # A process that is frozen between two statements of a transaction holds its rows: without an end to that, no
        # other could take over what it was doing.
        connection.execute(f"set idle_in_transaction_session_timeout = '{IDLE_IN_TRANSACTION}s'")
        return connection

    def _drop(self) -> None:
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            self._local.connection = None
            with self._guard:
                if connection in self._open:
                    self._open.remove(connection)
            connection.close()

    def _text(self, statement: str) -> str:
        text = self._texts.get(statement)
        if text is None:
            text = statement
            for mark, words in (_POSTGRES if self.postgres else _SQLITE).items():
                text = text.replace(mark, words)
            if self.postgres:
                text = _PARAMETER.sub(r"%(\1)s", text.replace("%", "%%"))
            self._texts[statement] = text
        return text

    def _failures(self) -> tuple[type[Exception], ...]:
        if not self.postgres:
            return (sqlite3.DatabaseError, OSError)
        import psycopg

        return (psycopg.Error,)

    def passes(self, error: Exception) -> bool:
        """Tell whether trying again can help: a lock, a server that restarts, a lost connection."""
        if not self.postgres:
            return isinstance(error, sqlite3.OperationalError) and ("locked" in str(error) or "busy" in str(error))
        import psycopg

        lasting = (psycopg.errors.InvalidPassword, psycopg.errors.InvalidCatalogName)
        passing = (psycopg.OperationalError, psycopg.errors.IdleInTransactionSessionTimeout)
        return isinstance(error, passing) and not isinstance(error, lasting)


def disk_error(place: Path | str, reason: str) -> DiskError:
    """Return the refusal of a disk, with what to do about it."""
    advice = "free some space" if reason == FULL else "mend that"
    return DiskError(
        f"{place}: {reason}; {advice}, then the same command goes on and pays for nothing twice", full=reason == FULL
    )


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
