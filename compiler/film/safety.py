"""Words that a vendor's content check looks for, by level. The safety pass and the sandbox read the same list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from compiler.film.lexicon import Hit, Lexicon
from compiler.film.vocabulary import table

Level = Literal["refused", "doubtful"]


@dataclass(frozen=True, slots=True)
class Unsafe:
    """What an unsafe word falls under: its ``level`` and the ``category`` that people know it by. A ``harmless``
    phrase only keeps the words in it from being found."""

    level: Level
    category: str
    harmless: bool = False


@cache
def unsafe_words() -> Lexicon[Unsafe]:
    """Return unsafe words by spelling, with the harmless phrases that hide some of them."""
    harmless = Unsafe("doubtful", "", harmless=True)
    spellings = [(phrase, harmless) for phrase in table("safety")["never"]["phrases"]]
    levels: tuple[Level, ...] = ("refused", "doubtful")
    for level in levels:
        for category, words in table("safety")[level].items():
            spellings += [(word, Unsafe(level, category)) for word in words]
    return Lexicon(spellings)


@lru_cache(maxsize=4096)
def find_unsafe(text: str) -> tuple[Hit[Unsafe], ...]:
    """Return the unsafe words in ``text``, in order, each with its level, its category and its offsets.

    A film says its lights, places and sounds many times over: each text is searched once.
    """
    return tuple(hit for hit in unsafe_words().find(text) if not hit.value.harmless)
