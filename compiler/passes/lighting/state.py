"""The state that flows through the scenes: which times of day are possible, which sources and weather are set."""

from __future__ import annotations

from dataclasses import dataclass, replace

from compiler.film.lexicon import Hit
from compiler.passes.lighting.terms import EVERY_TIME, TIMES, Description, Term, possible


@dataclass(frozen=True, slots=True)
class Source:
    """A light source in force. An accent lights an object, not the scene."""

    key: str
    excludes: frozenset[str]
    accent: bool


@dataclass(frozen=True, slots=True)
class State:
    """Light in force. ``times`` are the times of day that it may be; ``sources`` stand in the order in which they
    were named; ``only`` says that there are no others; ``weather`` maps to what each kind excludes."""

    times: frozenset[str] = EVERY_TIME
    sources: tuple[Source, ...] = ()
    only: bool = False
    weather: tuple[tuple[str, frozenset[str]], ...] = ()

    @property
    def main(self) -> Source | None:
        """The main source: the first that lights the scene, or else the first."""
        for source in self.sources:
            if not source.accent:
                return source
        return self.sources[0] if self.sources else None

    @property
    def told(self) -> bool:
        """Whether anything is known of the light."""
        return self.times != EVERY_TIME or bool(self.sources) or bool(self.weather)


UNKNOWN = State()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements that cannot hold together: the term that is new, what it says and what is in force. ``of_time``
    tells a time of day that is not possible from weather or a source that is not."""

    hit: Hit[Term]
    says: str
    force: str
    of_time: bool = False


def state_of(description: Description) -> State:
    """Return what a description alone puts in force."""
    return add(UNKNOWN, description)


def add(state: State, description: Description) -> State:
    """Return ``state`` with what a description says besides. Where the two contradict, both remain possible."""
    times = possible(hit.value.times for hit in description.terms)
    sources, weather = list(state.sources), list(state.weather)
    for hit in description.terms:
        term = hit.value
        if term.dimension == "source" and term.key not in {source.key for source in sources}:
            sources.append(Source(term.key, term.excludes, term.accent))
        elif term.dimension == "weather" and term.key not in {key for key, _ in weather}:
            weather.append((term.key, term.excludes))
    return State(
        (state.times & times) or (state.times | times), tuple(sources), state.only or description.only, tuple(weather)
    )


def either(first: State, second: State) -> State:
    """Return the state of a time in which the light goes from ``first`` to ``second``: whatever fits one fits."""
    shared = tuple(kind for kind in first.weather if kind in second.weather)
    return State(first.times | second.times, first.sources + second.sources, False, shared)


def follow(state: State, description: Description) -> State:
    """Return the state that a declared change leads to. What it does not speak of stays, but a source does not
    outlast a change of time unless it is named again."""
    told = state_of(description)
    keeps_time = told.times == EVERY_TIME
    return State(
        state.times if keeps_time else told.times,
        told.sources or (state.sources if keeps_time else ()),
        told.only,
        told.weather or state.weather,
    )


def narrow(state: State, times: frozenset[str]) -> State:
    """Return ``state`` with its times cut down to ``times``; both where they share none."""
    return replace(state, times=(state.times & times) or (state.times | times))


def conflict(state: State, description: Description, *, sources: bool = True) -> Conflict | None:
    """Return the plainest contradiction of a description to the state, None where they agree.

    It contradicts by a time of day that is not possible, by weather that excludes the weather in force, or (with
    ``sources``) by a main source that excludes the one in force or stands where that is the only one.
    """
    impossible = [hit for hit in description.terms if not hit.value.times & state.times]
    if impossible:
        hit = min(impossible, key=lambda each: len(each.value.times))
        says = spoken(hit.value.times) if hit.value.dimension == "time" else hit.value.key
        return Conflict(hit, says, spoken(state.times), of_time=True)
    for hit in description.terms:
        if hit.value.dimension == "weather":
            for key, excludes in state.weather:
                if hit.value.key in excludes or key in hit.value.excludes:
                    return Conflict(hit, hit.value.key, key)
    return _source_conflict(state, description) if sources else None


def _source_conflict(state: State, description: Description) -> Conflict | None:
    main = state.main
    if main is None:
        return None
    known = {source.key for source in state.sources}
    replaced = description.only and main.key not in {hit.value.key for hit in description.terms}
    for hit in description.terms:
        term = hit.value
        if term.dimension != "source" or term.accent or (term.key in known and not replaced):
            continue
        if state.only or replaced or term.key in main.excludes or main.key in term.excludes:
            return Conflict(hit, term.key, f"only {main.key}" if state.only else main.key)
    return None


def spoken(times: frozenset[str]) -> str:
    """Return times of day as people would say them, in the order of the day."""
    names = [name for name in TIMES if name in times]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}" if names else "no time"
