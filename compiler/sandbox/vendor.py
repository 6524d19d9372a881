"""What the vendor knows: tasks, bills, limits. Everything runs in the server's one event loop, so nothing is locked.

Time moves only in ``advance``, which every request calls first: with a clock that is moved by hand the sandbox is a
pure function of the requests and the moments at which they come.
"""

from __future__ import annotations

import heapq
import itertools
import math
import secrets
from collections import Counter
from collections.abc import Callable
from typing import Any

from compiler.sandbox.clock import written
from compiler.sandbox.faults import Dice
from compiler.sandbox.limits import Peak, RateLimit
from compiler.sandbox.options import SandboxOptions
from compiler.sandbox.orders import Order, Task
from compiler.sandbox.refusals import RefusalError

SECONDS_PER_SECOND = 20.0
"""How long the vendor takes for one second of film."""
PENDING_SHARE = 0.1
"""The share of that time for which a task is pending."""
TASK_FAULTS = ("slow", "fail", "truncate", "html", "expired-link")

Listener = Callable[[Task], None]


class Vendor:
    """Accepts orders, moves tasks on as time passes, and keeps the ledger and the statistics.

    ``on_change`` is called with a task at every change of its status; ``on_agenda`` when something new is due earlier
    than anything before.
    """

    def __init__(self, options: SandboxOptions) -> None:
        self.options = options
        self.dice = Dice(options.faults, options.seed)
        self.tasks: dict[str, Task] = {}
        self.by_external_id: dict[str, Task] = {}
        self.on_change: Listener = lambda task: None
        self.on_agenda: Callable[[], None] = lambda: None
        self.requests = 0
        self.rejected: Counter[str] = Counter()
        self.callbacks = 0
        self.downloads = 0
        self.billed = 0.0
        self.max_in_flight = 0
        self._in_flight: dict[str, dict[str, Task]] = {}
        self._rate = RateLimit(options.rate)
        self._a_second = Peak(1.0)
        self._a_window = Peak(options.rate.seconds)
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    @property
    def next_due(self) -> float | None:
        """The moment of the next thing to happen, None where nothing is planned."""
        return self._agenda[0][0] if self._agenda else None

    def at(self, moment: float, action: Callable[[], None]) -> None:
        """Plan an action."""
        heapq.heappush(self._agenda, (moment, next(self._order), action))
        if self._agenda[0][0] == moment:
            self.on_agenda()

    def advance(self) -> float:
        """Do everything that is due, in order, and return the present moment."""
        now = self.options.clock.now()
        while self._agenda and self._agenda[0][0] <= now:
            heapq.heappop(self._agenda)[2]()
        return now

    def attempt(self, now: float) -> None:
        """Count a submission that arrives, whatever becomes of it."""
        self._a_second.count(now)
        self._a_window.count(now)

    def hold_rate(self, key: str, now: float) -> None:
        """Take one submission of ``key`` out of its rate. Raises ``RefusalError`` 429."""
        if self.dice.draw("429"):
            raise RefusalError(429, "rate_limited", "too many requests", 1)
        self._rate.take(key, now)

    def accept(self, order: Order, film: str, key: str, dialect: str, path: str, origin: str, now: float) -> Task:
        """Bill an order and make it a task. Raises ``RefusalError`` 402 without credit and 429 without a free slot."""
        credit = self.options.credit
        if credit is not None and self.billed + order.amount > credit + 1e-9:
            left = max(0.0, credit - self.billed)
            raise RefusalError(402, "insufficient_credit", f"{order.amount:g} units are needed and {left:g} are left")
        mine = self._in_flight.setdefault(key, {})
        if len(mine) >= self.options.concurrency:
            wait = max(1, math.ceil(min(task.due for task in mine.values()) - now))
            limit = self.options.concurrency
            raise RefusalError(429, "too_many_in_flight", f"{limit} tasks of this key are in flight already", wait)
        faults = {name for name in TASK_FAULTS if self.dice.draw(name)}
        takes = order.seconds * SECONDS_PER_SECOND / self.options.speed * (3 if "slow" in faults else 1)
        task = Task(
            id=secrets.token_hex(10),
            external_id=order.external_id,
            key=key,
            dialect=dialect,
            path=path,
            seconds=order.seconds,
            amount=order.amount,
            submitted_at=now,
            starts=now + takes * PENDING_SHARE,
            due=now + takes,
            film=film,
            origin=origin,
            callback_url=order.callback_url,
            faults=faults,
        )
        self.billed += order.amount
        self.tasks[task.id] = task
        if task.external_id is not None:
            self.by_external_id.setdefault(task.external_id, task)
        mine[task.id] = task
        self.max_in_flight = max(self.max_in_flight, sum(map(len, self._in_flight.values())))
        self.at(task.starts, lambda: self._start(task))
        self.at(task.due, lambda: self._finish(task))
        return task

    def drawn(self, task: Task, error: str | None) -> None:
        """Note that a task's film lies ready, or why it could not be drawn."""
        if error is not None:
            task.error = ("render_failed", error)
        task.drawn = True
        self.at(max(task.due, self.options.clock.now()), lambda: self._finish(task))

    def look(self, task: Task, now: float) -> Task:
        """Bring a task's progress up to the present and give it a link that lives."""
        if task.status == "processing":
            task.progress = min(0.99, (now - task.submitted_at) / (task.due - task.submitted_at))
        elif task.status == "succeeded" and (task.link_dead or now >= task.link_ends):
            self._give_link(task, now)
        return task

    def ledger(self) -> list[dict[str, Any]]:
        """Return every accepted submission, oldest first."""
        return [
            {
                "task_id": task.id,
                "external_id": task.external_id,
                "dialect": task.dialect,
                "path": task.path,
                "seconds": task.seconds,
                "amount": task.amount,
                "submitted_at": written(task.submitted_at),
                "status": task.status,
                "downloads": task.downloads,
            }
            for task in self.tasks.values()
        ]

    def stats(self) -> dict[str, Any]:
        """Return what came in and what became of it."""
        return {
            "requests": self.requests,
            "accepted": len(self.tasks),
            "rejected": dict(sorted(self.rejected.items())),
            "max_in_flight": self.max_in_flight,
            "max_per_second": self._a_second.most,
            "max_per_rate_window": self._a_window.most,
            "callbacks": self.callbacks,
            "downloads": self.downloads,
            "in_flight": sum(map(len, self._in_flight.values())),
            "billed": round(self.billed, 6),
        }

    def _start(self, task: Task) -> None:
        task.status = "processing"
        self.on_change(task)

    def _finish(self, task: Task) -> None:
        now = self.options.clock.now()
        failing = "fail" in task.faults
        if task.finished or now < task.due or not (task.drawn or failing):
            return
        if failing:
            task.error = ("generation_failed", "the generation failed; nothing was wrong with the request")
        del self._in_flight[task.key][task.id]
        task.progress = 1.0
        if task.error:
            task.status = "failed"
        else:
            task.status = "succeeded"
            self._give_link(task, now)
        self.on_change(task)

    def _give_link(self, task: Task, now: float) -> None:
        task.link += 1
        task.link_dead = False
        task.link_ends = now + self.options.link_life
