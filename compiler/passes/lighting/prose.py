"""Prose against the light in force (W404)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from compiler.diagnostics.model import Diagnostic, Label
from compiler.diagnostics.wording import short
from compiler.film.lexicon import Hit, fold
from compiler.film.reading import Reading
from compiler.passes.lighting.state import Conflict, State, conflict
from compiler.passes.lighting.terms import Description, Term, adjectives, denied, elsewhere, prose_terms, renamed
from compiler.text.source import Span

_NEAR = 40
_BETWEEN = re.compile(r"[\s\-]*的?\s*")


def contradictions(reading: Reading, state: State, set_at: Callable[[Conflict], Span | None]) -> Iterator[Diagnostic]:
    """Yield a W404 for each place in a text that cannot be under the light in force.

    ``set_at`` tells where that was set which a term contradicts. Terms that follow each other directly, with the
    adjectives before them, are one place.
    """
    folded = fold(reading.text)
    hits = prose_terms().find_folded(folded.text)
    reported = -1
    for index, hit in enumerate(hits):
        if hit.start < reported or hit.value.guard or conflict(state, Description((hit,))) is None:
            continue
        group = _group(folded.text, hits, index)
        start, end = _with_adjectives(folded.text, group[0].start), group[-1].end
        found = conflict(state, Description(group))
        if found is None or denied(folded.text, start) or renamed(folded.text, end) or elsewhere(folded.text, start):
            continue
        reported = end
        yield _diagnostic(reading.span(*folded.place(start, end)), found, set_at(found))


def _group(text: str, hits: list[Hit[Term]], index: int) -> tuple[Hit[Term], ...]:
    """Return a hit with those that adjoin it on either side."""
    first = last = index
    while first > 0 and _adjoin(text, hits[first - 1].end, hits[first].start) and not hits[first - 1].value.guard:
        first -= 1
    while last + 1 < len(hits) and _adjoin(text, hits[last].end, hits[last + 1].start):
        if hits[last + 1].value.guard:
            break
        last += 1
    return tuple(hits[first : last + 1])


def _with_adjectives(text: str, start: int) -> int:
    """Return where the adjectives directly before ``start`` begin, ``start`` itself where there are none."""
    near = max(0, start - _NEAR)
    for adjective in reversed(adjectives().find_folded(text[near:start])):
        if not _adjoin(text, near + adjective.end, start):
            break
        start = near + adjective.start
    return start


def _adjoin(text: str, end: int, start: int) -> bool:
    return _BETWEEN.fullmatch(text, end, start) is not None


def _diagnostic(place: Span, found: Conflict, origin: Span | None) -> Diagnostic:
    return Diagnostic(
        "W404",
        f'"{short(place.text)}" says {found.says}, but the light in force is {found.force}',
        place,
        f"not possible under {found.force}",
        labels=(Label(origin, "the light in force is set here"),) if origin is not None else (),
        help=("change these words, or the lighting: [lighting: a -> b] declares a change inside the shot",),
    )
