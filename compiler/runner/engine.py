"""The durable engine: one workflow a submission, on DBOS. The only module that imports it.

The engine remembers which step comes next and who works on what; the ledger remembers what was sent and paid. Nothing
that costs money relies on the engine alone: a step may run twice, and a workflow may be started twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions
from dbos._serialization import DBOSPortableJSONSerializer
from sqlalchemy.exc import DBAPIError

from compiler.runner.alone import alone
from compiler.runner.database import IDLE_IN_TRANSACTION, AwayError, DatabaseError
from compiler.runner.disk import disk_reason
from compiler.runner.fetch import DOWNLOADS, Fetch
from compiler.runner.starting import TOGETHER, Starter
from compiler.runner.submit import Submit
from compiler.runner.wait import AwaitTask
from compiler.runner.work import LeftToOthersError, Work, Worksite, ends_work

Maker = TypeVar("Maker", bound=Work)

NAME = "scenec"
WORKFLOW = "clip"
CLIPS = "clips"
#: Has no limit: work that was taken over holds places of the vendor and must never queue behind work that waits for
#: one.
RECOVERED = "recovered"
#: Change it only when the order of steps changes: work of another version is not touched.
VERSION = "1"
#: So many connections the engine keeps to Postgres at most.
POOL = 10
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

    def start(self) -> None:
        """Connect, take part in the queues and begin to work. Raises EngineError."""
        global _site, _starter
        _site = self._site
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
            _starter = Starter(self._site.database, options, NAME)
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
        global _starter
        from sqlalchemy import event
        from sqlalchemy.engine import Engine as Connections

        if event.contains(Connections, "handle_error", _heard):
            event.remove(Connections, "handle_error", _heard)
        DBOS.destroy(workflow_completion_timeout_sec=0)
        if _starter is not None:
            _starter.close()
            _starter = None

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
        return _started(self._site, {name: known[name] for name in names if name in known and name not in active})

    def hint(self, submission: str) -> None:
        """Somebody says that a submission's task has changed: have the vendor asked now, where it is in hand here."""
        loop = _loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._site.hint, submission)

    def take_over(self, executor: str) -> int:
        """Take the work of a process that is gone; return how many submissions it had in hand."""
        found = DBOS.list_workflows(executor_id=executor, status="PENDING", load_input=False, load_output=False)
        names = [workflow.workflow_id for workflow in found]
        for first in range(0, len(names), TOGETHER):
            DBOS.resume_workflows(names[first : first + TOGETHER], queue_name=RECOVERED)
        return len(names)

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

    def _active(self) -> list[str]:
        table = "dbos.workflow_status" if self._site.database.postgres else "workflow_status"
        states = ", ".join(f"'{state}'" for state in _ACTIVE)
        rows = self._site.database.read(
            lambda transaction: transaction.all(
                f"select workflow_uuid from {table} where status in ({states})"  # noqa: S608 - fixed names
            )
        )
        return [row["workflow_uuid"] for row in rows]


def _started(site: Worksite, generations: Mapping[str, int]) -> int:
    """Start workflows; return how many of them nobody else had started."""
    if _starter is None:
        # The engine is stopping: whoever works next finds them.
        return 0
    try:
        return _starter.start(generations)
    except Exception as error:
        if isinstance(error, DatabaseError) or disk_reason(error, site.database.path) is None:
            raise
        raise site.database.refusal(error) from None


def _heard(context: Any) -> None:
    error = context.original_exception
    if _site is not None and disk_reason(error, _site.database.path) is not None:
        _site.circumstances.end(_site.database.refusal(error))


_site: Worksite | None = None
_starter: Starter | None = None
_loop: asyncio.AbstractEventLoop | None = None


@asynccontextmanager
async def _at_work(make: Callable[[Worksite, str], Maker], submission: str) -> AsyncIterator[Maker]:
    """Give one step its submission; no two steps of this process work on the same one."""
    global _loop
    assert _site is not None, "the engine has not been started"
    _loop = asyncio.get_running_loop()
    site = _site
    async with site.held.setdefault(submission, asyncio.Lock()):
        try:
            yield make(site, submission)
        except LeftToOthersError:
            raise
        except AwayError:
            # It comes back, and then somebody finds the work undone and takes it up.
            raise
        except DatabaseError as error:
            site.circumstances.end(error)
            raise
        except Exception as error:
            reason = f"{type(error).__name__}: {_line(error)}"
            site.log("internal error", submission=submission, reason=reason)
            text = f"internal error, a fault of scenec: {reason}"
            await asyncio.to_thread(site.moves.stalled, submission, "internal", text)
            raise


async def _done(make: Callable[[Worksite, str], Maker], submission: str, do: Callable[[Maker], Awaitable[str]]) -> str:
    """Do a step, and return where it leaves the submission; ``idle`` where only another process can do it."""
    try:
        async with _at_work(make, submission) as work:
            return await do(work)
    except LeftToOthersError:
        return "idle"


@DBOS.step()
async def submit_step(submission: str) -> str:
    """Have the vendor take it."""
    return await _done(Submit, submission, Submit.submit)


@DBOS.step()
async def wait_step(submission: str) -> str:
    """Wait until the vendor is done."""
    return await _done(AwaitTask, submission, AwaitTask.wait)


@DBOS.step()
async def download_step(submission: str, attempt: int) -> str:
    """Fetch the file."""
    return await _done(Fetch, submission, lambda fetch: fetch.download(attempt))


@DBOS.step()
async def verify_step(submission: str) -> str:
    """Check and file it."""
    async with _at_work(Fetch, submission) as fetch:
        return await fetch.verify()


@DBOS.step()
async def give_up_step(submission: str) -> str:
    """Stop fetching."""
    async with _at_work(Fetch, submission) as fetch:
        return await fetch.give_up()


@DBOS.step()
async def pass_on_step(submission: str) -> int:
    """Start what waits for this clip."""
    async with _at_work(Work, submission) as work:
        ready = await work.ready_dependents()
    assert _site is not None
    _site.held.pop(submission, None)
    return await asyncio.to_thread(_started, _site, dict(ready))


@DBOS.workflow(name=WORKFLOW)
async def clip(submission: str) -> str:
    """Bring one submission from the queue into the store."""
    damaged = 0
    state = "queued"
    while not ends_work(state):
        if state in {"queued", "sending"}:
            state = await submit_step(submission)
        elif state == "waiting":
            state = await wait_step(submission)
        elif state == "damaged":
            damaged += 1
            state = "finished" if damaged < DOWNLOADS else await give_up_step(submission)
        elif state == "downloaded":
            state = await verify_step(submission)
        else:
            state = await download_step(submission, damaged + 1)
    if state == "done":
        await pass_on_step(submission)
    elif state in {"failed", "unknown", "halted"}:
        await _tell(submission, state)
    return state


async def _tell(submission: str, state: str) -> None:
    assert _site is not None
    work = Work(_site, submission)
    row = await asyncio.to_thread(work.moves.get, submission)
    work.log(state, row, cause=row.cause, message=row.message)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
