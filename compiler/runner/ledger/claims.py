"""Leave to send one submission: a place at the vendor, a turn by its rate, money, a window and a wave, all or nothing.

The claim is the write-ahead line of the ledger: once ``Granted`` is returned the row says ``sending`` on disk, and only
the holder of its token may send it, once, within ``SEND_WITHIN`` seconds.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from compiler.runner.database import Database, Row, Transaction
from compiler.runner.ledger.keepers import KEPT
from compiler.runner.ledger.records import State
from compiler.runner.ledger.spending import spent
from compiler.runner.ledger.transitions import event, move
from compiler.runner.window import Window

#: A process that was frozen longer than this after its claim must not send (seconds).
SEND_WITHIN = 10.0
#: A rate row, or a rest, further in the future than this was written by a clock that jumped (seconds). No vendor's
#: Retry-After is honoured beyond an hour.
_RATE_HORIZON = 600.0
_REST_HORIZON = 3700.0
#: A submission whose outcome nobody knows may still hold a place this long (seconds).
_UNKNOWN_HOLDS = 900.0


@dataclass(frozen=True, slots=True)
class Account:
    """One key of a vendor: ``name`` tells it apart without its secret, ``interval`` is seconds between submissions."""

    name: str
    concurrency: int
    interval: float


@dataclass(frozen=True, slots=True)
class Granted:
    """Send it now with ``account``; show ``token`` for every move."""

    account: str
    token: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Ask again after ``seconds``; ``reason`` is ``rate``, ``places``, ``back-off``, ``window``, ``wave`` or
    ``moved``."""

    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It is not to be sent: ``state`` says how it stands now, ``reason`` why: ``state``, ``canceled``,
    ``budget`` or ``idle``, where nobody stands for its run."""

    state: str
    reason: str


Leave = Granted | Wait | Refused


def claim(
    database: Database,
    submission: str,
    executor: str,
    accounts: Sequence[Account],
    *,
    timeout: float,
    settle: float,
    address: str | None = None,
) -> Leave:
    """Ask for leave to send ``submission`` to ``address``. A request that is given up after ``timeout`` seconds may
    still turn up at the vendor for ``settle`` more; only then is its not knowing it conclusive. Raises DatabaseError.
    """
    token = uuid.uuid4().hex

    def work(transaction: Transaction) -> Leave:
        if database.postgres:
            transaction.run("select pg_advisory_xact_lock(7303)")
        row = transaction.one(
            "select state, token, account, rests, amount from scenec_submissions where submission = :submission",
            submission=submission,
        )
        if row is None:
            return Refused("canceled", "canceled")
        if row["state"] == "sending" and row["token"] == token:
            return Granted(row["account"], token)
        if row["state"] != "queued":
            return Refused(row["state"], "state")
        now = transaction.now()
        if 0 < row["rests"] - now < _REST_HORIZON:
            return Wait(row["rests"] - now, "back-off")
        runs = transaction.all(
            f"select distinct r.run, r.limit_amount, r.opens, r.batch, case when {KEPT} then 1 else 0 end as kept "  # noqa: S608 - fixed text
            "from scenec_runs r join scenec_clips c on c.run = r.run "
            "where c.submission = :submission and r.state = 'active'",
            submission=submission,
            executor=executor,
        )
        if not runs:
            # Here and not later: a run that is opened in between must not find its clip canceled.
            _stop(transaction, submission, "canceled", "canceled", "the run was canceled")
            return Refused("canceled", "canceled")
        runs = [run for run in runs if run["kept"]]
        if not runs:
            return Refused("idle", "idle")
        leave = _wanted(transaction, submission, float(row["amount"]), runs, now)
        if leave is not None:
            return leave
        chosen = _place(transaction, accounts, now)
        if isinstance(chosen, Wait):
            return chosen
        moved = move(
            transaction,
            submission,
            ("queued",),
            "sending",
            stamp="sent",
            detail={"account": chosen.name, "amount": row["amount"]},
            owner=executor,
            token=token,
            account=chosen.name,
            settles=now + SEND_WITHIN + timeout + settle,
            settle=settle,
            sent_to=address,
            cause=None,
            message=None,
        )
        if not moved:
            # Somebody canceled or adopted it while this looked on, as Postgres allows.
            return Wait(0.05, "moved")
        _take_turn(transaction, chosen, now)
        return Granted(chosen.name, token)

    return database.write(work)


def _wanted(
    transaction: Transaction, submission: str, amount: float, runs: Sequence[Row], now: float
) -> Wait | Refused | None:
    """Return None where at least one run may have it sent now, else what stands in the way."""
    waits: list[Wait] = []
    for run in runs:
        if run["limit_amount"] is not None and spent(transaction, run["run"]) + amount > run["limit_amount"] + 1e-9:
            continue
        window = Window.load(run["opens"])
        if window is not None:
            closed = window.opens_in(datetime.fromtimestamp(now, tz=window.tzinfo))
            if closed > 0:
                waits.append(Wait(min(closed, 30.0), "window"))
                continue
        ahead = _waves_ahead(transaction, run["run"], submission, run["batch"]) if run["batch"] is not None else 0
        if ahead:
            # No wave is over within a second: of thousands of clips only the next wave's look so often.
            waits.append(Wait(min(float(ahead), 30.0), "wave"))
            continue
        return None
    if waits:
        return min(waits, key=lambda wait: wait.seconds)
    event(transaction, "over budget", submission=submission, amount=amount)
    text = "the run's limit does not allow it; render again with a higher --max-cost"
    _stop(transaction, submission, "halted", "budget", text)
    return Refused("halted", "budget")


def _stop(transaction: Transaction, submission: str, state: State, cause: str, message: str) -> None:
    move(
        transaction,
        submission,
        ("queued",),
        state,
        stamp="finished",
        detail={"cause": cause, "message": message},
        cause=cause,
        message=message,
    )


def _waves_ahead(transaction: Transaction, run: str, submission: str, batch: int) -> int:
    """Return how many waves come before a submission's own, from the one that is under way; 0 where it is its turn."""
    rows = transaction.all(
        "select c.clip, c.needs, c.submission, s.state, s.stalled from scenec_clips c join scenec_submissions s "
        "on s.submission = c.submission where c.run = :run and c.cached = 0 order by c.position",
        run=run,
    )
    place = next((index for index, row in enumerate(rows) if row["submission"] == submission), 0)
    stopped = {"failed", "halted", "unknown", "canceled"}
    lost = {row["clip"] for row in rows if row["state"] in stopped or (row["stalled"] and row["state"] != "done")}
    for row in rows:
        if lost & set(json.loads(row["needs"])):
            lost.add(row["clip"])
    left = (index for index, row in enumerate(rows) if row["state"] != "done" and row["clip"] not in lost)
    return max(place // batch - min(left, default=place) // batch, 0)


def _place(transaction: Transaction, accounts: Sequence[Account], now: float) -> Account | Wait:
    """Return the account that has a place and whose turn it is, the one with most free places first."""
    best: tuple[int, Account] | None = None
    soonest: float | None = None
    for account in accounts:
        held = transaction.one(
            "select count(*) as held from scenec_submissions where account = :account and "
            "(state in ('sending', 'waiting') or (state = 'unknown' and sent > :recent))",
            account=account.name,
            recent=now - _UNKNOWN_HOLDS,
        )
        free = account.concurrency - int(held["held"] if held else 0)
        if free <= 0:
            continue
        rate = transaction.one("select tat from scenec_rates where account = :account", account=account.name)
        ahead = float(rate["tat"]) - now if rate else 0.0
        if 0 < ahead < max(_RATE_HORIZON, 2 * account.interval):
            soonest = ahead if soonest is None else min(soonest, ahead)
            continue
        if best is None or free > best[0]:
            best = (free, account)
    if best is not None:
        return best[1]
    return Wait(0.5, "places") if soonest is None else Wait(soonest, "rate")


def _take_turn(transaction: Transaction, account: Account, now: float) -> None:
    transaction.run(
        "insert into scenec_rates (account, tat) values (:account, :next) "
        "on conflict (account) do update set tat = :next",
        account=account.name,
        next=now + account.interval,
    )
