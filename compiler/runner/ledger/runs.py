"""Runs: which clips a film wants, how they stand, and what is ready to be worked on."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from compiler.runner.database import Database, Row, Transaction
from compiler.runner.ledger.claims import spent
from compiler.runner.ledger.moves import event, move
from compiler.runner.ledger.records import FINAL, ClipState, RunState, Submission
from compiler.runner.prepare import Film, Wanted, external_id


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run was asked for. ``project`` is the folder of the script's files; ``limit`` the most that it may spend;
    ``opens`` a dumped window."""

    provider: str
    project: str
    base_url: str | None = None
    limit: float | None = None
    opens: str | None = None
    batch: int | None = None
    detached: bool = False
    output: str | None = None


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as the ledger has it."""

    run: str
    started: float
    finished: float | None
    film: str
    target: str
    provider: str
    state: RunState
    cause: str | None
    message: str | None
    limit_amount: float | None
    output: str | None
    detached: bool


def open_run(database: Database, film: Film, options: RunOptions) -> tuple[str, bool]:
    """Write a run down, or find the unfinished one that wants the same; return its name and whether it is new.

    Clips that were filed, sent or queued before keep their submission; those that failed get another attempt; one
    whose outcome is ``unknown`` is left alone. Raises DatabaseError.
    """
    name = f"r{secrets.token_hex(4)}"

    def work(transaction: Transaction) -> tuple[str, bool]:
        earlier = transaction.one(
            "select run from scenec_runs "
            "where state = 'active' and fingerprint = :fingerprint and provider = :provider",
            fingerprint=film.fingerprint,
            provider=options.provider,
        )
        run = earlier["run"] if earlier else name
        if earlier:
            transaction.run(
                "update scenec_runs set limit_amount = :amount, opens = :opens, batch = :batch, "
                "detached = {greatest}(detached, :detached) where run = :run",
                run=run,
                detached=int(options.detached),
                amount=options.limit,
                opens=options.opens,
                batch=options.batch,
            )
            event(transaction, "resumed", run=run)
        else:
            _insert_run(transaction, run, film, options)
        for clip in film.clips:
            _insert_clip(transaction, run, clip, film.target, options, again=not earlier)
        return run, not earlier

    return database.write(work)


def _insert_run(transaction: Transaction, run: str, film: Film, options: RunOptions) -> None:
    transaction.run(
        "insert into scenec_runs (run, started, film, target, provider, project, fingerprint, state, limit_amount, "
        "currency, detached, opens, batch, output, manifest) values (:run, {now}, :film, :target, :provider, :project, "
        ":fingerprint, 'active', :amount, :currency, :detached, :opens, :batch, :output, :manifest)",
        run=run,
        film=film.title,
        target=film.target,
        provider=options.provider,
        project=options.project,
        fingerprint=film.fingerprint,
        amount=options.limit,
        currency=film.clips[0].currency,
        detached=int(options.detached),
        opens=options.opens,
        batch=options.batch,
        output=options.output,
        manifest=json.dumps(film.manifest, ensure_ascii=False),
    )
    event(transaction, "opened", run=run, film=film.title, clips=len(film.clips))


def _insert_clip(
    transaction: Transaction, run: str, clip: Wanted, target: str, options: RunOptions, *, again: bool
) -> None:
    latest = latest_attempt(transaction, options.provider, clip.identity, clip.take)
    if latest is None:
        submission = insert_submission(transaction, clip, target, options, attempt=1)
        cached = False
    else:
        submission, cached = latest.submission, latest.state == "done" and again
        if again:
            submission = renew(transaction, latest)
        elif latest.state == "halted":
            wake(transaction, latest.submission)
    transaction.run(
        "insert into scenec_clips (run, clip, position, identity, take, submission, needs, cached, seconds, amount, "
        "currency, heading, file, line) "
        "values (:run, :clip, :position, :identity, :take, :submission, :needs, :cached, "
        ":seconds, :amount, :currency, :heading, :file, :line) on conflict (run, clip) do nothing",
        run=run,
        clip=clip.clip,
        position=clip.position,
        identity=clip.identity,
        take=clip.take,
        submission=submission,
        needs=json.dumps(clip.needs),
        cached=int(cached),
        seconds=clip.seconds,
        amount=clip.amount,
        currency=clip.currency,
        heading=clip.heading,
        file=clip.file,
        line=clip.line,
    )


def latest_attempt(transaction: Transaction, provider: str, identity: str, take: int) -> Submission | None:
    """Return the last submission of a clip's take, None where there was none."""
    row = transaction.one(
        "select * from scenec_submissions where identity = :identity and take = :take and provider = :provider "
        "order by attempt desc limit 1",
        identity=identity,
        take=take,
        provider=provider,
    )
    return Submission.of(row) if row else None


def insert_submission(transaction: Transaction, clip: Wanted, target: str, options: RunOptions, *, attempt: int) -> str:
    """Write a submission down as queued and return its name."""
    name = external_id(options.provider, clip.identity, clip.take, attempt)
    transaction.run(
        "insert into scenec_submissions (submission, identity, take, attempt, provider, target, base_url, request, "
        "assets, frames, expected, seconds, amount, currency, state, created) "
        "values (:submission, :identity, :take, :attempt, "
        ":provider, :target, :base_url, :request, :assets, :frames, :expected, :seconds, :amount, :currency, 'queued', "
        "{now}) on conflict do nothing",
        submission=name,
        identity=clip.identity,
        take=clip.take,
        attempt=attempt,
        provider=options.provider,
        target=target,
        base_url=options.base_url,
        request=json.dumps(clip.request, ensure_ascii=False),
        assets=json.dumps(clip.assets),
        frames=json.dumps(clip.frames),
        expected=json.dumps(clip.expected),
        seconds=clip.seconds,
        amount=clip.amount,
        currency=clip.currency,
    )
    event(transaction, "queued", submission=name)
    return name


def renew(transaction: Transaction, old: Submission, *, resubmit: bool = False) -> str:
    """Make a stopped submission possible again and return the name to go on with.

    What failed after the vendor was done is only fetched again; what was refused or failed gets another attempt under
    another name; ``unknown`` gets one only with ``resubmit``.
    """
    if old.state in {"halted", "canceled"}:
        wake(transaction, old.submission)
        return old.submission
    if old.state == "failed" and old.task is not None and old.cause == "damaged":
        move(transaction, old.submission, ("failed",), "waiting", kind="again", cause=None, message=None)
        return old.submission
    if old.state != "failed" and not (old.state == "unknown" and resubmit):
        return old.submission
    name = external_id(old.provider, old.identity, old.take, old.attempt + 1)
    columns = "identity, take, provider, target, base_url, request, assets, frames, expected, seconds, amount, currency"
    transaction.run(
        f"insert into scenec_submissions (submission, attempt, state, created, {columns}) "  # noqa: S608 - fixed names
        f"select :name, :attempt, 'queued', {{now}}, {columns} from scenec_submissions where submission = :old "
        "on conflict do nothing",
        name=name,
        attempt=old.attempt + 1,
        old=old.submission,
    )
    event(transaction, "queued", submission=name, after=old.submission)
    return name


def wake(transaction: Transaction, submission: str) -> None:
    """Put a halted or canceled submission back into the queue."""
    move(transaction, submission, ("halted", "canceled"), "queued", rests=0.0, cause=None, message=None)


def snapshot(transaction: Transaction, run: str) -> list[ClipState]:
    """Return a run's clips in film order; those that wait in vain for another name it in ``blocked``."""
    rows = transaction.all(
        "select c.*, s.state, s.cause, s.message, s.progress, s.refusals, s.stalled, s.billed, s.task, s.sha256, "
        "s.notes, s.rests, s.sent, s.filed "
        "from scenec_clips c join scenec_submissions s on s.submission = c.submission "
        "where c.run = :run order by c.position",
        run=run,
    )
    clips: list[ClipState] = []
    lost: dict[str, str] = {}
    for row in rows:
        clip = _clip_state(row)
        root = next((lost.get(need, need) for need in clip.needs if need in lost), None)
        if root is not None and clip.state == "queued":
            clip = replace(clip, blocked=root)
        if clip.blocked or (clip.state in FINAL and clip.state != "done") or (clip.stalled and clip.state != "done"):
            lost[clip.clip] = root or clip.clip
        clips.append(clip)
    return clips


def _clip_state(row: Row) -> ClipState:
    values: dict[str, Any] = {name: row[name] for name in ClipState.__slots__ if name in row}
    values.pop("blocked", None)
    values.update(
        needs=tuple(json.loads(row["needs"])),
        cached=bool(row["cached"]),
        stalled=bool(row["stalled"]),
        notes=tuple(json.loads(row["notes"] or "[]")),
    )
    return ClipState(**values)


def startable(clips: Sequence[ClipState]) -> list[str]:
    """Return the submissions that can be worked on: not final, and everything that they continue is there."""
    done = {clip.clip for clip in clips if clip.state == "done"}
    return [
        clip.submission for clip in clips if clip.state not in FINAL and not clip.blocked and done >= set(clip.needs)
    ]


def dependents(transaction: Transaction, submission: str) -> list[str]:
    """Return what can start now that ``submission`` is done, in every active run."""
    runs = transaction.all(
        "select distinct r.run from scenec_runs r join scenec_clips c on c.run = r.run "
        "where c.submission = :submission and r.state = 'active'",
        submission=submission,
    )
    found: list[str] = []
    for row in runs:
        clips = snapshot(transaction, row["run"])
        mine = {clip.clip for clip in clips if clip.submission == submission}
        ready = set(startable(clips))
        found += [clip.submission for clip in clips if clip.submission in ready and mine & set(clip.needs)]
    return list(dict.fromkeys(found))


def settled(clips: Iterable[ClipState]) -> bool:
    """Tell whether nothing more happens to a run's clips by itself."""
    return all(clip.state in FINAL or clip.blocked or clip.stalled for clip in clips)


def find_run(transaction: Transaction, run: str | None) -> RunRow | None:
    """Return a run by its name or an unambiguous beginning of it; the latest for None."""
    names = ", ".join(RunRow.__slots__)
    if run is None:
        row = transaction.one(f"select {names} from scenec_runs order by started desc limit 1")  # noqa: S608
    else:
        rows = transaction.all(f"select {names} from scenec_runs where substr(run, 1, :n) = :run", run=run, n=len(run))  # noqa: S608
        row = next((row for row in rows if row["run"] == run), rows[0] if len(rows) == 1 else None)
    return RunRow(**{**row, "detached": bool(row["detached"])}) if row else None


def list_runs(transaction: Transaction, limit: int = 50) -> list[RunRow]:
    """Return the latest runs, newest first."""
    names = ", ".join(RunRow.__slots__)
    rows = transaction.all(f"select {names} from scenec_runs order by started desc limit :limit", limit=limit)  # noqa: S608
    return [RunRow(**{**row, "detached": bool(row["detached"])}) for row in rows]


def close_run(transaction: Transaction, run: str, state: RunState, cause: str | None, message: str | None) -> None:
    """Write down how an active run ended."""
    changed = transaction.run(
        "update scenec_runs set state = :state, cause = :cause, message = :message, finished = {now} "
        "where run = :run and state = 'active'",
        run=run,
        state=state,
        cause=cause,
        message=message,
    )
    if changed:
        event(transaction, state, run=run)


def cancel_run(transaction: Transaction, run: str) -> bool:
    """Cancel an active run: nothing more is submitted for it. Return False where it was not active."""
    changed = transaction.run(
        "update scenec_runs set state = 'canceled', finished = {now} where run = :run and state = 'active'", run=run
    )
    if changed:
        event(transaction, "canceled", run=run)
        for row in transaction.all(
            "select c.submission from scenec_clips c where c.run = :run and not exists (select 1 from scenec_clips o "
            "join scenec_runs r on r.run = o.run where o.submission = c.submission and r.state = 'active')",
            run=run,
        ):
            move(
                transaction,
                row["submission"],
                ("queued",),
                "canceled",
                cause="canceled",
                message="the run was canceled",
            )
    return bool(changed)


def last_of(transaction: Transaction, film: str, provider: str) -> tuple[str, list[ClipState]] | None:
    """Return the name and the clips of a film's latest run, None where there was none."""
    row = transaction.one(
        "select run from scenec_runs where film = :film and provider = :provider order by started desc limit 1",
        film=film,
        provider=provider,
    )
    return (row["run"], snapshot(transaction, row["run"])) if row else None


def takes(transaction: Transaction, provider: str, identity: str) -> list[Submission]:
    """Return the latest attempt of every take of a clip, by take."""
    rows = transaction.all(
        "select * from scenec_submissions where provider = :provider and identity = :identity order by take, attempt",
        provider=provider,
        identity=identity,
    )
    return list({row["take"]: Submission.of(row) for row in rows}.values())


def next_take(transaction: Transaction, provider: str, identity: str) -> int:
    """Return the take that ``--retake`` makes: one that is begun and not done, else a new one."""
    known = takes(transaction, provider, identity)
    if known and known[-1].take > 1 and known[-1].state != "done":
        return known[-1].take
    return max((one.take for one in known), default=1) + 1


def cost(transaction: Transaction, run: str) -> float:
    """Return what a run has spent or reserved."""
    return spent(transaction, run)
