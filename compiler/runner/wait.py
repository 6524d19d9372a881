"""Wait until the vendor is done with a task."""

from __future__ import annotations

import asyncio
import time
from functools import partial

from compiler.runner import backoff
from compiler.runner.classes import Refusal
from compiler.runner.dialects import Task
from compiler.runner.http import NoAnswerError, NotSentError
from compiler.runner.patience import UnreachableError
from compiler.runner.waiting import Pace, least_pause
from compiler.runner.work import Work, until

#: A vendor that says "done" and names no file is asked so often for it.
LINKLESS = 6
#: The ledger is looked at again after so many seconds; whatever another process made of the clip in the meantime, no
#: move of this one undoes it.
LOOK_AGAIN = 300.0


class AwaitTask(Work):
    """From the vendor's desk to the link of the file."""

    async def wait(self) -> str:
        """Return when the vendor is done with it."""
        row = await self._row()
        vendor = self._vendor(row)
        patience = self.site.patience_with(vendor)
        payload = row.payload
        pace = Pace(vendor.settings.poll_first)
        looked = time.monotonic()
        saved = row.progress or 0.0
        unheard = linkless = 0
        event = self.site.hints.setdefault(self.name, asyncio.Event())
        try:
            if self.name in self.site.fresh:
                self.site.fresh.discard(self.name)
                await until(event, pace.begin(least_pause(len(self.site.hints))))
            while row.state == "waiting" and row.task is not None:
                event.clear()
                try:
                    answer = await vendor.poll(payload, row.task, row.account)
                    patience.answered()
                except (NoAnswerError, NotSentError) as error:
                    over = patience.missed(error)
                    if over is not None:
                        raise over from None
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
                elif answer is not None and answer.cause == "404" and (former := self._former(row, vendor)) is not None:
                    self.site.log("asked elsewhere", submission=self.name, address=former.base_url)
                    vendor, patience = former, self.site.patience_with(former)
                    continue
                elif answer is not None and answer.kind not in {"again", "ambiguous"}:
                    return await self._poll_refused(answer, vendor)
                least = least_pause(len(self.site.hints))
                pause = pace.next(answer.progress if isinstance(answer, Task) else None, least, vendor.settings.poll)
                unheard = 0 if isinstance(answer, Task) else unheard + 1
                if unheard:
                    # A question that found no answer is put again soon, and then less and less often.
                    pause = min(pause, max(least, vendor.settings.poll_first * 2 ** min(unheard, 16)))
                if answer is None:
                    pause = patience.pause(pause)
                if isinstance(answer, Refusal) and answer.after is not None:
                    pause = max(pause, backoff.pause(unheard, answer.after, first=vendor.settings.poll_first))
                await until(event, pause)
                if time.monotonic() - looked > LOOK_AGAIN:
                    looked = time.monotonic()
                    row = await self._row()
            return row.state
        except UnreachableError as error:
            given = self._vendor(row)
            if given.base_url != vendor.base_url:
                text = (
                    f"{given.base_url} does not know the task, which was paid for, and {vendor.base_url}, where it was "
                    "accepted, does not answer; the same command asks again, and scenec retry --resubmit pays again"
                )
                return await self._do(lambda: self.moves.vanished(self.name, text, free=False))
            return await self._stall("unreachable", f"{vendor.base_url} does not answer: {error}")
        finally:
            self.site.hints.pop(self.name, None)
            self._free_place(row.account)

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
