"""What the steps of the work for one submission share. Each step starts from what the ledger says, so it can be cut off
anywhere and run again by anyone, and returns the state in which it leaves the submission.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from compiler.runner import backoff
from compiler.runner.circumstances import Circumstances
from compiler.runner.classes import Refusal
from compiler.runner.database import AwayError, Database
from compiler.runner.http import NoAnswerError, NotSentError, boot_clock
from compiler.runner.ledger import runs
from compiler.runner.ledger.moves import Moves
from compiler.runner.ledger.records import FINAL, Submission
from compiler.runner.patience import Patience, Reach
from compiler.runner.standing import Standing
from compiler.runner.store import Store
from compiler.runner.turnstile import Turnstile
from compiler.runner.vendor import Vendor
from compiler.settings import SettingsError

Result = TypeVar("Result")

#: No sleep is longer, so that a canceled run is noticed (seconds).
LONGEST_SLEEP = 30.0
#: More files at a time would only slow each other down, and leave no connection for the vendor (files).
DOWNLOADS_AT_ONCE = 16


class LeftToOthersError(Exception):
    """This process cannot speak for a provider, and others may."""


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
    circumstances: Circumstances = field(default_factory=Circumstances)
    doors: dict[str, Turnstile] = field(default_factory=dict)
    freed: dict[str, asyncio.Event] = field(default_factory=dict)
    hints: dict[str, asyncio.Event] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    held: dict[str, asyncio.Lock] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    in_hand: Counter[str] = field(default_factory=Counter)
    standing: Standing = field(default_factory=Standing)
    downloads: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(DOWNLOADS_AT_ONCE))
    verifying: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(os.cpu_count() or 2))
    reaches: dict[str, Reach] = field(default_factory=dict)

    @property
    def moves(self) -> Moves:
        """The ledger's moves."""
        return Moves(self.database)

    def patience_with(self, vendor: Vendor) -> Patience:
        """Return a clip's patience with a vendor's address, which all clips share."""
        reach = self.reaches.get(vendor.base_url)
        if reach is None:
            reach = self.reaches[vendor.base_url] = Reach(vendor.base_url, self.patience, self.circumstances)
        return Patience(reach)

    def begin(self, submission: str) -> None:
        """Somebody in this process takes a submission in hand."""
        self.in_hand[submission] += 1

    def leave(self, submission: str) -> None:
        """Somebody has laid a submission down: forget it, unless somebody else has it in hand."""
        self.in_hand[submission] -= 1
        if self.in_hand[submission] <= 0:
            del self.in_hand[submission]
            self.held.pop(submission, None)
            self.fresh.discard(submission)

    def hint(self, submission: str) -> None:
        """Somebody says that a task has changed: ask the vendor now."""
        event = self.hints.get(submission)
        if event is not None:
            event.set()


class Work:
    """One submission and what every step needs to work on it."""

    def __init__(self, site: Worksite, submission: str) -> None:
        self.site = site
        self.name = submission
        self.moves = site.moves

    def log(self, kind: str, row: Submission, **detail: object) -> None:
        """Tell of an event, with what every reader of the log wants to know of its clip."""
        self.site.log(kind, submission=self.name, provider=row.provider, currency=row.currency, **detail)

    async def ready_dependents(self) -> list[tuple[str, int]]:
        """Return the submissions that can start now that this one is done, with their generations."""

        def work() -> list[tuple[str, int]]:
            names = self.site.database.read(lambda transaction: runs.dependents(transaction, self.name))
            return [(name, self.moves.get(name).generation) for name in names]

        return await self._do(work)

    async def _poll_refused(self, refusal: Refusal, vendor: Vendor) -> str:
        if refusal.cause != "404":
            return await self._stall(refusal.cause, refusal.message)
        row = await self._row()
        if not vendor.knows(row.account):
            return await self._key_is_missing(row)
        if not vendor.free and await self._is_there_after_all(row, vendor):
            return (await self._row()).state
        text = (
            "the vendor does not know the task, which was paid for; the same command asks again, and "
            "scenec retry --resubmit pays again"
        )
        return await self._do(lambda: self.moves.vanished(self.name, text, free=vendor.free))

    async def _key_is_missing(self, row: Submission) -> str:
        """Other keys may not see what that one sent: nobody here can tell whether the vendor has it."""
        text = (
            f"the key that it was sent with ({row.account}) is not set here, and other keys do not find it: with that "
            "key the same command goes on; if the vendor has not got it, scenec retry --resubmit pays again"
        )
        return await self._stall("key", text)

    async def _is_there_after_all(self, row: Submission, vendor: Vendor) -> bool:
        """Ask on for as long as a vendor may take to know what it took: one "no such task" is not yet the truth."""
        until = boot_clock() + vendor.settings.settle
        while row.task is not None and boot_clock() < until:
            await asyncio.sleep(min(max(vendor.settings.settle / 4, 0.05), LONGEST_SLEEP))
            try:
                answer = await vendor.poll(row.payload, row.task, row.account)
            except (NoAnswerError, NotSentError):
                return True
            if not (isinstance(answer, Refusal) and answer.cause == "404"):
                return True
        return False

    async def _stall(self, cause: str, message: str) -> str:
        self.site.log("stalled", submission=self.name, cause=cause, message=message)
        if await self._do(lambda: self.moves.stopped(self.name, "halted", cause, message, start=("queued",))):
            return "halted"
        await self._do(lambda: self.moves.stalled(self.name, cause, message))
        return "stalled"

    def _free_place(self, account: str | None) -> None:
        provider = (account or "").partition(":")[0]
        event = self.site.freed.get(provider)
        if event is not None:
            event.set()

    def _vendor(self, row: Submission) -> Vendor:
        # What was sent is asked about where it went, unless this command was given an address.
        address = row.base_url if row.state == "queued" else row.sent_to or row.base_url
        try:
            return self.site.vendor(row.provider, row.target, address)
        except SettingsError as error:
            self.site.circumstances.lack(row.provider, str(error))
            raise LeftToOthersError(row.provider) from None

    def _former(self, row: Submission, vendor: Vendor) -> Vendor | None:
        """Return the vendor at the address that a submission was sent to, None where ``vendor`` is there already."""
        if vendor.free or row.sent_to is None or row.sent_to == vendor.base_url:
            return None
        return replace(vendor, base_url=row.sent_to)

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


async def until(event: asyncio.Event, seconds: float) -> None:
    """Return when ``event`` is set or after ``seconds``."""
    waiter: Awaitable[object] = event.wait()
    try:
        await asyncio.wait_for(waiter, seconds)
    except TimeoutError:
        return


def ends_work(state: str) -> bool:
    """Tell whether nothing more is done for a submission in ``state`` by itself."""
    return state in FINAL or state in {"stalled", "idle"}
