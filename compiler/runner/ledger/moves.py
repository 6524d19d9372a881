"""How a submission goes from state to state. Every move names the states it starts from, writes its time and leaves an
event, in one transaction; a move that finds another state changes nothing and says so."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from compiler.runner.database import Database, Transaction
from compiler.runner.ledger.records import FINAL, State, Submission

#: So many refusals of one account in a row, and every worker pauses it.
REFUSALS_IN_A_ROW = 5


def event(
    transaction: Transaction, kind: str, *, submission: str | None = None, run: str | None = None, **detail: Any
) -> None:
    """Write one line of history."""
    transaction.run(
        "insert into scenec_events (at, submission, run, kind, detail) "
        "values ({now}, :submission, :run, :kind, :detail)",
        submission=submission,
        run=run,
        kind=kind,
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True) if detail else None,
    )


def move(
    transaction: Transaction,
    submission: str,
    start: Iterable[State],
    end: State,
    *,
    stamp: str | None = None,
    held: str | None = None,
    kind: str | None = None,
    detail: dict[str, Any] | None = None,
    **columns: Any,
) -> bool:
    """Move a submission from one of ``start`` to ``end`` and set ``columns``; ``stamp`` is the column that takes the
    time. With ``held`` only the claim that holds it may move it. Return whether it moved."""
    states = ", ".join(f"'{state}'" for state in start)
    sets = "".join(f", {name} = :{name}" for name in columns)
    when = f", {stamp} = {{now}}" if stamp else ""
    guard = " and token = :held" if held is not None else ""
    changed = transaction.run(
        f"update scenec_submissions set state = :end, stalled = 0{sets}{when} "  # noqa: S608 - names come from this package only
        f"where submission = :submission and state in ({states}){guard}",
        submission=submission,
        end=end,
        held=held,
        **columns,
    )
    if changed:
        event(transaction, kind or end, submission=submission, **(detail or {}))
    return bool(changed)


class Moves:
    """The moves that a runner makes, each a transaction of its own. All may raise DatabaseError."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def get(self, submission: str) -> Submission:
        """Return a submission as it stands. Raises KeyError where there is none."""
        row = self.database.read(
            lambda transaction: transaction.one(
                "select * from scenec_submissions where submission = :submission", submission=submission
            )
        )
        if row is None:
            raise KeyError(submission)
        return Submission.of(row)

    def generations(self) -> dict[str, int]:
        """Return how often each submission that is not at its end was handed to the engine."""
        final = ", ".join(f"'{state}'" for state in sorted(FINAL))
        rows = self.database.read(
            lambda transaction: transaction.all(
                f"select submission, generation from scenec_submissions where state not in ({final})"  # noqa: S608 - fixed names
            )
        )
        return {row["submission"]: row["generation"] for row in rows}

    def accepted(self, submission: str, task: str, *, found: bool = False) -> bool:
        """The vendor has a task: the answer came, or a look-up found it. A second, different task for one submission
        is written down as ``double``, since it is a bill paid twice."""

        def work(transaction: Transaction) -> bool:
            row = transaction.one(
                "select account, task from scenec_submissions where submission = :submission", submission=submission
            )
            if row is not None and row["task"] not in (None, task):
                event(transaction, "double", submission=submission, task=task, first=row["task"])
                return False
            if row is not None and row["account"]:
                transaction.run("update scenec_rates set refused = 0 where account = :account", account=row["account"])
            return move(
                transaction,
                submission,
                # Whatever was decided in the meantime: what is paid for is fetched.
                ("queued", "sending", "unknown", "halted", "canceled", "failed"),
                "waiting",
                stamp="accepted",
                kind="found" if found else "accepted",
                detail={"task": task},
                task=task,
                token=None,
                cause=None,
                message=None,
            )

        return self.database.write(work)

    def not_sent(self, submission: str, token: str, pause: float, cause: str, message: str) -> bool:
        """Nothing left this machine: back to the queue after ``pause`` seconds."""

        def work(transaction: Transaction) -> bool:
            return move(
                transaction,
                submission,
                ("sending",),
                "queued",
                held=token,
                kind="not sent",
                detail={"cause": cause, "pause": round(pause, 3)},
                rests=transaction.now() + pause,
                cause=cause,
                message=message,
            )

        return self.database.write(work)

    def refused(self, submission: str, token: str, pause: float, cause: str, message: str) -> bool:
        """The vendor said "not now": back to the queue after ``pause`` seconds."""

        def work(transaction: Transaction) -> bool:
            now = transaction.now()
            row = transaction.one(
                "select account, refusals from scenec_submissions where submission = :submission", submission=submission
            )
            if row is None:
                return False
            transaction.run(
                "update scenec_rates set refused = refused + 1 where account = :account", account=row["account"]
            )
            transaction.run(
                "update scenec_rates set tat = {greatest}(tat, :until) where account = :account and refused >= :limit",
                account=row["account"],
                until=now + min(pause, 60.0),
                limit=REFUSALS_IN_A_ROW,
            )
            return move(
                transaction,
                submission,
                ("sending",),
                "queued",
                held=token,
                kind="refused",
                detail={"cause": cause, "pause": round(pause, 3)},
                rests=now + pause,
                refusals=row["refusals"] + 1,
                cause=cause,
                message=message,
            )

        return self.database.write(work)

    def stopped(
        self,
        submission: str,
        state: State,
        cause: str,
        message: str,
        *,
        start: Iterable[State] = ("queued", "sending", "waiting", "finished"),
        token: str | None = None,
    ) -> bool:
        """It ends here, unless it has left ``start``: ``failed``, ``halted``, ``unknown`` or ``canceled``."""
        return self.database.write(
            lambda transaction: move(
                transaction,
                submission,
                start,
                state,
                stamp="finished",
                held=token,
                detail={"cause": cause, "message": message},
                cause=cause,
                message=message,
            )
        )

    def stalled(self, submission: str, cause: str, message: str) -> None:
        """This process gives up for now and leaves the state as it is; the same command goes on from there."""

        def work(transaction: Transaction) -> None:
            transaction.run(
                "update scenec_submissions set stalled = 1, cause = :cause, message = :message "
                "where submission = :submission",
                submission=submission,
                cause=cause,
                message=message,
            )
            event(transaction, "stalled", submission=submission, cause=cause, message=message)

        self.database.write(work)

    def unsettled(self, submission: str, token: str, settle: float, pause: float, message: str) -> bool:
        """The request may have arrived, and this process has given up waiting: absence at the vendor means something
        after ``settle`` seconds. Should it be absent, it rests ``pause`` seconds from now."""

        def work(transaction: Transaction) -> bool:
            now = transaction.now()
            transaction.run(
                "update scenec_submissions set refusals = refusals + 1 "
                "where submission = :submission and state = 'sending' and token = :token",
                submission=submission,
                token=token,
            )
            return move(
                transaction,
                submission,
                ("sending",),
                "sending",
                held=token,
                kind="no answer",
                detail={"message": message},
                settles=now + settle,
                rests=now + pause,
                message=message,
            )

        return self.database.write(work)

    def orphaned(self, executor: str, *, grace: float) -> int:
        """The process ``executor`` is gone, or will have sent nothing more ``grace`` seconds after its claim: the time
        after which absence means something is nearer. Return how many rows."""
        horizon = "{greatest}({now}, sent + :grace) + settle"
        return self.database.write(
            lambda transaction: transaction.run(
                f"update scenec_submissions set settles = {horizon}, owner = null "  # noqa: S608 - fixed text
                f"where owner = :executor and state = 'sending' and settles > {horizon}",
                executor=executor,
                grace=grace,
            )
        )

    def absent(self, submission: str) -> bool:
        """The vendor knows nothing of it and can no longer come to know: it may be sent (again)."""

        def work(transaction: Transaction) -> bool:
            row = transaction.one(
                "select settles from scenec_submissions where submission = :submission", submission=submission
            )
            if row is None or row["settles"] > transaction.now():
                return False
            return move(transaction, submission, ("sending",), "queued", kind="absent", token=None)

        return self.database.write(work)

    def progressed(self, submission: str, progress: float) -> None:
        """Save how far the vendor is, 0 to 1."""
        self.database.write(
            lambda transaction: transaction.run(
                "update scenec_submissions set progress = :progress where submission = :submission",
                submission=submission,
                progress=progress,
            )
        )

    def finished(self, submission: str, link: str, billed: float | None) -> bool:
        """The vendor is done; ``link`` is where its file is, for a while. A newer link replaces an older one."""
        return self.database.write(
            lambda transaction: move(
                transaction,
                submission,
                ("waiting", "finished"),
                "finished",
                stamp="finished",
                link=link,
                billed=billed,
                progress=1.0,
            )
        )

    def vanished(self, submission: str, message: str, *, free: bool) -> State:
        """The vendor no longer knows the task. A free one is queued again; a paid one is ``unknown``."""
        state: State = "queued" if free else "unknown"
        self.database.write(
            lambda transaction: move(
                transaction,
                submission,
                ("waiting", "finished"),
                state,
                kind="vanished",
                detail={"message": message},
                task=None,
                link=None,
                progress=None,
                cause=None if free else "vanished",
                message=None if free else message,
            )
        )
        return state

    def damaged(self, submission: str, reason: str) -> None:
        """A file came broken and is fetched again."""
        self.database.write(lambda transaction: event(transaction, "damaged", submission=submission, reason=reason))

    def unstall(self, submissions: Iterable[str]) -> None:
        """Work on these goes on."""
        names = list(submissions)

        def work(transaction: Transaction) -> None:
            for name in names:
                transaction.run("update scenec_submissions set stalled = 0 where submission = :name", name=name)

        self.database.write(work)

    def filed(self, submission: str, sha256: str, size: int, notes: tuple[str, ...]) -> bool:
        """The file is verified and in the store."""
        return self.database.write(
            lambda transaction: move(
                transaction,
                submission,
                ("queued", "waiting", "finished"),
                "done",
                stamp="filed",
                detail={"sha256": sha256, "bytes": size},
                sha256=sha256,
                bytes=size,
                notes=json.dumps(notes, ensure_ascii=False),
                link=None,
                cause=None,
                message=None,
                progress=1.0,
            )
        )
