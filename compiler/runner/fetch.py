"""What is done for a submission that the vendor has finished: download, verify, file. Nothing here costs anything, and
nothing here ever generates a clip again."""

from __future__ import annotations

import asyncio
import errno
import json
from pathlib import Path
from urllib.parse import urlsplit

from compiler.runner import backoff
from compiler.runner.classes import Refusal
from compiler.runner.dialects import Task
from compiler.runner.download import BadDownloadError, BrokenOffError, ExpiredLinkError, discard, download
from compiler.runner.http import NoAnswerError, NotSentError
from compiler.runner.ledger.records import Submission
from compiler.runner.links import Guard
from compiler.runner.patience import Patience, Reach
from compiler.runner.store import Entry, StoreError, clip_key
from compiler.runner.store.base import file_sha256
from compiler.runner.verify import Expected, verify
from compiler.runner.work import LONGEST_SLEEP, Work

#: A file that came damaged so often in a row is damaged at the vendor.
DOWNLOADS = 6
#: So many links in a row may be dead when they are followed.
LINKS = 3


class Fetch(Work):
    """Download and verify, in two steps."""

    @property
    def part(self) -> Path:
        """Where the file is put together."""
        return self.site.scratch / f"{self.name}.{self.site.executor}.part"

    async def download(self, attempt: int) -> str:
        """Fetch the file for the ``attempt``-th time, from 1. Returns ``downloaded``, ``damaged`` where what came is
        not the film, or the state in which the submission is now. What breaks off is gone on with in here."""
        if attempt > 1:
            await asyncio.sleep(min(backoff.pause(attempt - 1, first=min(1.0, self.site.first_pause)), LONGEST_SLEEP))
        row = await self._row()
        vendor = self._vendor(row)
        patience: Patience | None = None
        ask, dead, received = attempt > 1, 0, 0
        while True:
            if ask:
                state = await self._fresh_link(row, dead > 0)
                if state is not None:
                    return state
                row = await self._row()
            if row.state != "finished" or row.link is None:
                return row.state
            patience = patience or self._patience(row.link)
            ask = True
            try:
                async with self.site.downloads:
                    guard = Guard(vendor.base_url) if vendor.settings.links == "outside" else None
                    await download(vendor.client, row.link, self.part, guard=guard)
            except ExpiredLinkError as error:
                dead += 1
                self.site.log("link expired", submission=self.name, reason=str(error))
                if dead == LINKS:
                    return await self._came_damaged(f"the vendor's links do not live: {error}")
            except BrokenOffError as error:
                await self._broke_off(str(error))
                if error.received > received:
                    patience.answered()
                    received = error.received
                if patience.missed(error) is not None:
                    return await self._stall("unreachable", f"{_host(row.link)}: {error}, again and again")
                pause = backoff.pause(patience.misses, first=min(1.0, self.site.first_pause))
                await asyncio.sleep(max(patience.pause(pause), min(error.after or 0.0, LONGEST_SLEEP)))
            except BadDownloadError as error:
                return await self._came_damaged(str(error))
            except OSError as error:
                return await self._disk(error)
            else:
                patience.answered()
                return "downloaded"

    async def verify(self) -> str:
        """Look at what came and file it. Returns ``done``, ``damaged``, or the state in which the submission is."""
        row = await self._row()
        if row.state != "finished":
            return row.state
        expected = Expected.load(json.loads(row.expected))
        try:
            if not self.part.is_file():
                return await self._came_damaged("the file is not on this machine")
            async with self.site.verifying:
                verdict = await self._do(lambda: verify(self.part, expected))
            if verdict.damage is not None:
                await self._do(lambda: discard(self.part))
                return await self._came_damaged(verdict.damage)
            entry = await self._do(lambda: self._file(row, verdict.notes))
        except OSError as error:
            return await self._disk(error)
        except StoreError as error:
            return await self._stall("store", str(error))
        await self._do(lambda: self.moves.filed(self.name, entry.sha256, entry.size, verdict.notes))
        sent, finished = row.sent or row.created, row.finished or row.created
        self.log(
            "done",
            row,
            amount=entry.amount,
            reserved=row.amount,
            queued=round(max(sent - row.created, 0.0), 3),
            generated=round(max(finished - sent, 0.0), 3),
            fetched=round(max(await self._now() - finished, 0.0), 3),
        )
        return "done"

    async def give_up(self) -> str:
        """The file at the vendor is damaged: it stays paid for, and ``retry`` fetches it again."""
        reason = await self._do(lambda: self.moves.damage(self.name))
        text = f"the file could not be had in {DOWNLOADS} tries: {reason}; scenec retry fetches it again without paying"
        await self._do(lambda: self.moves.stopped(self.name, "failed", "damaged", text, start=("finished",)))
        return (await self._row()).state

    def _file(self, row: Submission, notes: tuple[str, ...]) -> Entry:
        entry = Entry(
            sha256=file_sha256(self.part),
            size=self.part.stat().st_size,
            provider=row.provider,
            identity=row.identity,
            take=row.take,
            task=row.task,
            amount=row.billed if row.billed is not None else row.amount,
            currency=row.currency,
            notes=notes,
        )
        filed = self.site.store.put(clip_key(row.provider, row.identity, row.take), self.part, entry)
        discard(self.part)
        return filed

    def _patience(self, link: str) -> Patience:
        # A download that breaks off says little of its host, and nothing of what others fetch there.
        return Patience(Reach(_host(link), self.site.patience))

    async def _fresh_link(self, row: Submission, dead: bool) -> str | None:
        """Ask the vendor for the link again; return a state where that ends the download, None to go on. ``dead`` tells
        that the old link leads nowhere."""
        if row.task is None:
            return row.state
        vendor = self._vendor(row)
        try:
            answer = await vendor.poll(row.payload, row.task, row.account)
            former = self._former(row, vendor)
            if former is not None and isinstance(answer, Refusal) and answer.cause == "404":
                answer = await former.poll(row.payload, row.task, row.account)
        except (NoAnswerError, NotSentError):
            return None
        if isinstance(answer, Task):
            if vendor.free and answer.external_id not in (None, self.name):
                return await self._do(lambda: self.moves.vanished(self.name, "another task", free=True))
            if answer.link is not None:
                link = answer.link
                await self._do(lambda: self.moves.finished(self.name, link, answer.billed))
            return None
        if answer.kind in {"again", "ambiguous"} or (answer.cause == "404" and not dead):
            return None
        return await self._poll_refused(answer, vendor)

    async def _came_damaged(self, reason: str) -> str:
        self.site.log("damaged", submission=self.name, reason=reason)
        await self._do(lambda: self.moves.damaged(self.name, reason))
        return "damaged"

    async def _broke_off(self, reason: str) -> None:
        self.site.log("broke off", submission=self.name, reason=reason)
        await self._do(lambda: self.moves.broke_off(self.name, reason))

    async def _disk(self, error: OSError) -> str:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        text = f"{error.filename or self.site.scratch}: {(error.strerror or str(error)).lower()}"
        return await self._stall("disk full" if full else "disk", text + ("; free some space" if full else ""))


def _host(link: str) -> str:
    """Return where a link leads, without the signature that it may carry."""
    try:
        parts = urlsplit(link)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    except ValueError:
        return "the vendor's link"
