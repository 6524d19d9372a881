"""The flow of light through scenes and shots: what is in force where, and where two statements contradict."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compiler.diagnostics.model import Diagnostic
from compiler.film.lexicon import key_of
from compiler.film.model import Scene, Shot, subject_of
from compiler.film.reading import divide, prose
from compiler.passes.lighting import findings
from compiler.passes.lighting.prose import contradictions
from compiler.passes.lighting.state import UNKNOWN, Conflict, State, add, conflict, either, follow, narrow, state_of
from compiler.passes.lighting.terms import EVERY_TIME, follow_words, heading_times, possible, read
from compiler.syntax.nodes import Words
from compiler.text.source import Span

_COMMA = re.compile("[,;，、；]")
_ARROW = re.compile("\\s*(?:[-=–—]+[>＞]|[→⇒➔➜⟶⟹])\\s*")


@dataclass(frozen=True, slots=True)
class Force:
    """Light in force at a place in the film: its state, its texts for prompts, and where it was set: ``origin`` as a
    whole, ``time_origin`` its time of day."""

    state: State = UNKNOWN
    texts: tuple[Words, ...] = ()
    origin: Span | None = None
    time_origin: Span | None = None

    def set_at(self, clash: Conflict) -> Span | None:
        """Return where that was set which something contradicts."""
        return self.time_origin if clash.of_time else self.origin


@dataclass(frozen=True, slots=True)
class _Former:
    """The scene before, and the light at its end."""

    scene: Scene
    end: Force


def walk(scenes: list[Scene]) -> Iterator[Diagnostic]:
    """Set every shot's light and yield what contradicts, scene by scene."""
    former: _Former | None = None
    for scene in scenes:
        found: list[Diagnostic] = []
        force = _open(scene, former, found)
        if len(scene.shots) > 1 and not force.state.told and not _lit(scene):
            found.append(findings.says_nothing(scene))
        for shot in scene.shots:
            during, force = _enter(shot, force, found)
            if during.told:
                for reading in prose(shot.body):
                    found.extend(contradictions(reading, during, force.set_at))
        yield from found
        former = _Former(scene, force)


def stages(words: Words) -> list[Words]:
    """Return the stages of a lighting text: one, or several where it declares a change (``dusk -> night``)."""
    return [stage for stage in divide(words, _ARROW) if stage.parts] or [words]


def _open(scene: Scene, former: _Former | None, found: list[Diagnostic]) -> Force:
    """Return the light at a scene's start; add what contradicts its heading or the scene before to ``found``."""
    time = scene.setting.time if scene.setting is not None else None
    heading = _heading_times(time)
    force = Force() if scene.lighting is None else _described(scene.lighting)
    time_origin = force.time_origin
    if time is not None and heading is not None:
        time_origin = time_origin or time.span
        if scene.lighting is not None:
            clash = conflict(State(heading), read(stages(scene.lighting)[0].plain()), sources=False)
            if clash is not None:
                found.append(findings.heading_contradicts(scene.lighting, time, clash))
    state = force.state if heading is None else narrow(force.state, heading)
    follows = time is not None and bool(follow_words().find(time.plain()))
    if former is not None and (follows or scene.continues is not None):
        same = _same_place(former.scene, scene)
        if same:
            _compare(scene, state, former, found)
        if heading is None and (follows or same):
            time_origin = time_origin or former.end.time_origin
            if state.times & former.end.state.times:
                state = narrow(state, former.end.state.times)
    return Force(state, force.texts, force.origin, time_origin)


def _described(lighting: Words) -> Force:
    """Return what a scene's lighting puts in force. A change that a scene declares has no shot of its own: each shot
    may see any of its stages."""
    states = [state_of(read(stage.plain())) for stage in stages(lighting)]
    state = states[0]
    for later in states[1:]:
        state = either(state, later)
    return Force(state, (lighting,), lighting.span, lighting.span if state.times != EVERY_TIME else None)


def _heading_times(time: Words | None) -> frozenset[str] | None:
    """Return the times of day that a heading's time tells, None where it tells none."""
    hits = heading_times().find(time.plain()) if time is not None else []
    return possible(hit.value for hit in hits) if hits else None


def _compare(scene: Scene, state: State, former: _Former, found: list[Diagnostic]) -> None:
    """Add the contradiction of a scene's light to the end of the scene that it follows, if there is one."""
    end = former.end
    same_side = _side(scene) == _side(former.scene)
    if scene.lighting is not None:
        clash = conflict(end.state, read(stages(scene.lighting)[0].plain()), sources=same_side)
        if clash is not None:
            place = end.set_at(clash) or former.scene.tag.span
            found.append(findings.does_not_follow(scene.lighting.span, clash.says, clash.force, place))
            return
    if not state.times & end.state.times and scene.setting is not None and scene.setting.time is not None:
        place = end.time_origin or former.scene.tag.span
        found.append(findings.times_do_not_follow(scene.setting.time.span, state.times, end.state.times, place))


def _enter(shot: Shot, force: Force, found: list[Diagnostic]) -> tuple[State, Force]:
    """Set a shot's light; return the state while it runs and the light in force after it."""
    own = shot.lighting
    if own is None:
        shot.light = force.texts
        return force.state, force
    first, *later = stages(own)
    repeated = _items(first)
    shot.light = (*(text for text in force.texts if not _items(text) <= repeated), own)
    description = read(first.plain())
    changes = bool(later) or _opens_with_arrow(own, first)
    begins = force.state
    if later or not changes:
        clash = conflict(force.state, description)
        if clash is not None:
            found.append(findings.shot_contradicts(own, clash, force.set_at(clash), force.texts))
        begins = add(force.state, description)
    if not changes:
        return begins, force
    during, end = begins, begins
    for stage in later or [first]:
        end = follow(end, read(stage.plain()))
        during = either(during, end)
    told = end.times != begins.times or state_of(read((later or [first])[-1].plain())).times != EVERY_TIME
    return during, Force(end, ((later or [first])[-1],), own.span, own.span if told else force.time_origin)


def _items(text: Words) -> set[str]:
    return {key_of(item) for item in _COMMA.split(text.plain())}


def _opens_with_arrow(own: Words, first: Words) -> bool:
    """Whether a text is ``-> night``: a change that starts from whatever is in force."""
    return first.start > own.start and first is not own


def _lit(scene: Scene) -> bool:
    return any(shot.lighting is not None for shot in scene.shots)


def _side(scene: Scene) -> str | None:
    return scene.setting.side if scene.setting is not None else None


def _same_place(former: Scene, scene: Scene) -> bool:
    """Whether two scenes stand in the same place; where one has no setting they do unless it says otherwise."""
    if former.setting is None or scene.setting is None:
        return True
    one, other = former.setting.place, scene.setting.place
    subjects = [[subject_of(mention) for mention in place.mentions()] for place in (one, other)]
    return key_of(one.plain()) == key_of(other.plain()) or (any(subjects[0]) and subjects[0] == subjects[1])
