"""The moves between the vendor's task and the file in the store."""

from __future__ import annotations

import json

from compiler.runner.database import Database
from compiler.runner.ledger.records import State
from compiler.runner.ledger.transitions import event, move


class FetchingMoves:
    """What follows an accepted submission, each a transaction of its own. All may raise DatabaseError."""

    def __init__(self, database: Database) -> None:
        self.database = database

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
        """The vendor no longer knows the task. A free one is queued again; a paid one is ``unknown``, and its task
        stays written down, so that it can be asked about again."""
        state: State = "queued" if free else "unknown"
        self.database.write(
            lambda transaction: move(
                transaction,
                submission,
                ("waiting", "finished"),
                state,
                kind="vanished",
                detail={"message": message},
                link=None,
                progress=None,
                **({"task": None} if free else {}),
                cause=None if free else "vanished",
                message=None if free else message,
            )
        )
        return state

    def damaged(self, submission: str, reason: str) -> None:
        """A file came broken and is fetched again."""
        self.database.write(lambda transaction: event(transaction, "damaged", submission=submission, reason=reason))

    def broke_off(self, submission: str, reason: str) -> None:
        """A download broke off and is gone on with."""
        self.database.write(lambda transaction: event(transaction, "broke off", submission=submission, reason=reason))

    def damage(self, submission: str) -> str:
        """Return what was wrong with the file when it came last."""
        row = self.database.read(
            lambda transaction: transaction.one(
                "select detail from scenec_events where submission = :submission and kind = 'damaged' "
                "order by event desc limit 1",
                submission=submission,
            )
        )
        return str(json.loads(row["detail"])["reason"]) if row and row["detail"] else "it came damaged"

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
