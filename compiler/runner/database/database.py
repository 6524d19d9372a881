"""A database by its address, whichever it is."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from compiler.runner.database.errors import AwayError, DatabaseError, ReplacedError, disk_error
from compiler.runner.database.sqlite import SqliteConnections
from compiler.runner.database.transaction import Transaction
from compiler.runner.disk import disk_reason

if TYPE_CHECKING:
    from compiler.runner.database.postgres import PostgresConnections

Result = TypeVar("Result")

#: A database that is busy for less than so many seconds is not worth a word.
_LONG = 1.0


class Database:
    """Connections to one database, safe to share among threads.

    A transaction that meets a busy or vanished database is tried again for ``patience`` seconds, so what is passed to
    ``write`` must be safe to run twice: it changes rows only in a state that it names.
    """

    def __init__(self, url: str, *, patience: float = 60.0) -> None:
        self.url = url
        self.patience = patience
        self.postgres = url.startswith(("postgresql:", "postgres:"))
        if not self.postgres and not url.startswith("sqlite:///"):
            raise DatabaseError("SCENEC_DATABASE_URL must start with postgresql:// or sqlite:///")
        #: The SQLite file, None on Postgres.
        self.path: Path | None = None if self.postgres else Path(url.removeprefix("sqlite:///"))
        self._connections: SqliteConnections | PostgresConnections
        if self.path is not None:
            self._connections = SqliteConnections(self.path)
        else:
            from compiler.runner.database.postgres import PostgresConnections

            self._connections = PostgresConnections(url)
        #: Told of a database that does not answer: why, for how many seconds, and for how many more it is tried; and
        #: that it answers again.
        self.silent: Callable[[str, float, float], None] = lambda reason, lasted, left: None
        self.answers: Callable[[], None] = lambda: None

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
        self._connections.close()

    def passes(self, error: Exception) -> bool:
        """Tell whether trying again can help: a lock, a server that restarts, a lost connection."""
        return self._connections.passes(error)

    @property
    def replaced(self) -> bool:
        """True where the SQLite file is not the one that this process began with: it was deleted, moved or replaced."""
        return self._connections.replaced

    def rescue(self) -> Path | None:
        """Write the SQLite file again that was taken away under this process; return where, None where it cannot be."""
        return self._connections.rescue() if isinstance(self._connections, SqliteConnections) else None

    def _persist(self, work: Callable[[Transaction], Result], *, write: bool) -> Result:
        began = time.monotonic()
        pause = 0.02
        while True:
            try:
                with self._connections.transaction(write=write) as transaction:
                    found = work(transaction)
                self.answers()
                return found
            except self._connections.failures as error:
                self._connections.drop()
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


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
