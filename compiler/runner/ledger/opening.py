"""Opening a run: what a film wants is written down, and what was begun before is taken up."""

from __future__ import annotations

import json
import secrets

from compiler.runner.database import Database, Transaction
from compiler.runner.ledger import keepers
from compiler.runner.ledger.films import name_film
from compiler.runner.ledger.records import RunOptions
from compiler.runner.ledger.submissions import insert_submission, latest_attempt, renew, wake
from compiler.runner.ledger.transitions import event
from compiler.runner.prepare import Film, Wanted


def open_run(database: Database, film: Film, options: RunOptions, *, reserved: bool = False) -> tuple[str, bool]:
    """Write a run down, or find the unfinished one that wants the same; return its name and whether it is new.
    ``reserved`` leaves its clips to the process that is going to stand for it.

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
                "output = coalesce(:output, output), detached = {greatest}(detached, :detached) where run = :run",
                run=run,
                detached=int(options.detached),
                amount=options.limit,
                opens=options.opens,
                batch=options.batch,
                output=options.output,
            )
            event(transaction, "resumed", run=run)
        else:
            _insert_run(transaction, run, film, options)
        if reserved:
            keepers.reserve(transaction, run)
        name_film(transaction, run, options)
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
    # What was never sent, or refused, goes where this command says, and does not wait for what another address did.
    transaction.run(
        "update scenec_submissions set rests = 0, cause = null, message = null "
        "where submission = :submission and state = 'queued' and (cause = 'unreachable' or "
        "coalesce(base_url, '') <> coalesce(:base_url, ''))",
        submission=submission,
        base_url=options.base_url,
    )
    transaction.run(
        "update scenec_submissions set base_url = :base_url where submission = :submission and state <> 'done'",
        submission=submission,
        base_url=options.base_url,
    )
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
