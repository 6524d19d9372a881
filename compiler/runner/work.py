"""What is done for one submission: submit, wait, download, verify. Each step starts from what the ledger says, so it
can be cut off anywhere and run again by anyone.

A step returns the state in which it leaves the submission.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from compiler.media.errors import MediaError
from compiler.runner import backoff
from compiler.runner.classes import Refusal
from compiler.runner.database import AwayError, Database
from compiler.runner.dialects import Task
from compiler.runner.http import HeldUpError, NoAnswerError, NotSentError, boot_clock
from compiler.runner.ledger import runs
from compiler.runner.ledger.claims import SEND_WITHIN, Granted, Refused, Wait, claim
from compiler.runner.ledger.moves import Moves
from compiler.runner.ledger.records import FINAL, Submission
from compiler.runner.patience import Patience, UnreachableError
from compiler.runner.payload import MissingAssetError, fill
from compiler.runner.store import Store, StoreError, clip_key
from compiler.runner.vendor import Vendor
from compiler.runner.waiting import Pace

Result = TypeVar("Result")

#: No sleep is longer, so that a canceled run is noticed (seconds).
LONGEST_SLEEP = 30.0
#: A vendor that says "done" and names no file is asked so often for it.
LINKLESS = 6


@dataclass(slots=True)
class Worksite:
    """What the steps share within one process. ``vendor`` resolves a provider and target once; ``first_pause`` is the
    first back-off in seconds."""

    database: Database
    store: Store
    scratch: Path
    executor: str
    vendor: Callable[[str, str, str | None], Vendor]
    patience: float = 120.0
    first_pause: float = backoff.FIRST
    log: Callable[..., None] = lambda kind, **detail: None
    turns: dict[str, asyncio.Lock] = field(default_factory=dict)
    freed: dict[str, asyncio.Event] = field(default_factory=dict)
    hints: dict[str, asyncio.Event] = field(default_factory=dict)
    held: dict[str, asyncio.Lock] = field(default_factory=dict)

    @property
    def moves(self) -> Moves:
        """The ledger's moves."""
        return Moves(self.database)

    def hint(self, submission: str) -> None:
        """Somebody says that a task has changed: ask the vendor now."""
        event = self.hints.get(submission)
        if event is not None:
            event.set()


class Work:
    """The steps for one submission."""

    def __init__(self, site: Worksite, submission: str) -> None:
        self.site = site
        self.name = submission
        self.moves = site.moves
        self._doubtful: float | None = None

    async def submit(self) -> str:
        """Have the vendor take it, exactly once. Returns when it is ``waiting``, or will not be."""
        patience = Patience(self.site.patience)
        while True:
            row = await self._row()
            vendor = self._vendor(row)
            try:
                if row.state == "queued":
                    self._doubtful = None
                    settled = await self._send(row, vendor, patience)
                elif row.state == "sending":
                    settled = await self._reconcile(row, vendor, patience)
                else:
                    return row.state
            except UnreachableError as error:
                return await self._stall("unreachable", f"{vendor.base_url} does not answer: {error}")
            if settled is not None:
                return settled

    async def wait(self) -> str:
        """Return when the vendor is done with it."""
        row = await self._row()
        vendor = self._vendor(row)
        patience = Patience(self.site.patience)
        pace = Pace(vendor.settings.poll_first, vendor.settings.poll)
        saved = row.progress or 0.0
        unheard = linkless = 0
        event = self.site.hints.setdefault(self.name, asyncio.Event())
        try:
            while row.state == "waiting" and row.task is not None:
                event.clear()
                try:
                    answer = await vendor.poll(row.payload, row.task, row.account)
                    patience.answered()
                except (NoAnswerError, NotSentError) as error:
                    patience.missed(str(error))
                    answer = None
                if isinstance(answer, Task):
                    if vendor.free and answer.external_id not in (None, self.name):
                        return await self._do(lambda: self.moves.vanished(self.name, "another task", free=True))
                    linkless = linkless + 1 if answer.status == "succeeded" and answer.link is None else 0
                    if answer.status != "running" and (linkless == 0 or linkless >= LINKLESS):
                        return await self._ended(answer)
                    if answer.progress is not None and answer.progress - saved >= 0.05:
                        saved = answer.progress
                        await self._do(partial(self.moves.progressed, self.name, saved))
                elif answer is not None and answer.kind not in {"again", "ambiguous"}:
                    return await self._poll_refused(answer, vendor)
                pause = pace.next(answer.progress if isinstance(answer, Task) else None)
                unheard = 0 if isinstance(answer, Task) else unheard + 1
                if unheard:
                    # A question that found no answer is put again soon, and then less and less often.
                    pause = min(pause, vendor.settings.poll_first * 2 ** min(unheard, 16))
                if isinstance(answer, Refusal) and answer.after is not None:
                    pause = max(pause, min(answer.after, LONGEST_SLEEP))
                await _until(event, pause)
                row = await self._row()
            return row.state
        except UnreachableError as error:
            return await self._stall("unreachable", f"{vendor.base_url} does not answer: {error}")
        finally:
            self.site.hints.pop(self.name, None)
            self._free_place(row.account)

    async def _send(self, row: Submission, vendor: Vendor, patience: Patience) -> str | None:
        """Get leave and send once. Return the state where the work ends, None to look at the ledger again."""
        leave = await self._leave(vendor)
        if isinstance(leave, Refused):
            return None if leave.reason == "state" else leave.state
        asked, granted = leave
        try:
            request = await self._do(lambda: self._filled(row))
        except (MissingAssetError, StoreError, MediaError) as error:
            reason = str(error)
            await self._do(lambda: self.moves.stopped(self.name, "failed", "asset", reason, token=granted.token))
            return "failed"

        def fresh() -> bool:
            return boot_clock() - asked < SEND_WITHIN

        try:
            answer = await vendor.submit(request, self.name, granted.account, fresh)
        except NotSentError as error:
            reason = str(error)
            pause = backoff.pause(patience.misses + 1, first=self.site.first_pause)
            await self._do(lambda: self.moves.not_sent(self.name, granted.token, pause, "unreachable", reason))
            self._free_place(granted.account)
            if not isinstance(error, HeldUpError):
                patience.missed(reason)
            return None
        except NoAnswerError as error:
            reason = str(error)
            self.site.log("no answer", submission=self.name, reason=reason)
            pause = backoff.pause(row.refusals + 1, first=self.site.first_pause)
            await self._do(
                lambda: self.moves.unsettled(self.name, granted.token, vendor.settings.settle, pause, reason)
            )
            return None
        patience.answered()
        if isinstance(answer, str):
            self.site.log("submitted", submission=self.name, provider=row.provider, amount=row.amount)
            await self._save(lambda: self.moves.accepted(self.name, answer))
            return "waiting"
        return await self._refusal(row, granted, answer, vendor)

    async def _leave(self, vendor: Vendor) -> tuple[float, Granted] | Refused:
        """Queue for leave to send: fairly within this process, by the ledger among processes."""
        turn = self.site.turns.setdefault(vendor.name, asyncio.Lock())
        while True:
            async with turn:
                while True:
                    asked = boot_clock()
                    leave = await self._do(
                        lambda: claim(
                            self.site.database,
                            self.name,
                            self.site.executor,
                            vendor.accounts,
                            timeout=vendor.settings.timeout,
                            settle=vendor.settings.settle,
                        )
                    )
                    if isinstance(leave, Granted):
                        return asked, leave
                    if isinstance(leave, Refused):
                        return leave
                    if leave.reason not in {"places", "rate"}:
                        break
                    await self._await_place(vendor, leave)
            await asyncio.sleep(min(leave.seconds, LONGEST_SLEEP))

    async def _await_place(self, vendor: Vendor, leave: Wait) -> None:
        if leave.reason == "rate":
            await asyncio.sleep(min(leave.seconds, LONGEST_SLEEP))
            return
        freed = self.site.freed.setdefault(vendor.name, asyncio.Event())
        freed.clear()
        await _until(freed, leave.seconds)

    async def _refusal(self, row: Submission, leave: Granted, refusal: Refusal, vendor: Vendor) -> str | None:
        text = refusal.message
        self.site.log("refused", submission=self.name, cause=refusal.cause, meaning=refusal.kind)
        pause = backoff.pause(row.refusals + 1, refusal.after, first=self.site.first_pause)
        if refusal.kind == "ambiguous":
            await self._do(lambda: self.moves.unsettled(self.name, leave.token, vendor.settings.settle, pause, text))
            return None
        if refusal.kind == "again":
            await self._do(lambda: self.moves.refused(self.name, leave.token, pause, refusal.cause, text))
            self._free_place(leave.account)
            return None
        self._free_place(leave.account)
        if refusal.kind == "fatal":
            await self._do(lambda: self.moves.stopped(self.name, "failed", refusal.cause, text, token=leave.token))
            return "failed"
        await self._do(lambda: self.moves.stopped(self.name, "halted", refusal.cause, text, token=leave.token))
        return "halted"

    async def _reconcile(self, row: Submission, vendor: Vendor, patience: Patience) -> str | None:
        """It may have been sent: ask the vendor by name before anything else."""
        if self._doubtful is None:
            self._doubtful = boot_clock()
        # The database's clock may jump ahead; the time that is waited here is counted by one that cannot.
        watched = boot_clock() - self._doubtful
        remaining = max(row.settles - await self._now(), vendor.settings.settle - watched)
        if not vendor.lookup:
            if remaining > 0:
                await asyncio.sleep(min(remaining, LONGEST_SLEEP))
                return None
            message = (
                "the submission's outcome cannot be found out; look at the vendor's console, then "
                "scenec retry --resubmit pays again if it is not there"
            )
            # Its answer may have come at this very moment: then it has left this state, and has a task.
            await self._do(lambda: self.moves.stopped(self.name, "unknown", "no answer", message, start=("sending",)))
            return None
        try:
            answer = await vendor.look_up(row.payload, self.name, row.account)
            patience.answered()
        except (NoAnswerError, NotSentError) as error:
            patience.missed(str(error))
            await asyncio.sleep(min(backoff.pause(patience.misses, first=1.0), LONGEST_SLEEP))
            return None
        if isinstance(answer, Task):
            await self._do(lambda: self.moves.accepted(self.name, answer.task, found=True))
            return "waiting"
        if answer.cause != "404":
            if answer.kind in {"again", "ambiguous"}:
                await asyncio.sleep(min(backoff.pause(1, answer.after, first=2.0), LONGEST_SLEEP))
                return None
            return await self._stall(answer.cause, answer.message)
        if not vendor.knows(row.account):
            text = f"the key that it was sent with ({row.account}) is not set here, and other keys do not find it"
            return await self._stall("key", text)
        if remaining > 0:
            await asyncio.sleep(min(remaining, max(0.1, vendor.settings.settle / 4), LONGEST_SLEEP))
            return None
        await self._do(lambda: self.moves.absent(self.name))
        self._free_place(row.account)
        return None

    async def _ended(self, task: Task) -> str:
        if task.status == "succeeded" and task.link is not None:
            link = task.link
            await self._do(lambda: self.moves.finished(self.name, link, task.billed))
            return "finished"
        if task.status == "succeeded":
            text = "the vendor is done and names no file; scenec retry asks again without paying"
            await self._do(lambda: self.moves.stopped(self.name, "failed", "damaged", text, start=("waiting",)))
            return "failed"
        cause = task.cause or "failed"
        text = task.message or "the vendor says that it failed and not why"
        await self._do(lambda: self.moves.stopped(self.name, "failed", cause, text))
        return "failed"

    async def _poll_refused(self, refusal: Refusal, vendor: Vendor) -> str:
        if refusal.cause == "404":
            text = "the vendor no longer knows the task, which was paid for; scenec retry --resubmit pays again"
            return await self._do(lambda: self.moves.vanished(self.name, text, free=vendor.free))
        return await self._stall(refusal.cause, refusal.message)

    async def _stall(self, cause: str, message: str) -> str:
        self.site.log("stalled", submission=self.name, cause=cause, message=message)
        if await self._do(lambda: self.moves.stopped(self.name, "halted", cause, message, start=("queued",))):
            return "halted"
        await self._do(lambda: self.moves.stalled(self.name, cause, message))
        return "stalled"

    async def ready_dependents(self) -> list[tuple[str, int]]:
        """Return the submissions that can start now that this one is done, with their generations."""

        def work() -> list[tuple[str, int]]:
            names = self.site.database.read(lambda transaction: runs.dependents(transaction, self.name))
            return [(name, self.moves.get(name).generation) for name in names]

        return await self._do(work)

    def _filled(self, row: Submission) -> dict[str, object]:
        """Return the request with the bytes of images and last frames in it. Blocks."""
        from compiler.media.frames import last_frame

        request = row.payload
        read: dict[str, Callable[[], bytes]] = {}
        for address, sha256 in json.loads(row.assets).items():
            read[address] = lambda digest=sha256: self.site.store.asset(digest)  # type: ignore[misc]
        for address, (identity, take) in json.loads(row.frames).items():
            key = clip_key(row.provider, identity, take)
            read[address] = lambda key=key: last_frame(self.site.store.fetch(key))  # type: ignore[misc]
        return {**request, "body": fill(request["body"], read)}

    def _free_place(self, account: str | None) -> None:
        provider = (account or "").partition(":")[0]
        event = self.site.freed.get(provider)
        if event is not None:
            event.set()

    def _vendor(self, row: Submission) -> Vendor:
        return self.site.vendor(row.provider, row.target, row.base_url)

    async def _save(self, work: Callable[[], object]) -> None:
        """Do what must not be forgotten, however long the database stays away."""
        while True:
            try:
                await self._do(work)
                return
            except AwayError as error:
                self.site.log("database away", submission=self.name, reason=str(error))

    async def _row(self) -> Submission:
        return await self._do(lambda: self.moves.get(self.name))

    async def _now(self) -> float:
        return await self._do(lambda: self.site.database.read(lambda transaction: transaction.now()))

    async def _do(self, work: Callable[[], Result]) -> Result:
        return await asyncio.to_thread(work)


async def _until(event: asyncio.Event, seconds: float) -> None:
    """Return when ``event`` is set or after ``seconds``."""
    waiter: Awaitable[object] = event.wait()
    try:
        await asyncio.wait_for(waiter, min(seconds, LONGEST_SLEEP))
    except TimeoutError:
        return


def ends_work(state: str) -> bool:
    """Tell whether nothing more is done for a submission in ``state`` by itself."""
    return state in FINAL or state in {"stalled", "idle"}
