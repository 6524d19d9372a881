"""The moves around a POST: its answers, its refusals, and not knowing."""

from __future__ import annotations

from collections.abc import Callable

from compiler.runner.database import Database, Transaction
from compiler.runner.ledger.transitions import event, move

#: So many refusals of one account in a row, and every worker pauses it.
REFUSALS_IN_A_ROW = 5


class SendingMoves:
    """What follows a claim, each a transaction of its own. All may raise DatabaseError."""

    def __init__(self, database: Database) -> None:
        self.database = database

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

    def refused(self, submission: str, token: str, back_off: Callable[[int], float], cause: str, message: str) -> bool:
        """The vendor said "not now": back to the queue after ``back_off(n)`` seconds for the n-th time in a row.

        A submission's refusals count no further back than the account's last success: a vendor that takes others is
        busy by chance and not overrun.
        """

        def work(transaction: Transaction) -> bool:
            now = transaction.now()
            row = transaction.one(
                "select s.account, s.refusals, coalesce(r.refused, 0) as refused from scenec_submissions s "
                "left join scenec_rates r on r.account = s.account where s.submission = :submission",
                submission=submission,
            )
            if row is None:
                return False
            in_a_row = min(int(row["refusals"]), int(row["refused"])) + 1
            pause = back_off(in_a_row)
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
                refusals=in_a_row,
                lookups=0,
                cause=cause,
                message=message,
            )

        return self.database.write(work)

    def unsettled(self, submission: str, token: str, settle: float, pause: float, message: str) -> bool:
        """The request may have arrived, and this process has given up waiting: absence at the vendor means something
        after ``settle`` seconds. Should it be absent, it rests ``pause`` seconds from now."""

        def work(transaction: Transaction) -> bool:
            now = transaction.now()
            transaction.run(
                "update scenec_submissions set lookups = lookups + 1 "
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

    def holds(self, submission: str, executor: str, token: str) -> bool:
        """Tell whether a claim is still its process's own: nobody has taken the process for dead."""
        row = self.database.read(
            lambda transaction: transaction.one(
                "select 1 as held from scenec_submissions where submission = :submission and state = 'sending' "
                "and token = :token and owner = :executor",
                submission=submission,
                token=token,
                executor=executor,
            )
        )
        return row is not None

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
