"""Find out what became of a submission that may have been sent: the vendor is asked by name before anything else."""

from __future__ import annotations

import asyncio

from compiler.runner import backoff
from compiler.runner.dialects import Task
from compiler.runner.http import NoAnswerError, NotSentError, boot_clock
from compiler.runner.ledger.records import Submission
from compiler.runner.patience import Patience
from compiler.runner.vendor import Vendor
from compiler.runner.work import LONGEST_SLEEP, Work, Worksite

#: So many submissions in a row without an answer, and the clip waits for a person: half an hour, more or less, in which
#: it has held a place that others could have used.
UNANSWERED = 20


class Reconcile(Work):
    """Asks until it is known whether the vendor has the submission."""

    def __init__(self, site: Worksite, submission: str) -> None:
        super().__init__(site, submission)
        self._doubtful: float | None = None
        self._refused = 0
        self._elsewhere: Vendor | None = None

    def forget(self) -> None:
        """Begin anew: its outcome is not in doubt."""
        self._doubtful = None
        self._elsewhere = None

    async def once(self, row: Submission, vendor: Vendor, patience: Patience) -> str | None:
        """Ask once, and wait where it is too early to tell. Return the state where the work ends, None to look at the
        ledger again. Raises UnreachableError."""
        if self._elsewhere is not None:
            vendor, patience = self._elsewhere, self.site.patience_with(self._elsewhere)
        if self._doubtful is None:
            self._doubtful = boot_clock()
        # The database's clock may jump ahead; the time that is waited here is counted by one that cannot.
        watched = boot_clock() - self._doubtful
        remaining = max(row.settles - await self._now(), vendor.settings.settle - watched)
        if not vendor.lookup:
            if remaining > 0:
                await asyncio.sleep(min(remaining, LONGEST_SLEEP))
                return None
            message = "whether the vendor took it cannot be found out here; its console knows"
            # Its answer may have come at this very moment: then it has left this state, and has a task.
            await self._do(lambda: self.moves.stopped(self.name, "unknown", "no answer", message, start=("sending",)))
            return None
        try:
            answer = await vendor.look_up(row.payload, self.name, row.account)
            patience.answered()
        except (NoAnswerError, NotSentError) as error:
            over = patience.missed(error)
            if over is not None and self._elsewhere is not None:
                text = f"{vendor.base_url}, where it was sent, does not answer, and no other address can tell: {error}"
                await self._do(lambda: self.moves.stopped(self.name, "unknown", "elsewhere", text, start=("sending",)))
                return None
            if over is not None:
                raise over from None
            await asyncio.sleep(patience.pause(backoff.pause(patience.misses, first=1.0)))
            return None
        if isinstance(answer, Task) or answer.cause == "404":
            self._refused = 0
        if isinstance(answer, Task):
            await self._do(lambda: self.moves.accepted(self.name, answer.task, found=True))
            self.log("found", row, amount=row.amount)
            return "waiting"
        if answer.cause != "404":
            if answer.kind in {"again", "ambiguous"}:
                self._refused += 1
                pause = backoff.pause(self._refused, answer.after, first=2.0)
                await asyncio.sleep(pause if answer.after is not None else min(pause, LONGEST_SLEEP))
                return None
            return await self._stall(answer.cause, answer.message)
        if not vendor.knows(row.account):
            return await self._key_is_missing(row)
        former = self._former(row, vendor)
        if former is not None:
            # It knows nothing, and need not: the submission went to another address.
            self._elsewhere = former
            return None
        if remaining > 0:
            await asyncio.sleep(min(remaining, max(0.1, vendor.settings.settle / 4), LONGEST_SLEEP))
            return None
        absent = await self._do(lambda: self.moves.absent(self.name))
        self._free_place(row.account)
        if absent and row.lookups >= UNANSWERED:
            reason = f" ({row.message})" if row.message else ""
            text = f"the vendor answered none of {row.lookups} submissions{reason} and took none of them"
            if await self._do(lambda: self.moves.stopped(self.name, "halted", "no answer", text, start=("queued",))):
                return "halted"
        return None
