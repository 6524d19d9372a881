"""Finding a vocabulary's terms in running text, in English and Chinese, in one scan.

A spelling is a word or several; a space in it stands for spaces or hyphens, and a final ``*`` lets the word go on
(``candle*`` is also ``candlelit``). English terms match whole words; Chinese ones match anywhere. Letters compare by
NFKC and lower case, so that ``ＮＥＯＮ`` is ``neon``; characters without a width, such as joiners, are passed over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

_INVISIBLE = re.compile("[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]")
_GAP = r"[\s\-\u2010-\u2013_]+"
_GAPS = re.compile(_GAP)
_LATIN = "0-9a-z\u00df-\u024f"
_QUOTES = str.maketrans("\u2018\u2019\u02bc\u201c\u201d", "'''\"\"")


class Folded(NamedTuple):
    """Text as terms compare. ``offsets`` maps each of its characters, and its end, to the text it came from; it is
    None where the two agree character by character."""

    text: str
    offsets: list[int] | None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` (not empty) stands in the text that was folded."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> Folded:
    """Return ``text`` in the form in which terms compare, with the way back."""
    if text.isascii():
        return Folded(text.lower(), None)
    text = text.translate(_QUOTES)
    lowered = text.lower()
    if len(lowered) == len(text) and unicodedata.is_normalized("NFKC", text) and not _INVISIBLE.search(text):
        return Folded(lowered, None)
    characters: list[str] = []
    offsets: list[int] = []
    for at, character in enumerate(text):
        if _INVISIBLE.match(character):
            continue
        plain = unicodedata.normalize("NFKC", character).lower()
        characters.append(plain)
        offsets.extend([at] * len(plain))
    offsets.append(len(text))
    return Folded("".join(characters), offsets)


def key_of(text: str) -> str:
    """Return the form in which whole terms compare: folded, each gap or hyphen one space."""
    return _GAPS.sub(" ", fold(text).text).strip()


class Hit(NamedTuple, Generic[T]):
    """A term found: what it stands for and its offsets in the text that was searched."""

    value: T
    start: int
    end: int


class Lexicon(Generic[T]):
    """Spellings and what each stands for. A spelling that occurs twice keeps its first value."""

    def __init__(self, spellings: Iterable[tuple[str, T]]) -> None:
        self._exact: dict[str, T] = {}
        self._open: dict[str, T] = {}
        for spelling, value in spellings:
            table = self._open if spelling.endswith("*") else self._exact
            table.setdefault(key_of(spelling.removesuffix("*")), value)

    def __iter__(self) -> Iterator[str]:
        """Yield every spelling in its compared form."""
        yield from self._exact
        yield from self._open

    def get(self, text: str) -> T | None:
        """Return what the whole of ``text`` stands for, None where it is no term."""
        return self._value(key_of(text))

    def find(self, text: str) -> list[Hit[T]]:
        """Return the terms in ``text``, in order, the longest at each place, none inside another."""
        folded = fold(text)
        hits = self.find_folded(folded.text)
        if folded.offsets is None:
            return hits
        return [Hit(hit.value, *folded.place(hit.start, hit.end)) for hit in hits]

    def find_folded(self, text: str) -> list[Hit[T]]:
        """As ``find``, for a text that is folded already; offsets are those of the folded text."""
        pattern = self._latin if text.isascii() else self._all
        if pattern is None:
            return []
        hits: list[Hit[T]] = []
        for match in pattern.finditer(text):
            value = self._value(_GAPS.sub(" ", match.group()))
            if value is not None:
                hits.append(Hit(value, *match.span()))
        return hits

    def _value(self, key: str) -> T | None:
        value = self._exact.get(key)
        if value is None and self._open:
            for length in range(len(key), 0, -1):
                value = self._open.get(key[:length])
                if value is not None:
                    return value
        return value

    @cached_property
    def _latin(self) -> re.Pattern[str] | None:
        words = self._alternatives(latin=True)
        return re.compile(words) if words else None

    @cached_property
    def _all(self) -> re.Pattern[str] | None:
        both = [words for words in (self._alternatives(latin=True), self._alternatives(latin=False)) if words]
        return re.compile("|".join(both)) if both else None

    def _alternatives(self, *, latin: bool) -> str:
        """Return a pattern of one branch for each first letter, longer spellings first: few branches to try at a
        place, whatever the number of terms."""
        by_letter: dict[str, list[tuple[str, str]]] = {}
        for table, more in ((self._open, f"[{_LATIN}]*"), (self._exact, "")):
            for key in table:
                if key and (ord(key[0]) < 0x250) == latin:
                    pattern = _GAP.join(re.escape(word) for word in key[1:].split(" "))
                    by_letter.setdefault(key[0], []).append((key, pattern + more))
        branches = []
        for letter, entries in sorted(by_letter.items()):
            entries.sort(key=lambda entry: (-len(entry[0]), entry[0]))
            branches.append(re.escape(letter) + "(?:" + "|".join(pattern for _, pattern in entries) + ")")
        if not branches:
            return ""
        joined = "|".join(branches)
        return f"(?<![{_LATIN}])(?:{joined})(?![{_LATIN}])" if latin else f"(?:{joined})"
