"""The housekeeping of a process that works: its heartbeat, the clips of processes that died, work that nobody has in
hand, and hints from webhooks. A thread of its own, once a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from compiler.runner.chores import Chores
from compiler.runner.database import AwayError, DatabaseError, ReplacedError, Transaction
from compiler.runner.engine import Engine
from compiler.runner.ledger import runs
from compiler.runner.ledger.claims import SEND_WITHIN
from compiler.runner.ledger.keepers import KEPT
from compiler.runner.liveness import BEAT, STALE, Liveness, PostgresLocks, beat
from compiler.runner.work import Worksite

ROUND = 1.0
SWEEP = 2.0
SWEEP_SHARE = 40.0
#: After this process was frozen or lost its database, others may have been too: nobody is robbed for so long (seconds).
GRACE = 10.0


class Attendant:
    """Runs ``once`` every second until it is stopped."""

    def __init__(self, engine: Engine, site: Worksite, locks: Liveness, wake: Callable[[str], None]) -> None:
        self._engine, self._site, self._locks, self._wake = engine, site, locks, wake
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._attend, name="attendant", daemon=True)
        self._beats: dict[str, tuple[float | None, float]] = {}
        self._chores = Chores(engine, site, locks)
        self._last_round = time.monotonic()
        self._next_beat = 0.0
        self._next_sweep = 0.0
        self._seen_event = 0
        self._quiet_until = 0.0
        self._problem: str | None = None

    def start(self) -> None:
        """Begin."""
        self._seen_event = self._latest_event()
        self._thread.start()

    def stop(self) -> None:
        """End, and wait until it has."""
        self._stopping.set()
        self._thread.join(timeout=10)

    def _attend(self) -> None:
        while not self._stopping.wait(ROUND if self._next_sweep else 0.0):
            try:
                self.once()
                self._problem = None
            except Exception as error:
                # Whatever goes wrong here concerns this round only: the database may be away, the next one tries again.
                problem = self._site.database.describe(error)
                if problem != self._problem:
                    # Once, and not every second for as long as it lasts.
                    self._site.log("attendant", problem=problem)
                    self._problem = problem
                if isinstance(error, DatabaseError) and not isinstance(error, AwayError):
                    self._site.circumstances.end(error)
                self._be_quiet()

    def once(self) -> None:
        """Do what is due now. Raises DatabaseError."""
        now = time.monotonic()
        if now - self._last_round > GRACE:
            self._be_quiet()
            self._beats.clear()
        self._last_round = now
        if self._site.database.replaced and self._site.database.path is not None:
            raise ReplacedError(self._site.database.path)
        if isinstance(self._locks, PostgresLocks) and self._locks.renew():
            self._be_quiet()
        if now >= self._next_beat:
            self._site.database.write(lambda transaction: beat(transaction, self._site.executor))
            self._next_beat = now + BEAT
        self._pass_hints()
        if now >= self._quiet_until:
            self._rescue()
        if now >= self._next_sweep:
            used = time.thread_time()
            self._sweep()
            # A sweep over thousands of clips is dear, and then there are fewer.
            self._next_sweep = now + max(SWEEP, min(SWEEP_SHARE * (time.thread_time() - used), 30.0))
        self._chores.once()

    def _be_quiet(self) -> None:
        self._quiet_until = time.monotonic() + GRACE

    def _rescue(self) -> None:
        """Take over from the dead and from those that have been frozen for long; go on with what broke off here."""
        mended = self._engine.mend()
        if mended:
            self._site.log("went on", clips=mended)
        for executor in (self._engine.busy_executors() | self._senders()) - {self._site.executor}:
            with self._locks.dead(executor) as dead:
                if dead:
                    self._adopt_parts(executor)
                    # On Postgres a lost connection loses the lock too, and its process may live and be about to send.
                    self._site.moves.orphaned(executor, grace=SEND_WITHIN if self._site.database.postgres else 0.0)
                    taken = self._engine.take_over(executor)
                    if taken:
                        self._site.log("took over", executor=executor, clips=taken)
                elif self._stale(executor):
                    taken = self._engine.take_over(executor)
                    if taken:
                        self._site.log("took over from a frozen process", executor=executor, clips=taken)

    def _stale(self, executor: str) -> bool:
        """Tell whether this process has not seen a beat of ``executor`` for ``STALE`` seconds of its own clock: the
        database's may jump."""
        row = self._site.database.read(
            lambda transaction: transaction.one(
                "select beat from scenec_executors where executor = :executor", executor=executor
            )
        )
        beat_seen = None if row is None else float(row["beat"])
        now = time.monotonic()
        if executor not in self._beats or self._beats[executor][0] != beat_seen:
            self._beats[executor] = (beat_seen, now)
        return now - self._beats[executor][1] > STALE

    def _senders(self) -> set[str]:
        rows = self._site.database.read(
            lambda transaction: transaction.all(
                "select distinct owner from scenec_submissions where state = 'sending' and owner is not null"
            )
        )
        return {row["owner"] for row in rows}

    def _sweep(self) -> None:
        """See that somebody works on everything that can be worked on."""

        def work(transaction: Transaction) -> list[str]:
            names: list[str] = []
            for row in transaction.all(
                f"select r.run, r.provider, case when {KEPT} then 1 else 0 end as kept from scenec_runs r "  # noqa: S608 - fixed text
                "where r.state = 'active'",
                executor=self._site.executor,
            ):
                if row["provider"] in self._site.circumstances.lacking:
                    continue
                clips = runs.snapshot(transaction, row["run"])
                left = {
                    clip.submission for clip in clips if clip.stalled or (not row["kept"] and clip.state == "queued")
                }
                names += [name for name in runs.startable(clips) if name not in left]
            return names

        names = self._site.database.read(work)
        self._engine.ensure(dict.fromkeys(names))

    def _pass_hints(self) -> None:
        rows = self._site.database.read(
            lambda transaction: transaction.all(
                "select event, submission from scenec_events where kind = 'callback' and event > :seen order by event",
                seen=self._seen_event,
            )
        )
        for row in rows:
            self._seen_event = max(self._seen_event, row["event"])
            if row["submission"]:
                self._wake(row["submission"])

    def _latest_event(self) -> int:
        try:
            row = self._site.database.read(
                lambda transaction: transaction.one("select coalesce(max(event), 0) as latest from scenec_events")
            )
        except DatabaseError:
            return 0
        return int(row["latest"]) if row else 0

    def _adopt_parts(self, executor: str) -> None:
        for part in self._site.scratch.glob(f"*.{executor}.part*"):
            part.replace(part.with_name(part.name.replace(executor, self._site.executor)))
