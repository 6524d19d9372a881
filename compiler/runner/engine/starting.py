"""Puts submissions into the engine's queue: thousands in few transactions, and none twice at a time."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy
from dbos import DBOSClient, EnqueueOptions
from dbos._serialization import DBOSPortableJSONSerializer

from compiler.runner.database import IDLE_IN_TRANSACTION, AwayError, Database

#: So many are started in one transaction.
TOGETHER = 200

_NEXT = sqlalchemy.text(
    "update scenec_submissions set generation = generation + 1 "
    "where submission = :submission and generation = :generation"
)


class Starter:
    """``options`` say which workflow is started and on which queue, ``application`` whose it is. Safe to share among
    threads."""

    def __init__(self, database: Database, options: EnqueueOptions, application: str) -> None:
        self._database = database
        self._options = options
        self._connections = _connections(database)
        self._client = DBOSClient(
            system_database_engine=self._connections,
            application_name=application,
            serializer=DBOSPortableJSONSerializer(),
            lazy=True,
        )

    def start(self, generations: Mapping[str, int]) -> int:
        """Start every submission's workflow of its generation, unless another process has done so already; return how
        many were started. The generation moves on in the same transaction. Raises DatabaseError."""
        # In one order everywhere: two processes that start the same ones must not wait for each other.
        rows = sorted(generations.items())
        return sum(self._together(rows[first : first + TOGETHER]) for first in range(0, len(rows), TOGETHER))

    def close(self) -> None:
        """Close the connections."""
        self._client.destroy()
        self._connections.dispose()

    def _together(self, rows: Sequence[tuple[str, int]]) -> int:
        limit = time.monotonic() + self._database.patience
        while True:
            try:
                with self._connections.begin() as connection:
                    return sum(self._one(connection, submission, generation) for submission, generation in rows)
            except sqlalchemy.exc.DBAPIError as error:
                cause = error.orig if isinstance(error.orig, Exception) else error
                if not self._database.passes(cause):
                    raise self._database.refusal(cause) from None
                if time.monotonic() >= limit:
                    reason = self._database.describe(cause)
                    raise AwayError(f"the database {self._database.safe_url} does not answer: {reason}") from None
                time.sleep(random.uniform(0.05, 0.5))

    def _one(self, connection: sqlalchemy.Connection, submission: str, generation: int) -> int:
        moved = connection.execute(_NEXT, {"submission": submission, "generation": generation})
        if not moved.rowcount:
            return 0
        options: EnqueueOptions = {**self._options, "workflow_id": f"{submission}.{generation}"}
        self._client.enqueue_in_transaction(connection, options, submission)
        return 1


def _connections(database: Database) -> sqlalchemy.Engine:
    url = sqlalchemy.make_url(database.url)
    if database.postgres:
        url = url.set(drivername="postgresql+psycopg")
    engine = sqlalchemy.create_engine(url, pool_size=2, max_overflow=4, pool_pre_ping=True)

    @sqlalchemy.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        if database.postgres:
            connection.execute(f"set idle_in_transaction_session_timeout = '{IDLE_IN_TRANSACTION}s'")
            connection.commit()
            return
        # A transaction that begins by reading cannot always go on to write.
        connection.isolation_level = "IMMEDIATE"
        connection.execute("pragma busy_timeout = 30000")
        connection.execute("pragma synchronous = full")

    return engine
