"""What a render shows while it works: a live table on a terminal, plain lines elsewhere, JSON lines with ``--json``."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any

from compiler.cli.console import Console
from compiler.cli.tables import number

if TYPE_CHECKING:
    from compiler.runner.circumstances import Outage
    from compiler.runner.ledger.records import ClipState
    from compiler.runner.progress import Progress

_SAYS = {
    "queued": "queued",
    "sending": "submitting",
    "waiting": "generating",
    "finished": "downloading",
    "done": "done",
    "failed": "failed",
    "halted": "halted",
    "unknown": "unknown",
    "canceled": "canceled",
}


def shown_state(clip: ClipState) -> str:
    """Return a clip's state in a word for people."""
    if clip.blocked:
        return "blocked"
    if clip.stalled:
        return "stalled"
    return "cached" if clip.cached and clip.state == "done" else _SAYS[clip.state]


#: On a terminal of fewer cells the live table leaves out bars and headings.
NARROW = 60


class Reporter:
    """Tells of one run. Used as a context manager around the time in which it works."""

    def __init__(self, console: Console, as_json: bool) -> None:
        self._console = console
        self._json = as_json
        self._states: dict[str, str] = {}
        self._live: Any = None
        self._began = time.monotonic()
        self._done_before = 0
        self._spent_before = 0.0

    def opened(self, run: str, new: bool, progress: Progress) -> None:
        """The run is written down."""
        clips = progress.clips
        cached = sum(clip.state == "done" for clip in clips)
        self._done_before = cached
        price = sum({clip.submission: clip.amount for clip in clips if clip.state == "queued"}.values())
        currency = clips[0].currency if clips else "units"
        what = "run" if new else "going on with run"
        count = "1 clip" if len(clips) == 1 else f"{len(clips)} clips"
        self._spent_before = progress.spent
        before = f", {number(progress.spent)} {currency} spent before" if progress.spent else ""
        self._console.report(
            f"{what} {run}: {count}, {cached} there already{before}, {number(price)} {currency} to spend"
        )
        self._states = {clip.clip: shown_state(clip) for clip in clips}
        self._event("run", run=run, new=new, clips=len(clips), cached=cached, amount=price, currency=currency)

    def detached(self, run: str) -> None:
        """The run is queued and the command ends."""
        self._console.report(
            f"queued; scenec worker does the work, scenec status {run} tells of it; the same command without "
            "--detach assembles the film"
        )
        if not self._json:
            self._console.result(f"{run}\n")

    def __enter__(self) -> Reporter:
        if not self._json and self._console.verbosity >= 0 and self._console.colourful(sys.stderr):
            from rich.console import Console as RichConsole
            from rich.live import Live

            self._live = Live(console=RichConsole(file=sys.stderr), refresh_per_second=5, transient=True)
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def seen(self, progress: Progress) -> None:
        """Show how the run stands now."""
        for clip in progress.clips:
            state = shown_state(clip)
            if self._states.get(clip.clip) != state:
                self._states[clip.clip] = state
                self._event(
                    "clip", clip=clip.clip, state=state, amount=clip.amount, cause=clip.cause, message=clip.message
                )
                if self._live is None and not self._json:
                    why = f": {clip.message}" if clip.message and state not in {"done", "generating"} else ""
                    self._console.report(f"{clip.clip} {state}{why}")
        if self._live is not None:
            room = self._live.console.width
            self._live.update(live_table(progress, self._began, self._done_before, room))

    def heard(self, what: str, outage: Outage | None) -> None:
        """Something does not answer, since when and how long it is tried; or, with None, it answers again."""
        if outage is None:
            self._event("answers", what=what)
        else:
            self._event("silent", what=what, reason=outage.reason, since=outage.since, until=outage.until)
        self.say(outage_line(what, outage))

    def say(self, text: str) -> None:
        """Tell a sentence about the circumstances."""
        if self._live is not None:
            self._live.console.print(text, highlight=False, markup=False)
        else:
            self._console.report(text)

    def finished(self, progress: Progress) -> None:
        """The run has come to its end: say what happened to every clip that is not there."""
        currency = progress.clips[0].currency if progress.clips else "units"
        self._event("end", run=progress.run.run, state=progress.run.state, spent=progress.spent, currency=currency)
        for clip in progress.clips:
            for note in clip.notes:
                self._console.report(f"{clip.clip}: {note}")
        spent = f"spent {number(max(progress.spent - self._spent_before, 0.0))} {currency}"
        took = f"{time.monotonic() - self._began:.0f} s"
        whole = f", {number(progress.spent)} {currency} in all" if self._spent_before else ""
        self._console.report(f"{spent} in {took}{whole}")
        if progress.run.state == "done":
            return
        for line in troubles(progress):
            self._console.complain(line)

    def film(self, path: str, seconds: float) -> None:
        """The film is written."""
        self._event("film", path=path, seconds=seconds)
        self._console.report(f"wrote {path}, {number(round(seconds, 2))} s")

    def _event(self, kind: str, **detail: Any) -> None:
        if self._json:
            self._console.result(json.dumps({"event": kind, **detail}, ensure_ascii=False) + "\n")
            sys.stdout.flush()


def outage_line(what: str, outage: Outage | None) -> str:
    """Return what does not answer, since when, why and how long it is tried; or that it answers again."""
    if outage is None:
        return f"{what} answers again"
    since, until = (datetime.fromtimestamp(at).strftime("%H:%M:%S") for at in (outage.since, outage.until))
    return f"{what} does not answer since {since} ({outage.reason}); trying until {until}"


def troubles(progress: Progress) -> list[str]:
    """Return a line for each clip that is not there."""
    return [line for clip in progress.clips if (line := trouble(progress.run.run, clip)) is not None]


def trouble(run: str, clip: ClipState) -> str | None:
    """Return where a clip that is not there stands in the script, what happened, what it cost and what to do."""
    if clip.state == "done":
        return None
    state = shown_state(clip)
    place = f"{clip.file}:{clip.line}: {clip.clip}"
    if clip.blocked:
        return f"{place} was not begun (nothing spent): it continues {clip.blocked}, and is rendered once that is there"
    todo = {
        "failed": f"scenec retry {run} tries again",
        "halted": "the same command goes on",
        "stalled": "the same command goes on",
        "unknown": f"if the vendor has not got it, scenec retry {run} --resubmit {clip.clip} pays again",
    }.get(state)
    spent = clip.before
    if clip.task is not None or clip.state == "unknown":
        spent += clip.billed if clip.billed is not None else clip.amount
    paid = f" ({number(spent)} {clip.currency} spent)" if spent else ""
    reason = clip.message or clip.cause
    if reason and todo and ("same command" in reason or "scenec retry" in reason):
        # The reason says what to do already.
        todo = None
    return f"{place} {state}{paid}" + (f": {reason}" if reason else "") + (f"; {todo}" if todo else "")


def live_table(progress: Progress, began: float, before: int, width: int) -> Any:
    """Return what a terminal of so many cells shows of a run that works: a line a clip, and one on the whole."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    wide = width >= NARROW
    grid = Table.grid(padding=(0, 2))
    rows = [clip for clip in progress.clips if clip.state not in {"done"} or clip.filed]
    room = 20
    active = [clip for clip in rows if clip.state in {"sending", "waiting", "finished"}]
    others = [clip for clip in rows if clip not in active]
    for clip in sorted((active + others)[:room], key=lambda one: one.position):
        share = clip.progress if clip.state == "waiting" else None
        style = {"done": "green", "failed": "red", "waiting": "cyan", "unknown": "red", "halted": "yellow"}
        cells = [Text(clip.clip, style="bold"), Text(shown_state(clip), style=style.get(clip.state, ""))]
        if wide:
            cells.append(Text(_bar(share)))
        cells += [Text(f"{number(clip.seconds)} s"), Text(f"{number(clip.amount)} {clip.currency}")]
        if wide:
            cells.append(Text(clip.heading, style="dim", overflow="ellipsis", no_wrap=True))
        grid.add_row(*cells)
    return Group(grid, Text(summary_line(progress, time.monotonic() - began, before)))


def summary_line(progress: Progress, elapsed: float, before: int) -> str:
    """Return one line on the whole run: queue, in flight, waiting, rate, spend and an estimate of the end."""
    counts: dict[str, int] = {}
    for clip in progress.clips:
        counts[shown_state(clip)] = counts.get(shown_state(clip), 0) + 1
    done = sum(clip.state == "done" for clip in progress.clips)
    parts = [f"{count} {state}" for state, count in counts.items()]
    currency = progress.clips[0].currency if progress.clips else "units"
    parts.append(f"{number(progress.spent)} {currency}")
    fresh, left = done - before, len(progress.clips) - done
    if fresh > 0 and elapsed > 1:
        parts.append(f"{fresh / elapsed * 60:.1f} clips/min")
        if left:
            parts.append(f"about {left * elapsed / fresh:.0f} s to go")
    return " · ".join(parts)


def _bar(progress: float | None) -> str:
    if progress is None:
        return ""
    full = round(progress * 12)
    return "━" * full + "╌" * (12 - full)
