"""What is done for one submission, step by step, as the engine remembers it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from dbos import DBOS

from compiler.runner.database import AwayError, DatabaseError
from compiler.runner.disk import disk_reason
from compiler.runner.engine.starting import Starter
from compiler.runner.fetch import DOWNLOADS, Fetch
from compiler.runner.submit import Submit
from compiler.runner.wait import AwaitTask
from compiler.runner.work import LeftToOthersError, Work, Worksite, ends_work

Maker = TypeVar("Maker", bound=Work)

WORKFLOW = "clip"


@dataclass(slots=True)
class Desk:
    """What the steps find in their process: the engine calls them with nothing but a submission's name."""

    site: Worksite | None = None
    starter: Starter | None = None
    loop: asyncio.AbstractEventLoop | None = None


desk = Desk()


def started(site: Worksite, generations: Mapping[str, int]) -> int:
    """Start workflows; return how many of them nobody else had started. Raises DatabaseError."""
    if desk.starter is None:
        # The engine is stopping: whoever works next finds them.
        return 0
    try:
        return desk.starter.start(generations)
    except Exception as error:
        if isinstance(error, DatabaseError) or disk_reason(error, site.database.path) is None:
            raise
        raise site.database.refusal(error) from None


@asynccontextmanager
async def _at_work(make: Callable[[Worksite, str], Maker], submission: str) -> AsyncIterator[Maker]:
    """Give one step its submission; no two steps of this process work on the same one."""
    assert desk.site is not None, "the engine has not been started"
    desk.loop = asyncio.get_running_loop()
    site = desk.site
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
    assert desk.site is not None
    return await asyncio.to_thread(started, desk.site, dict(ready))


@DBOS.workflow(name=WORKFLOW)
async def clip(submission: str) -> str:
    """Bring one submission from the queue into the store."""
    site = desk.site
    assert site is not None, "the engine has not been started"
    site.begin(submission)
    try:
        return await _bring(submission)
    except BaseException:
        # While the database is away the engine cannot even write down that this ended: it has to be looked after.
        site.broken.add(submission)
        raise
    finally:
        site.leave(submission)


async def _bring(submission: str) -> str:
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
    assert desk.site is not None
    work = Work(desk.site, submission)
    row = await asyncio.to_thread(work.moves.get, submission)
    work.log(state, row, cause=row.cause, message=row.message)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
