"""Who stands for a run: the process that somebody watches it in, or, for a detached run, any worker.

A run whose keeper has gone submits nothing more until somebody asks for it again: whoever interrupts a render, changes
the script and renders anew must not pay for the clips of the old one. What it has in flight is still fetched.
"""

from __future__ import annotations

from compiler.runner.database import Transaction

#: True for a run ``r`` that somebody stands for; ``:executor`` is the process that asks. A keeper that has not been
#: heard of for a quarter of a minute stands for nothing any more.
KEPT = """(r.detached = 1
    or not exists (select 1 from scenec_keepers k where k.run = r.run)
    or exists (select 1 from scenec_keepers k where k.run = r.run and k.executor = :executor)
    or exists (select 1 from scenec_keepers k join scenec_executors e on e.executor = k.executor
               where k.run = r.run and abs(e.beat - {now}) < 15.0))"""


#: Stands for a run from its opening until a process works on it: one that is interrupted in between leaves nothing
#: behind that others would pay for.
NOBODY = "nobody yet"


def reserve(transaction: Transaction, run: str) -> None:
    """Leave a run that nobody has stood for yet to whoever asked for it, unless it is the workers' business."""
    transaction.run(
        "insert into scenec_keepers (run, executor) select run, :nobody from scenec_runs where run = :run "
        "and detached = 0 on conflict (run) do nothing",
        run=run,
        nobody=NOBODY,
    )


def keep(transaction: Transaction, run: str, executor: str) -> None:
    """Make ``executor`` the keeper of a run."""
    transaction.run(
        "insert into scenec_keepers (run, executor) values (:run, :executor) "
        "on conflict (run) do update set executor = :executor",
        run=run,
        executor=executor,
    )


def keeper_of(transaction: Transaction, run: str) -> str | None:
    """Return the process that stood for a run last, None where none ever did."""
    row = transaction.one("select executor from scenec_keepers where run = :run", run=run)
    return row["executor"] if row else None


def hand_over(transaction: Transaction, run: str) -> None:
    """Leave a run to the workers."""
    transaction.run("update scenec_runs set detached = 1 where run = :run", run=run)


def leave(transaction: Transaction, executor: str) -> None:
    """The process ``executor`` stops and stands for nothing more."""
    transaction.run("delete from scenec_executors where executor = :executor", executor=executor)
