"""The work behind ``scenec render``: from compiled films, through their runs, to the finished files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.cli import exit_codes
from compiler.cli.console import Console
from compiler.cli.errors import CommandError

if TYPE_CHECKING:
    from compiler.cli.progress import Reporter
    from compiler.cli.reels import Reel
    from compiler.cli.session import Session
    from compiler.runner.prepare import Film
    from compiler.runner.progress import Progress
    from compiler.runner.runner import Runner

SANDBOX_LINE = "sandbox: every clip is drawn here as an animatic; no vendor is asked and nothing is paid"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command's options say."""

    path: str
    provider: str | None
    provider_url: str | None
    max_cost: float | None
    retakes: tuple[str, ...]
    window: str | None
    window_zone: str | None
    batch: int | None
    detach: bool
    log_format: str | None
    as_json: bool


def render_films(console: Console, wish: Wish, reels: Sequence[Reel]) -> int:
    """Render every film and return the command's exit code: the first that is not 0."""
    from compiler.cli.finishing import check_output
    from compiler.cli.logs import event_log
    from compiler.cli.session import load_settings, session
    from compiler.runner.telemetry import complaint
    from compiler.settings import is_stand_in

    for reel in reels:
        check_output(reel.output)
    with session(
        load_settings(reels[0].folder),
        provider=wish.provider,
        provider_url=wish.provider_url,
        works=not wish.detach,
        log=event_log(console, wish.log_format),
    ) as opened:
        if opened.own_sandbox:
            if wish.detach:
                raise CommandError(
                    "--detach needs a provider with an address of its own: start scenec sandbox and give --provider-url"
                )
            console.report(SANDBOX_LINE)
        else:
            address = opened.runner.vendor_address(opened.provider)
            stands_in = is_stand_in(opened.provider)
            free = "; it draws every clip as an animatic, and nothing is paid" if stands_in else ""
            console.report(f"provider {opened.provider} at {address}{free}")
        note = complaint()
        if note is not None:
            console.report(note)
        opened.runner.prepare()
        films = _films(console, wish, opened, reels)
        codes = [render_film(console, wish, opened, *one) for one in films]
    return next((code for code in codes if code != exit_codes.DONE), exit_codes.DONE)


def _films(
    console: Console, wish: Wish, opened: Session, reels: Sequence[Reel]
) -> list[tuple[Reel, Film, float | None]]:
    """Return the films of a command, each with the most that it may spend. Raises CommandError, with exit code 4 where
    they pass a limit or their saved plan and 5 where something is left to do and no key for it is set."""
    from compiler.cli.limits import Purse, limits, prices
    from compiler.runner.prepare import prepare
    from compiler.settings import is_stand_in

    films = [prepare(reel.manifest, _takes(opened, reel, wish)) for reel in reels]
    plans = [opened.runner.plan(film, opened.provider) for film in films]
    for reel, planned in zip(reels, plans, strict=True):
        gone = [
            one.clip.clip
            for one in planned
            if reel.plan is not None
            and one.state == "new"
            and reel.plan.counts_on(one.clip.clip)
            and one.clip.clip not in wish.retakes
        ]
        if gone:
            raise CommandError(
                f"the plan {wish.path} is stale: {', '.join(gone)} was there when it was made, and would be paid for "
                "again; plan again",
                exit_codes.REFUSED,
            )
    purse = Purse(
        opened.settings,
        wish.max_cost,
        films[0].clips[0].currency,
        free=opened.own_sandbox,
        rehearsal=is_stand_in(opened.provider),
    )
    most, notes = limits(purse, list(zip([reel.manifest for reel in reels], prices(plans), strict=True)))
    for note in notes:
        console.report(note)
    for film, planned in zip(films, plans, strict=True):
        if not wish.detach and any(one.state != "cached" for one in planned):
            # A missing key is told before anything is written down; workers have their own, and what is there needs
            # none.
            opened.runner.vendor(opened.provider, film.target, opened.address)
    return list(zip(reels, films, most, strict=True))


def render_film(console: Console, wish: Wish, opened: Session, reel: Reel, film: Film, limit: float | None) -> int:
    """Render one film, which may spend ``limit`` at most, and return its exit code."""
    from compiler.cli.finishing import complete
    from compiler.cli.lockfile import film_key, scenes_of
    from compiler.cli.progress import Reporter
    from compiler.cli.windows import closed, window_of
    from compiler.runner.ledger.runs import RunOptions

    runner = opened.runner
    window = window_of(wish.window, wish.window_zone, opened.settings.render)
    options = RunOptions(
        provider=opened.provider,
        project=str(reel.folder.resolve()),
        base_url=opened.address,
        limit=limit,
        opens=window.dump() if window else None,
        batch=wish.batch or opened.settings.render.batch,
        detached=wish.detach,
        output=str(reel.output.resolve()),
        name=film_key(reel.compilation),
        scenes=json.dumps(scenes_of(reel.compilation), ensure_ascii=False),
        draft=reel.draft,
    )
    reporter = Reporter(console, wish.as_json)
    run, new = runner.open(film, options, _reader(reel))
    progress = runner.progress(run)
    reporter.opened(run, new, progress)
    shut = closed(window)
    if shut is not None and any(clip.state == "queued" for clip in progress.clips):
        console.report(shut)
    if wish.detach:
        reporter.detached(run)
        return exit_codes.DONE
    if not progress.settled:
        runner.ensure_started()
        runner.work_on(run)
    progress = watch(runner, run, reporter)
    reporter.finished(progress)
    if progress.run.state != "done":
        return exit_code(progress)
    complete(console, runner, film, progress, reel.output, reporter)
    return exit_codes.DONE


def watch(runner: Runner, run: str, reporter: Reporter) -> Progress:
    """Show a run until nothing more happens in it. Raises CommandError (exit 3) where its database is lost to it."""
    from compiler.runner.database import DatabaseError

    try:
        runner.circumstances.listen(reporter.heard, reporter.say)
        with reporter:
            return runner.watch(run, reporter.seen)
    except DatabaseError as error:
        raise CommandError(" ".join(str(error).split()), exit_codes.CLIP_FAILED) from None


def _takes(opened: Session, reel: Reel, wish: Wish) -> dict[str, int]:
    """Return the takes that the lock pins, those that the saved plan names, and for ``--retake`` the next ones. Raises
    CommandError."""
    from compiler.cli.lockfile import film_key, read_lock, takes_of
    from compiler.cli.retakes import retake
    from compiler.runner.ledger.films import last_of

    takes = takes_of(read_lock(reel.folder, reel.compilation), reel.manifest)
    if reel.plan is not None:
        takes.update(reel.plan.retakes)
    if not wish.retakes:
        return takes
    database, store, provider = opened.runner.database, opened.runner.store, opened.provider
    project, film = str(reel.folder.resolve()), film_key(reel.compilation)
    last = database.read(lambda transaction: last_of(transaction, project, film, provider, draft=reel.draft))
    retake(takes, wish.retakes, reel.manifest, database=database, store=store, provider=provider, last=last)
    return takes


def _reader(reel: Reel) -> Any:
    from compiler.runner.prepare import ManifestError

    def read(address: str) -> bytes:
        path = Path(reel.compilation.files.location(address.removeprefix("file:")))
        try:
            return path.read_bytes()
        except OSError as error:
            raise ManifestError(f"{address.removeprefix('file:')}: {(error.strerror or str(error)).lower()}") from None

    return read


def exit_code(progress: Progress) -> int:
    """Return what a run that has not ended well says to the shell."""
    if progress.run.state == "halted":
        if progress.run.cause == "budget":
            return exit_codes.REFUSED
        if progress.run.cause in {"disk", "disk full", "store"}:
            return exit_codes.CLIP_FAILED
        return exit_codes.VENDOR
    return exit_codes.CLIP_FAILED
