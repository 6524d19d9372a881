"""The words of E301, E302 and E303."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from compiler.diagnostics.model import Diagnostic, Edit, Fix, Label
from compiler.film.model import Scene, Shot, seconds
from compiler.film.target import Target
from compiler.text.source import Span


def too_long(scene: Scene, shots: Sequence[Shot], cuts: Sequence[int] | None, target: Target) -> Diagnostic:
    """E301 for a clip of ``shots``. ``cuts`` are where the best partition would cut it, None where there is none."""
    totals = list(accumulate(shot.duration or 0 for shot in shots))
    past = next(index for index, total in enumerate(totals) if total > target.limits.clip_max)
    shot = shots[past]
    with_this = f"{_seconds(totals[past])} with this shot"
    alone = past == 0
    return Diagnostic(
        "E301",
        f"this clip runs {_seconds(totals[-1])}; {target.model} generates at most {_seconds(target.limits.clip_max)}",
        shot.duration_span or shot.tag.span,
        f"{_seconds(totals[0])} in one shot" if alone else f"{_seconds(totals[past - 1])} so far, {with_this}",
        labels=(_opening(scene, shots),),
        help=(
            ("make the shot shorter, or two shots of it",)
            if alone
            else (_split_help(past), f"running total: {_totals(shots, totals)}", *_where(shots, cuts))
        ),
        fix=_fix(shots, cuts),
    )


def too_many(
    scene: Scene, shots: Sequence[Shot], cuts: Sequence[int] | None, target: Target, *, mend: bool
) -> Diagnostic:
    """E303 for a clip of ``shots``; with ``mend`` it offers the fix."""
    most = target.limits.shots
    return Diagnostic(
        "E303",
        f"this clip has {len(shots)} shots; {target.model} takes at most {most}",
        shots[most].tag.span,
        f"shot {most + 1} of this clip",
        labels=(_opening(scene, shots),),
        help=(_split_help(most), *_where(shots, cuts)),
        fix=_fix(shots, cuts) if mend else None,
    )


def too_short(scene: Scene, shots: Sequence[Shot], target: Target) -> Diagnostic:
    """E302 for a clip of ``shots``."""
    total = sum(shot.duration or 0 for shot in shots)
    least = target.limits.clip_min
    last = shots[-1]
    return Diagnostic(
        "E302",
        f"this clip runs {_seconds(total)}; {target.model} generates at least {_seconds(least)}",
        last.duration_span or last.tag.span,
        f"the clip ends here, {_seconds(least - total)} short",
        labels=(_opening(scene, shots),),
        help=(f"make a shot longer by {_seconds(least - total)}, or take away the cut beside this clip",)
        if len(scene.shots) > len(shots)
        else (f"make a shot longer by {_seconds(least - total)}, or add one",),
    )


def _seconds(milliseconds: int) -> str:
    return f"{seconds(milliseconds)} s"


def _opening(scene: Scene, shots: Sequence[Shot]) -> Label:
    if shots[0] is scene.shots[0]:
        return Label(scene.tag.span, "the scene opens here")
    return Label(shots[0].tag.span, "the clip begins here")


def _split_help(past: int) -> str:
    return "put [split] before this shot, or [split: auto] in the scene" if past else "make the shot shorter"


def _totals(shots: Sequence[Shot], totals: Sequence[int]) -> str:
    return ", ".join(
        f"{_seconds(total)} (line {shot.tag.span.first.line})" for shot, total in zip(shots, totals, strict=True)
    )


def _where(shots: Sequence[Shot], cuts: Sequence[int] | None) -> tuple[str, ...]:
    if not cuts:
        return ()
    ends = [0, *cuts, len(shots)]
    clips = [_seconds(sum(shot.duration or 0 for shot in shots[begin:end])) for begin, end in pairwise(ends)]
    lines = " and ".join(str(shots[cut].tag.span.first.line) for cut in cuts)
    return (f"[split: auto] would cut before line {lines}: clips of {', '.join(clips)}",)


def _fix(shots: Sequence[Shot], cuts: Sequence[int] | None) -> Fix | None:
    if not cuts:
        return None
    return Fix("put [split] where the cuts fall best", tuple(_insertion(shots[cut]) for cut in cuts))


def _insertion(shot: Shot) -> Edit:
    """Return the edit that puts ``[split]`` on a line of its own before a shot, or before its tag in its line."""
    source, start = shot.source, shot.tag.start
    line = source.text.rfind("\n", 0, start) + 1
    if source.text[line:start].strip():
        return Edit(Span(source, start, start), "[split] ")
    return Edit(Span(source, line, line), "[split]\n\n")
