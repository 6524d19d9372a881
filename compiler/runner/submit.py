"""Have the vendor take a submission, exactly once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import partial

from compiler.media.errors import MediaError
from compiler.runner import backoff
from compiler.runner.classes import Refusal
from compiler.runner.disk import FULL, room
from compiler.runner.http import HeldUpError, NoAnswerError, NotSentError, SilenceError, boot_clock
from compiler.runner.ledger.claims import SEND_WITHIN, Granted, Refused, Wait, claim
from compiler.runner.ledger.records import Submission
from compiler.runner.patience import Patience, UnreachableError
from compiler.runner.payload import MissingAssetError, fill
from compiler.runner.reconcile import Reconcile
from compiler.runner.store import StoreError, clip_key
from compiler.runner.turnstile import Turnstile
from compiler.runner.vendor import Vendor
from compiler.runner.work import LONGEST_SLEEP, Work, Worksite, until

#: Nothing is submitted while fewer bytes are free for the ledger and the file.
LEAST_ROOM = 2**20


class Submit(Work):
    """From the queue to the vendor. A submission that may have been sent already is reconciled first."""

    def __init__(self, site: Worksite, submission: str) -> None:
        super().__init__(site, submission)
        self._reconcile = Reconcile(site, submission)
        self._began = boot_clock()
        self._kept: dict[str, object] | None = None
        self._refused_by: dict[str, Refusal] = {}

    async def submit(self) -> str:
        """Have the vendor take it, exactly once. Returns when it is ``waiting``, or will not be."""
        patience: Patience | None = None
        while True:
            row = await self._row()
            vendor = self._vendor(row)
            patience = patience or self.site.patience_with(vendor)
            try:
                if row.state == "queued":
                    self._reconcile.forget()
                    settled = await self._send(row, vendor, patience)
                elif row.state == "sending":
                    settled = await self._reconcile.once(row, vendor, patience)
                else:
                    return row.state
            except UnreachableError as error:
                return await self._stall("unreachable", f"{vendor.base_url} does not answer: {error}")
            if settled is not None:
                return settled

    async def _send(self, row: Submission, vendor: Vendor, patience: Patience) -> str | None:
        """Get leave and send once. Return the state where the work ends, None to look at the ledger again."""
        left = room(self.site.scratch)
        if left < LEAST_ROOM:
            text = (
                f"{self.site.scratch.parent}: {FULL}: {left / 2**20:.1f} MB are free, nothing is submitted below 1 MB"
            )
            return await self._stall("disk full", f"{text}; free some space")
        leave = await self._leave(row, vendor, patience)
        if isinstance(leave, Refused):
            return None if leave.reason == "state" else leave.state
        asked, granted = leave
        try:
            request = self._kept if self._kept is not None else await self._do(lambda: self._filled(row))
        except StoreError as error:
            reason = str(error)
            await self._save(lambda: self.moves.not_sent(self.name, granted.token, 0.0, "store", reason))
            self._free_place(granted.account)
            return await self._stall("store", reason)
        except (MissingAssetError, MediaError) as error:
            reason = str(error)
            await self._save(lambda: self.moves.stopped(self.name, "failed", "asset", reason, token=granted.token))
            return "failed"
        except Exception as error:
            # Whatever it is, nothing has left: a vendor that cannot be asked need not be.
            reason = type(error).__name__
            await self._save(lambda: self.moves.not_sent(self.name, granted.token, 0.0, "internal", reason))
            raise

        def fresh() -> bool:
            return boot_clock() - asked < SEND_WITHIN

        async def still() -> bool:
            # A process that has lost its database may be taken for dead while a long body leaves: whoever took over
            # does not wait for what leaves later than this.
            return fresh() or await self._do(lambda: self.moves.holds(self.name, self.site.executor, granted.token))

        try:
            answer = await vendor.submit(request, self.name, granted.account, fresh, still)
        except NotSentError as error:
            reason = str(error)
            over = None if isinstance(error, HeldUpError) else patience.missed(error)
            # Where its images were long in coming, leave to send had run out: next time they are here.
            self._kept = request if isinstance(error, HeldUpError) else None
            pause = patience.pause(backoff.pause(patience.misses, first=self.site.first_pause))
            await self._save(lambda: self.moves.not_sent(self.name, granted.token, pause, "unreachable", reason))
            self._free_place(granted.account)
            if over is not None:
                raise over from None
            return None
        except NoAnswerError as error:
            reason = str(error)
            self.log("no answer", row, reason=reason)
            if isinstance(error, SilenceError):
                # It is asked by name next, and given up there.
                patience.missed(error)
            pause = backoff.pause(row.lookups + 1, first=self.site.first_pause)
            await self._do(
                lambda: self.moves.unsettled(self.name, granted.token, vendor.settings.settle, pause, reason)
            )
            return None
        patience.answered()
        if isinstance(answer, str):
            self.log("submitted", row, amount=row.amount)
            self.site.standing.accepted(granted.account)
            await self._save(lambda: self.moves.accepted(self.name, answer))
            self.site.fresh.add(self.name)
            return "waiting"
        return await self._refusal(row, granted, answer, vendor)

    async def _leave(self, row: Submission, vendor: Vendor, patience: Patience) -> tuple[float, Granted] | Refused:
        """Queue for leave to send: the earliest first within this process, by the ledger among processes.

        Raises UnreachableError where the vendor has just been given up.
        """
        door = self.site.doors.setdefault(vendor.name, Turnstile())
        while True:
            async with door.turn((row.created, self.name)):
                while True:
                    patience.check()
                    accounts = [one for one in vendor.accounts if self._against(one.name, row) is None]
                    if not accounts:
                        return await self._no_account(row, vendor)
                    asked = boot_clock()
                    leave = await self._do(
                        partial(
                            claim,
                            self.site.database,
                            self.name,
                            self.site.executor,
                            accounts,
                            timeout=vendor.settings.timeout,
                            settle=vendor.settings.settle,
                            address=vendor.base_url,
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
        await until(freed, leave.seconds)

    async def _refusal(self, row: Submission, leave: Granted, refusal: Refusal, vendor: Vendor) -> str | None:
        text = refusal.message
        self.log("refused", row, cause=refusal.cause, meaning=refusal.kind)
        if refusal.kind == "ambiguous":
            pause = backoff.pause(row.lookups + 1, refusal.after, first=self.site.first_pause)
            await self._do(lambda: self.moves.unsettled(self.name, leave.token, vendor.settings.settle, pause, text))
            return None
        if refusal.kind == "again":

            def back_off(in_a_row: int) -> float:
                return backoff.pause(in_a_row, refusal.after, first=self.site.first_pause)

            await self._save(lambda: self.moves.refused(self.name, leave.token, back_off, refusal.cause, text))
            self._free_place(leave.account)
            return None
        self._free_place(leave.account)
        if refusal.kind == "fatal":
            await self._save(lambda: self.moves.stopped(self.name, "failed", refusal.cause, text, token=leave.token))
            return "failed"
        self._refused_by[leave.account] = refusal
        news = self.site.standing.refused(leave.account, refusal, row.amount, boot_clock())
        if any(self._against(account.name, row) is None for account in vendor.accounts):
            if news:
                key = vendor.source(leave.account)
                self.site.circumstances.say(f"{vendor.name} refuses the key in {key}: {text}; the others go on")
            self.site.log("account refused", account=leave.account, cause=refusal.cause, message=text)
            await self._save(lambda: self.moves.refused(self.name, leave.token, lambda _: 0.0, refusal.cause, text))
            return None
        await self._save(lambda: self.moves.stopped(self.name, "halted", refusal.cause, text, token=leave.token))
        return "halted"

    def _against(self, account: str, row: Submission) -> Refusal | None:
        """Return why an account will not take this submission, None where it may."""
        own = self._refused_by.get(account)
        return own or self.site.standing.stands_against(account, row.amount, self._began)

    async def _no_account(self, row: Submission, vendor: Vendor) -> Refused:
        reasons = [reason for one in vendor.accounts if (reason := self._against(one.name, row)) is not None]
        cause, text = reasons[0].cause, reasons[0].message
        await self._do(lambda: self.moves.stopped(self.name, "halted", cause, text, start=("queued",)))
        return Refused("halted", "account")

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
