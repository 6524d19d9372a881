"""The lighting vocabulary as terms: what each word of a description says of time, sources and weather."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from compiler.film.lexicon import Hit, Lexicon, fold, key_of
from compiler.film.vocabulary import table

TIMES = ("dawn", "day", "golden hour", "dusk", "night")
EVERY_TIME = frozenset(TIMES)
DIMENSIONS = ("time", "source", "quality", "colour", "weather")


@dataclass(frozen=True, slots=True)
class Term:
    """One meaning of a word.

    ``times`` are the times of day that it allows (all five where it says nothing of them). ``excludes`` are keys of
    the same dimension that cannot hold with it. An ``accent`` lights an object, not the scene. ``guard`` marks a
    phrase that only keeps the words in it from being read.
    """

    dimension: str
    key: str
    times: frozenset[str] = EVERY_TIME
    excludes: frozenset[str] = frozenset()
    accent: bool = False
    guard: bool = False


_GUARD = Term("", "", guard=True)


def _entries(section: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from table("lighting")[section].items()


def _term(dimension: str, key: str, entry: dict[str, Any]) -> Term:
    times = frozenset(entry["times"]) if "times" in entry else EVERY_TIME
    return Term(dimension, entry.get("is", key), times, frozenset(entry.get("excludes", ())), "accent" in entry)


def _spellings(dimensions: tuple[str, ...], fields: tuple[str, ...]) -> Iterator[tuple[str, Term]]:
    for dimension in dimensions:
        for key, entry in _entries(dimension):
            term = _term(dimension, key, entry)
            for field in fields:
                for word in entry.get(field, ()):
                    yield word, term


def _guards() -> Iterator[tuple[str, Term]]:
    for phrase in table("lighting")["guards"]["never"]:
        yield phrase, _GUARD


@cache
def description_terms() -> Lexicon[Term]:
    """Return the terms that count in a lighting text."""
    return Lexicon((*_spellings(DIMENSIONS, ("words", "prose")), *_guards()))


@cache
def prose_terms() -> Lexicon[Term]:
    """Return the terms that count in prose."""
    return Lexicon((*_guards(), *_spellings(("time", "source", "weather"), ("prose",))))


@cache
def adjectives() -> Lexicon[Term]:
    """Return qualities and colours; before a term in prose ("blazing noon sun") they belong to what it says."""
    return Lexicon(_spellings(("quality", "colour"), ("words",)))


@cache
def heading_times() -> Lexicon[frozenset[str]]:
    """Return the times of day that the words of a heading tell."""
    return Lexicon((word, frozenset(entry["times"])) for _, entry in _entries("heading") for word in entry["words"])


@cache
def follow_words() -> Lexicon[str]:
    """Return the words by which a heading says that it goes on from the scene before."""
    return Lexicon((word, key) for key, entry in _entries("follows") for word in entry["words"])


def _choices(name: str) -> tuple[str, str]:
    """Return patterns of the guard words ``name``: those in Latin letters, and the others."""
    phrases = sorted(table("lighting")["guards"][name], key=lambda phrase: (-len(phrase), phrase))
    latin = "|".join(re.escape(key_of(phrase)) for phrase in phrases if phrase.isascii())
    return latin, "|".join(re.escape(phrase) for phrase in phrases if not phrase.isascii())


@cache
def _before() -> re.Pattern[str]:
    """Match a text that ends in a guard word, with at most one short word or adjective after it."""
    latin, other = _choices("before")
    return re.compile(rf"(?:(?<![a-z])(?:{latin})\s+(?:(?:the|a|an|any|this|that|his|her|their)\s+)?|(?:{other}))$")


def denied(folded: str, start: int) -> bool:
    """Whether the words just before ``start`` keep what stands there from being meant ("no sun", "like daylight")."""
    return _before().search(folded, max(0, start - 40), start) is not None


@cache
def _after() -> re.Pattern[str]:
    latin, other = _choices("after")
    return re.compile(rf"[\s\-]+(?:{latin})(?![a-z])|\s*(?:{other})")


def renamed(folded: str, end: int) -> bool:
    """Whether the words just behind ``end`` make a name or a picture of what stands before them ("sunset hotel")."""
    return _after().match(folded, end) is not None


@cache
def _guard_words(name: str) -> Lexicon[bool]:
    return Lexicon((word, True) for word in table("lighting")["guards"][name])


_SENTENCE_END = re.compile(r"[.!?;。！？；\n]")


def elsewhere(folded: str, start: int) -> bool:
    """Whether the sentence has, before ``start``, a word that moves the rest to a picture, a screen or a memory."""
    begin = 0
    for match in _SENTENCE_END.finditer(folded, 0, start):
        begin = match.end()
    return bool(_guard_words("elsewhere").find_folded(folded[begin:start]))


@dataclass(frozen=True, slots=True)
class Description:
    """A lighting text, read: its terms with their places, and whether it says that its sources are the only ones."""

    terms: tuple[Hit[Term], ...]
    only: bool = False


@lru_cache(maxsize=4096)
def read(text: str) -> Description:
    """Read a lighting text. Offsets are those of ``text``."""
    folded = fold(text)
    terms = tuple(
        Hit(hit.value, *folded.place(hit.start, hit.end))
        for hit in description_terms().find_folded(folded.text)
        if not hit.value.guard and not denied(folded.text, hit.start)
    )
    return Description(terms, bool(_guard_words("only").find_folded(folded.text)))


def possible(times: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the times that all of ``times`` allow; where they share none, all that any of them names.

    A text that contradicts itself is not this pass's business: it then stands for everything that it says.
    """
    sets = list(times)
    shared = EVERY_TIME.intersection(*sets) if sets else EVERY_TIME
    return shared or frozenset().union(*sets)
