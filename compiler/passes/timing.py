"""Gives every shot its duration, and checks beats and dialogue against it."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics.model import Diagnostic, Edit, Fix, Label
from compiler.film.model import Film, Shot, seconds
from compiler.film.speech import PAUSE, speaking_time
from compiler.film.target import Limits
from compiler.passes.base import Pass, World
from compiler.syntax import tags
from compiler.syntax.nodes import Beat, Dialogue
from compiler.syntax.values import attributes
from compiler.text.letters import join
from compiler.text.source import Span

# What a shot without a duration, dialogue and beats lasts; the target's limits round it.
_USUAL = 3000


def _run(film: Film, world: World) -> Iterator[Diagnostic]:
    limits = world.target.limits
    for _, shot in film.shots():
        spoken = [(item, _spoken(item)) for item in shot.body if type(item) is Dialogue]
        beats = [item for item in shot.body if type(item) is Beat]
        if shot.duration is None or shot.inferred:
            hint = _infer(shot, spoken, beats, limits)
            if shot.duration_span is None and not shot.broken:
                yield hint
        elif shot.duration < limits.shot_min:
            yield _too_short(shot, world)
        elif shot.duration % limits.step:
            yield _inexpressible(shot, world)
        if beats and not shot.broken:
            yield from _divide(shot, beats)
        if spoken:
            yield from _fit(shot, spoken, limits)


def _spoken(line: Dialogue) -> int:
    text = line.line.words.plain()
    for more in line.more:
        text = join(text, more.words.plain())
    return speaking_time(text) + PAUSE


def _written(milliseconds: int) -> str:
    """Return a duration as scripts write it: ``2.5s``."""
    return f"{seconds(milliseconds)}s"


def _said(milliseconds: int) -> str:
    """Return a duration as messages say it: ``2.5 s``."""
    return f"{seconds(milliseconds)} s"


def _tenths(milliseconds: int) -> str:
    """Return a duration worked out from words, rounded up to tenths of a second."""
    return _said(-(-milliseconds // 100) * 100)


def _up(milliseconds: int, limits: Limits) -> int:
    """Return the shortest duration of a shot that the target can express and that holds ``milliseconds``."""
    return -(-max(milliseconds, limits.shot_min) // limits.step) * limits.step


def _span(shot: Shot) -> Span:
    return shot.duration_span or shot.tag.span


def _infer(shot: Shot, spoken: list[tuple[Dialogue, int]], beats: list[Beat], limits: Limits) -> Diagnostic:
    """Set a shot's duration. Beats end with their shot, so where there are any the last of them decides."""
    if beats:
        needed, why = max(beat.finish for beat in beats), "its last beat ends then"
    elif spoken:
        needed = sum(time for _, time in spoken)
        why = f"its dialogue takes {_tenths(needed)}"
    else:
        needed, why = _USUAL, "it has no dialogue and no beats"
    shot.duration, shot.inferred = _up(needed, limits), True
    text = _written(shot.duration)
    return Diagnostic(
        "H308",
        f"this shot has no duration: it is taken to last {_said(shot.duration)}",
        shot.tag.span,
        why,
        help=(f"write {text} into [{shot.tag.name}] to say so, or another duration",),
        fix=_written_down(shot, text),
    )


def _written_down(shot: Shot, text: str) -> Fix:
    """Return the fix that writes a duration into a shot's tag, before its attributes."""
    tag = shot.tag
    at, insert = tag.end - 1, f"{text}"
    if tag.value is None or not tag.value.parts:
        bracket = tag.source.text[tag.name_end : tag.end - 1]
        insert = text if bracket.strip() else f": {text}"
    else:
        bare, _ = attributes(tag.value, tags.table()["shot"].attributes)
        if bare is None:
            at, insert = tag.value.start, f"{text} "
        else:
            at, insert = bare.end, f", {text}"
    return Fix(f"write the duration down: {text}", (Edit(Span(tag.source, at, at), insert),))


def _too_short(shot: Shot, world: World) -> Diagnostic:
    limits, span = world.target.limits, _span(shot)
    least = _written(_up(0, limits))
    return Diagnostic(
        "E304",
        f"this shot lasts {_said(shot.duration or 0)}; {world.target.model} generates no shot under {least}",
        span,
        help=(f"give it {least} or more, or make it a beat of a longer shot",),
        fix=Fix(f"change it to {least}", (Edit(span, least),)),
    )


def _inexpressible(shot: Shot, world: World) -> Diagnostic:
    limits, span = world.target.limits, _span(shot)
    duration = shot.duration or 0
    over = _up(duration, limits)
    under = over - limits.step
    choices = [_written(each) for each in (under, over) if each >= limits.shot_min]
    step = "whole seconds" if limits.step == 1000 else f"steps of {_said(limits.step)}"
    return Diagnostic(
        "E305",
        f"{world.target.model} takes durations in {step}, not {_said(duration)}",
        span,
        help=(f"write {' or '.join(choices)}",),
        fix=Fix(f"change it to {choices[-1]}", (Edit(span, choices[-1]),)),
    )


def _divide(shot: Shot, beats: list[Beat]) -> Iterator[Diagnostic]:
    """Check that beats divide their shot: each is told against the one before it."""
    duration = shot.duration or 0
    reached, before = 0, None
    for beat in beats:
        span = beat.time_span
        labels = (Label(before.time_span, f"the beat before ends at {_said(reached)}"),) if before else ()
        if beat.finish <= beat.begin:
            message = f"this beat ends at {_said(beat.finish)}, and starts at {_said(beat.begin)}"
            yield Diagnostic("E306", message, span, labels=labels, help=("a beat ends later than it starts",))
        elif beat.begin != reached:
            if before is None:
                message, help = "the first beat does not start at 0s", "start it at 0s"
            elif beat.begin > reached:
                gap = _said(beat.begin - reached)
                message, help = f"nothing happens for {gap} before this beat", f"start it at {_written(reached)}"
            else:
                lap = _said(reached - beat.begin)
                message, help = f"this beat overlaps the one before it by {lap}", f"start it at {_written(reached)}"
            fix = _times(beat, reached, beat.finish) if reached < beat.finish else None
            yield Diagnostic("E306", message, span, labels=labels, help=(help,), fix=fix)
        reached, before = max(reached, beat.finish), beat
    assert before is not None
    if before.finish != duration and before.begin < before.finish:
        much = _said(abs(duration - before.finish))
        label = Label(_span(shot), f"the shot lasts {_said(duration)}")
        help = f"end the last beat at {_written(duration)}, or give the shot {_written(before.finish)}"
        message = f"the last beat ends {much} {'before' if before.finish < duration else 'after'} its shot"
        fix = _times(before, before.begin, duration) if before.begin < duration else None
        yield Diagnostic("E306", message, before.time_span, labels=(label,), help=(help,), fix=fix)


def _times(beat: Beat, begin: int, finish: int) -> Fix:
    """Return the fix that sets a beat's times, in the kind of brackets that it has."""
    text = beat.time_span.text
    new = f"{text[0]}{_written(begin)}-{_written(finish)}{text[-1]}"
    return Fix(f"change it to {new}", (Edit(beat.time_span, new),))


def _fit(shot: Shot, spoken: list[tuple[Dialogue, int]], limits: Limits) -> Iterator[Diagnostic]:
    """Check that there is time to say a shot's dialogue."""
    needed = sum(time for _, time in spoken)
    duration = shot.duration or 0
    if needed <= duration:
        return
    labels = tuple(Label(line.cue_span, f"this line takes {_tenths(time)}") for line, time in spoken)
    enough = _up(needed, limits)
    help = [f"give the shot {_written(enough)}, or say less"]
    fix = None
    if enough > limits.clip_max:
        help = [f"say less, or share the lines out among several shots: a clip holds {_said(limits.clip_max)}"]
    elif shot.duration_span is not None and not any(shot.beats()):
        fix = Fix(f"change it to {_written(enough)}", (Edit(shot.duration_span, _written(enough)),))
    message = f"the dialogue needs {_tenths(needed)}, and the shot lasts {_said(duration)}"
    yield Diagnostic("W307", message, _span(shot), f"{_tenths(needed)} of dialogue", labels, help=tuple(help), fix=fix)


PASS = Pass(
    "timing",
    _run,
    needs=("structure", "names"),
    codes=("E304", "E305", "E306", "W307", "H308"),
    writes=("shot.duration", "shot.inferred"),
)
