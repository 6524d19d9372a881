"""Which films a render is about: those of a script, one or one a row of its table, or those of saved plans."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.cli import exit_codes
from compiler.cli.console import Console
from compiler.cli.errors import CommandError
from compiler.cli.saved_plans import SavedPlan, read_plans
from compiler.cli.scripts import Job, ScriptOptions, inputs_refused, jobs, report

if TYPE_CHECKING:
    from compiler.driver import Compilation


@dataclass(frozen=True, slots=True)
class Reel:
    """One film to render: what was compiled, where the result goes, and the plan that it must keep to."""

    compilation: Compilation
    manifest: dict[str, Any]
    output: Path
    plan: SavedPlan | None = None
    draft: bool = False

    @property
    def folder(self) -> Path:
        """The folder in which the script lies."""
        return Path(self.compilation.files.location("."))


def reels_of(
    console: Console, path: str, options: ScriptOptions, format_name: str, output: Path | None, *, target_given: bool
) -> list[Reel] | None:
    """Compile a script, or the scripts of the plans in a file; None where it has errors, which are then reported.

    Raises CommandError, with exit code 4 where a saved plan no longer fits: also where its script has errors now.
    """
    plans = read_plans(path)
    if plans is None:
        compiled = jobs(path, options)
        if report(console, compiled, format_name, options.strict):
            return None
        with inputs_refused():
            return [_reel(job, path, output, options, len(compiled)) for job in compiled]
    found: list[Reel] = []
    for plan in plans:
        own = plan.options(options, target_given=target_given)
        (job,) = jobs(plan.script, own)
        if report(console, [job], format_name, options.strict):
            # It had none when it was planned.
            raise CommandError(
                f"the plan {path} is stale: {plan.script} has errors now; mend them and plan again", exit_codes.REFUSED
            )
        with inputs_refused():
            reel = _reel(job, plan.script, output, own, len(plans), plan)
        plan.compare(reel.manifest)
        found.append(reel)
    return found


def _reel(
    job: Job, script: str, output: Path | None, options: ScriptOptions, count: int, plan: SavedPlan | None = None
) -> Reel:
    row = plan.row if plan is not None else None
    if job.row is not None:
        row = str(job.row.name or job.row.number)
    manifest = json.loads(job.compilation.manifest_json())
    return Reel(job.compilation, manifest, _output(output, script, row, count, options.draft), plan, options.draft)


def _output(given: Path | None, script: str, row: str | None, count: int, draft: bool) -> Path:
    if given is None:
        beside = Path("film") if script == "-" else Path(script)
        stem = beside.stem + ("-draft" if draft else "")
        return beside.with_name(f"{stem}-{_safe(row)}.mp4" if row is not None else f"{stem}.mp4")
    if row is not None and count > 1:
        return given.with_name(f"{given.stem}-{_safe(row)}{given.suffix or '.mp4'}")
    return given


def _safe(name: str | None) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name or "").strip(".-") or "row"
