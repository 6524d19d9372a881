"""One process's part in the engine: it takes submissions from the queue, hands them over, and forgets."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions
from dbos._serialization import DBOSPortableJSONSerializer
from sqlalchemy.exc import DBAPIError

from compiler.runner.alone import alone
from compiler.runner.database import IDLE_IN_TRANSACTION, DatabaseError
from compiler.runner.disk import disk_reason
from compiler.runner.engine.starting import TOGETHER, Starter
from compiler.runner.engine.workflow import WORKFLOW, desk, started
from compiler.runner.work import Worksite

NAME = "scenec"
CLIPS = "clips"
#: Has no limit: work that was taken over holds places of the vendor and must never queue behind work that waits for
#: one.
RECOVERED = "recovered"
#: Change it only when the order of steps changes: work of another version is not touched.
VERSION = "1"
#: So many connections the engine keeps to Postgres at most.
POOL = 10
#: What the engine takes for under way here and nobody has had in hand for so long, was lost on the way (seconds).
LOST = 120.0
#: So often is that looked at (seconds).
LOOK = 15.0
#: So many submissions are in the hands of one process at most.
IN_HAND = 10_000

_ACTIVE = ("PENDING", "ENQUEUED", "DELAYED")


class EngineError(DatabaseError):
    """The engine cannot start on the database; the message says why."""


class Engine:
    """One process's engine. There can be only one running in a process.

    ``in_hand`` is how many submissions each process takes at once; all processes on a database take what was said last.
    """

    def __init__(self, site: Worksite, *, pace: float = 0.2, in_hand: int | None = None) -> None:
        self._site = site
        self._pace = pace
        self._in_hand = in_hand
        self._idle: dict[str, float] = {}
        self._looked = time.monotonic()

    def start(self) -> None:
        """Connect, take part in the queues and begin to work. Raises EngineError."""
        desk.site = self._site
        logging.getLogger("dbos").setLevel(logging.CRITICAL)
        config: DBOSConfig = {
            "name": NAME,
            "system_database_url": self._site.database.url,
            "executor_id": self._site.executor,
            "application_version": VERSION,
            "serializer": DBOSPortableJSONSerializer(),
            "max_executor_threads": 32,
            "sys_db_pool_size": POOL,
            "sys_db_idle_transaction_timeout_sec": float(IDLE_IN_TRANSACTION),
            "log_level": "CRITICAL",
            "notification_listener_polling_interval_sec": 0.25,
            "enable_otlp": False,
        }
        try:
            self._make_queues()
            options: EnqueueOptions = {"workflow_name": WORKFLOW, "queue_name": CLIPS, "app_version": VERSION}
            desk.starter = Starter(self._site.database, options, NAME)
            DBOS(config=config)
            DBOS.launch()
            self._listen()
        except Exception as error:
            self.stop()
            if disk_reason(error, self._site.database.path) is not None:
                raise self._site.database.refusal(error) from None
            raise EngineError(
                f"the engine cannot use {self._site.database.safe_url}: {self._site.database.describe(error)}"
            ) from None

    def _listen(self) -> None:
        """Hear of a disk that refuses what the engine writes: a clip's work would stand still without a word."""
        from sqlalchemy import event
        from sqlalchemy.engine import Engine as Connections

        event.listen(Connections, "handle_error", _heard)

    def _make_queues(self) -> None:
        """Create the queues before the engine looks for them, or it would find them a second later.

        One process at a time: tables that another is creating are there by halves."""
        url = self._site.database.url
        with alone(self._site.database):
            if not self._known("queues"):
                DBOS.migrate(system_database_url=url)
            try:
                self._register(url)
            except DBAPIError:
                # Whoever created the tables was killed over it.
                DBOS.migrate(system_database_url=url)
                self._register(url)

    def _register(self, url: str) -> None:
        client = DBOSClient(system_database_url=url, application_name=NAME, serializer=DBOSPortableJSONSerializer())
        try:
            client.register_queue(
                CLIPS,
                worker_concurrency=self._in_hand or IN_HAND,
                polling_interval_sec=self._pace,
                on_conflict="never_update" if self._in_hand is None else "always_update",
            )
            client.register_queue(RECOVERED, polling_interval_sec=1.0, on_conflict="never_update")
        finally:
            client.destroy()

    def _known(self, table: str) -> bool:
        if self._site.database.postgres:
            query = "select to_regclass(:name) as name"
            name = f"dbos.{table}"
        else:
            query = "select name from sqlite_master where name = :name"
            name = table
        row = self._site.database.read(lambda transaction: transaction.one(query, name=name))
        return row is not None and row["name"] is not None

    def stop(self) -> None:
        """Stop working. What is under way stays as the ledger says, for whoever comes next."""
        from sqlalchemy import event
        from sqlalchemy.engine import Engine as Connections

        if event.contains(Connections, "handle_error", _heard):
            event.remove(Connections, "handle_error", _heard)
        DBOS.destroy(workflow_completion_timeout_sec=0)
        if desk.starter is not None:
            desk.starter.close()
            desk.starter = None

    def ensure(self, submissions: Iterable[str]) -> int:
        """Have every one of ``submissions`` worked on by somebody; return how many were not yet.

        Raises DatabaseError.
        """
        names = list(submissions)
        if not names:
            return 0
        # Generations first: whoever starts one in between moves them on, and then nothing is started twice.
        known = self._site.moves.generations()
        active = {workflow.partition(".")[0] for workflow in self._active()}
        return started(self._site, {name: known[name] for name in names if name in known and name not in active})

    def hint(self, submission: str) -> None:
        """Somebody says that a submission's task has changed: have the vendor asked now, where it is in hand here."""
        loop = desk.loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._site.hint, submission)

    def take_over(self, executor: str) -> int:
        """Take the work of a process that is gone; return how many submissions it had in hand."""
        found = DBOS.list_workflows(executor_id=executor, status="PENDING", load_input=False, load_output=False)
        names = [workflow.workflow_id for workflow in found]
        for first in range(0, len(names), TOGETHER):
            DBOS.resume_workflows(names[first : first + TOGETHER], queue_name=RECOVERED)
        return len(names)

    def mend(self) -> int:
        """Go on with work of this process that the engine still takes for under way and nobody does: it broke off
        while the database was away, or never began since the server died when it had just been handed out. Return how
        many submissions."""
        now = time.monotonic()
        broken = set(self._site.broken)
        if not broken and now - self._looked < LOOK:
            return 0
        names = {workflow: workflow.partition(".")[0] for workflow in self._own()}
        idle = {workflow for workflow, name in names.items() if name not in self._site.in_hand}
        self._idle = {workflow: self._idle.get(workflow, now) for workflow in idle}
        self._looked = now
        left = [one for one in idle if names[one] in broken or now - self._idle[one] >= LOST]
        for first in range(0, len(left), TOGETHER):
            DBOS.resume_workflows(left[first : first + TOGETHER], queue_name=RECOVERED)
        for workflow in left:
            del self._idle[workflow]
        self._site.broken -= broken
        return len(left)

    def busy_executors(self) -> set[str]:
        """Return the names of the processes that have work in hand, dead or alive."""
        table = "dbos.workflow_status" if self._site.database.postgres else "workflow_status"
        rows: Sequence[Any] = self._site.database.read(
            lambda transaction: transaction.all(
                f"select distinct executor_id from {table} where status = 'PENDING'"  # noqa: S608 - fixed names
            )
        )
        return {row["executor_id"] for row in rows if row["executor_id"]}

    def forget(self, before: float, most: int) -> int:
        """Delete the engine's own history of work that ended before ``before`` (seconds since 1970), of ``most``
        workflows at a time; return of how many."""
        ended = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
            completed_before=datetime.fromtimestamp(before, UTC).isoformat(),
            limit=most,
            load_input=False,
            load_output=False,
        )
        if ended:
            DBOS.delete_workflows([row.workflow_id for row in ended])
        return len(ended)

    def _own(self) -> list[str]:
        table = "dbos.workflow_status" if self._site.database.postgres else "workflow_status"
        rows = self._site.database.read(
            lambda transaction: transaction.all(
                f"select workflow_uuid from {table} where status = 'PENDING' and executor_id = :executor",  # noqa: S608 - fixed names
                executor=self._site.executor,
            )
        )
        return [row["workflow_uuid"] for row in rows]

    def _active(self) -> list[str]:
        table = "dbos.workflow_status" if self._site.database.postgres else "workflow_status"
        states = ", ".join(f"'{state}'" for state in _ACTIVE)
        rows = self._site.database.read(
            lambda transaction: transaction.all(
                f"select workflow_uuid from {table} where status in ({states})"  # noqa: S608 - fixed names
            )
        )
        return [row["workflow_uuid"] for row in rows]


def _heard(context: Any) -> None:
    error = context.original_exception
    if desk.site is not None and disk_reason(error, desk.site.database.path) is not None:
        desk.site.circumstances.end(desk.site.database.refusal(error))
