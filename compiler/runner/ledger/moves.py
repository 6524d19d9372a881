"""How a submission goes from state to state, as a runner moves it."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.runner.database import Transaction
from compiler.runner.ledger.fetching import FetchingMoves
from compiler.runner.ledger.records import FINAL, State, Submission
from compiler.runner.ledger.sending import REFUSALS_IN_A_ROW, SendingMoves
from compiler.runner.ledger.transitions import event, move

__all__ = ["REFUSALS_IN_A_ROW", "Moves", "event", "move"]


class Moves(SendingMoves, FetchingMoves):
    """The moves that a runner makes, each a transaction of its own. All may raise DatabaseError."""

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

    def unstall(self, submissions: Iterable[str]) -> None:
        """Work on these goes on."""
        names = list(submissions)

        def work(transaction: Transaction) -> None:
            for name in names:
                transaction.run(
                    "update scenec_submissions set stalled = 0, cause = null, message = null "
                    "where submission = :name and stalled = 1",
                    name=name,
                )

        self.database.write(work)
