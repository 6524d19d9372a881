"""The work behind ``scenec render``: which films, what they cost, and from the last clip to the finished file."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.cli import exit_codes
from compiler.cli.console import Console
from compiler.cli.errors import CommandError
from compiler.cli.files import refuse_to_replace
from compiler.cli.scripts import ScriptOptions, inputs_refused, jobs, report

if TYPE_CHECKING:
    from compiler.cli.progress import Reporter
    from compiler.cli.session import Session
    from compiler.driver import Compilation
    from compiler.runner.runner import Progress, Runner

FILM_SUFFIXES = (".mp4", ".m4v", ".mov")
SANDBOX_LINE = "sandbox: every clip is drawn here as an animatic; no vendor is asked and nothing is paid"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command's options say."""

    path: str
    output: Path | None
    provider: str | None
    provider_url: str | None
    max_cost: float | None
    retakes: tuple[str, ...]
    draft: bool
    window: str | None
    window_zone: str | None
    batch: int | None
    detach: bool
    log_format: str
    as_json: bool


@dataclass(frozen=True, slots=True)
class Reel:
    """One film to render: what was compiled, and where the result goes."""

    compilation: Compilation
    manifest: dict[str, Any]
    output: Path
    row: str | None


def films(console: Console, wish: Wish, options: ScriptOptions, format_name: str) -> list[Reel] | None:
    """Compile the script, or the script of a saved plan; None where it has errors, which are then reported.

    Raises CommandError, with exit code 4 where a saved plan no longer fits.
    """
    plan = _saved_plan(wish.path)
    path = wish.path if plan is None else _script_of(Path(wish.path), plan)
    if plan is not None:
        options = replace(options, target=plan.get("target", options.target), values=plan.get("values", options.values))
    compiled = jobs(path, options)
    if report(console, compiled, format_name, options.strict):
        return None
    found: list[Reel] = []
    with inputs_refused():
        for job in compiled:
            manifest = json.loads(job.compilation.manifest_json())
            row = str(job.row.name or job.row.number) if job.row is not None else None
            found.append(Reel(job.compilation, manifest, _output(wish, path, row, len(compiled)), row))
    if plan is not None:
        _compare(plan, found[0].manifest, wish.path)
    return found


def _saved_plan(path: str) -> dict[str, Any] | None:
    if not path.endswith(".json"):
        return None
    try:
        plan = json.loads(Path(path).read_text("utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} is no plan: {error}; scenec plan -o writes one") from None
    if not isinstance(plan, dict) or "clips" not in plan or "source" not in plan:
        raise CommandError(f"{path} is no plan of one film; scenec plan -o writes one")
    return plan


def _script_of(plan_path: Path, plan: dict[str, Any]) -> str:
    candidates = [plan_path.parent / plan.get("script", plan["source"]), Path(plan["source"])]
    for candidate in candidates:
        if candidate.is_file():
            return str(candidate)
    raise CommandError(f"the script {plan['source']} of the plan {plan_path} is not beside it", exit_codes.REFUSED)


def _compare(plan: dict[str, Any], manifest: dict[str, Any], path: str) -> None:
    try:
        planned = {clip["id"]: clip["digest"] for clip in plan["clips"]}
    except (KeyError, TypeError):
        raise CommandError(f"{path} is no plan of one film; scenec plan -o writes one") from None
    now = {clip["id"]: clip["digest"] for clip in manifest["clips"]}
    changed = sorted(clip for clip in planned.keys() | now.keys() if planned.get(clip) != now.get(clip))
    if changed:
        raise CommandError(
            f"the plan {path} is stale: script, assets or target changed in {', '.join(changed)}; plan again",
            exit_codes.REFUSED,
        )


def _output(wish: Wish, script: str, row: str | None, count: int) -> Path:
    if wish.output is None:
        stem = ("film" if script == "-" else Path(script).stem) + ("-draft" if wish.draft else "")
        return Path(f"{stem}-{_safe(row)}.mp4" if row is not None else f"{stem}.mp4")
    if row is not None and count > 1:
        return wish.output.with_name(f"{wish.output.stem}-{_safe(row)}{wish.output.suffix or '.mp4'}")
    return wish.output


def _safe(name: str | None) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name or "").strip(".-") or "row"


def render_films(console: Console, wish: Wish, reels: list[Reel]) -> int:
    """Render every film and return the command's exit code: the first that is not 0."""
    from compiler.cli.session import load_settings, session
    from compiler.settings import SANDBOX

    for reel in reels:
        _check_output(reel.output)
    script_folder = Path(reels[0].compilation.files.location(".") if wish.path != "-" else ".")
    settings = load_settings(script_folder)
    with session(
        settings,
        provider=wish.provider,
        provider_url=wish.provider_url,
        works=not wish.detach,
        log=_log(console, wish),
    ) as opened:
        if opened.own_sandbox:
            if wish.detach:
                raise CommandError(
                    "--detach needs a provider with an address of its own: start scenec sandbox and give --provider-url"
                )
            console.report(SANDBOX_LINE)
        else:
            address = opened.runner.vendor_address(opened.provider)
            free = "; it draws every clip as an animatic, and nothing is paid" if opened.provider == SANDBOX else ""
            console.report(f"provider {opened.provider} at {address}{free}")
        opened.runner.prepare()
        codes = [render_film(console, wish, opened, reel) for reel in reels]
    return next((code for code in codes if code != exit_codes.DONE), exit_codes.DONE)


def render_film(console: Console, wish: Wish, opened: Session, reel: Reel) -> int:
    """Render one film and return its exit code."""
    from compiler.cli.finishing import finish
    from compiler.cli.lockfile import write_lock
    from compiler.cli.progress import Reporter
    from compiler.runner.ledger.runs import RunOptions
    from compiler.runner.prepare import prepare
    from compiler.runner.window import Window

    runner = opened.runner
    try:
        hours = wish.window or opened.settings.render.window
        zone = wish.window_zone or opened.settings.render.window_zone
        window = Window.parse(hours, zone) if hours else None
    except ValueError as error:
        raise CommandError(str(error)) from None
    film = prepare(reel.manifest, _takes(opened, reel, wish))
    limit, note = _limit(wish, opened, reel)
    if note is not None:
        console.report(note)
    options = RunOptions(
        provider=opened.provider,
        project=str(Path(reel.compilation.files.location(".")).resolve()),
        base_url=wish.provider_url,
        limit=limit,
        opens=window.dump() if window else None,
        batch=wish.batch or opened.settings.render.batch,
        detached=wish.detach,
        output=str(reel.output),
    )
    reporter = Reporter(console, wish.as_json)
    if not wish.detach:
        # A missing key is told before anything is written down; workers have their own.
        runner.vendor(opened.provider, film.target, wish.provider_url)
    run, new = runner.open(film, options, _reader(reel))
    reporter.opened(run, new, runner.progress(run))
    if wish.detach:
        reporter.detached(run)
        return exit_codes.DONE
    if not runner.progress(run).settled:
        runner.ensure_started()
        runner.work_on(run)
    progress = watch(runner, run, reporter)
    reporter.finished(progress)
    if progress.run.state != "done":
        return exit_code(progress)
    finish(console, runner, reel.manifest, progress, reel.output, reporter)
    if not wish.draft:
        write_lock(folder_of(reel), reel.compilation, reel.manifest, progress.clips)
    return exit_codes.DONE


def watch(runner: Runner, run: str, reporter: Reporter) -> Progress:
    """Show a run until nothing more happens in it. Raises CommandError (exit 3) where its database is lost to it."""
    from compiler.runner.database import DatabaseError

    try:
        with reporter:
            return runner.watch(run, reporter.seen)
    except DatabaseError as error:
        raise CommandError(" ".join(str(error).split()), exit_codes.CLIP_FAILED) from None


def _takes(opened: Session, reel: Reel, wish: Wish) -> dict[str, int]:
    """Return the takes that the lock pins, and for ``--retake`` the next one. Raises CommandError."""
    from compiler.cli.lockfile import read_lock, takes_of
    from compiler.runner.ledger import runs
    from compiler.runner.prepare import prepare

    takes = takes_of(read_lock(folder_of(reel), reel.compilation), reel.manifest)
    known = {clip["id"] for clip in reel.manifest["clips"]}
    for name in wish.retakes:
        if name not in known:
            raise CommandError(f"there is no clip {name} to retake; the film has {', '.join(sorted(known))}")
        clip = next(one for one in prepare(reel.manifest, takes).clips if one.clip == name)
        takes[name] = opened.runner.database.read(
            lambda transaction, clip=clip: runs.next_take(transaction, opened.provider, clip.identity)  # type: ignore[misc]
        )
    return takes


def folder_of(reel: Reel) -> Path:
    """Return the folder in which a film's script lies."""
    return Path(reel.compilation.files.location("."))


def _limit(wish: Wish, opened: Session, reel: Reel) -> tuple[float | None, str | None]:
    """Return the least of all limits that hold, and a note on one that cannot be compared.

    Raises CommandError (exit 4) for a budget in another currency than the prices where money is at stake.
    """
    settings = opened.settings
    limits = [amount for amount in (wish.max_cost, settings.render.max_cost) if amount is not None]
    currency = reel.manifest["clips"][0]["cost"]["currency"] if reel.manifest["clips"] else "units"
    budgets: list[tuple[str, float, str | None]] = []
    if settings.budget is not None:
        budgets.append(("[budget] in scenec.toml", settings.budget.amount, settings.budget.currency))
    if reel.manifest.get("budget"):
        budgets.append(("the script's budget", reel.manifest["budget"]["amount"], reel.manifest["budget"]["currency"]))
    note = None
    for name, amount, unit in budgets:
        if unit is None or unit.casefold() == currency.casefold():
            limits.append(amount)
        elif limits or opened.own_sandbox:
            note = f"note: {name} is in {unit} and the prices are in {currency}; it is not compared"
        else:
            raise CommandError(
                f"{name} is in {unit} and the prices are in {currency}: give --max-cost in {currency}",
                exit_codes.REFUSED,
            )
    return (min(limits) if limits else None), note


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


def _check_output(output: Path) -> None:
    """Find out before anything is spent whether the film can be written."""
    folder = output.parent
    if output.is_dir():
        raise CommandError(f"cannot write {output}: a folder is there; name a file")
    if not folder.is_dir():
        raise CommandError(f"cannot write {output}: there is no folder {folder}; create it first")
    refuse_to_replace(output, FILM_SUFFIXES, "an MP4 film")
    if not os.access(folder, os.W_OK):
        raise CommandError(f"cannot write {output}: the folder {folder} is not writable")


def _log(console: Console, wish: Wish) -> Any:
    def log(kind: str, **detail: Any) -> None:
        if console.verbosity < 1:
            return
        if wish.log_format == "json":
            console.complain(json.dumps({"event": kind, **detail}, ensure_ascii=False))
        else:
            console.complain(" ".join([kind, *(f"{name}={value}" for name, value in detail.items())]))

    return log
