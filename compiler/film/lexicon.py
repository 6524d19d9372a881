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

_ODD = re.compile(
    "[\u2018\u2019\u02bc\u201c\u201d"
    "\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_QUOTES = str.maketrans("\u2018\u2019\u02bc\u201c\u201d", "'''\"\"")
_GAPS = re.compile(r"[\s\-\u2010-\u2013_]+")
_LATIN_WORD = re.compile("[0-9a-z\u00df-\u024f]+")
# Between the words of one term: spaces and hyphens, or an apostrophe.
_JOINT = re.compile(r"[\s\-\u2010-\u2013_]+|\'")


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


class _Characters(dict[int, str]):
    """What each character folds to, by its code point, worked out when it is first met. ``uneven`` are those that
    fold to none or to several."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        character = chr(code).translate(_QUOTES)
        folded = "" if _ODD.match(character) else unicodedata.normalize("NFKC", character).lower()
        if len(folded) != 1:
            self.uneven.add(chr(code))
        self[code] = folded
        return folded


_CHARACTERS = _Characters()


def fold(text: str) -> Folded:
    """Return ``text`` in the form in which terms compare, with the way back."""
    if text.isascii():
        return Folded(text.lower(), None)
    lowered = text.lower()
    if len(lowered) == len(text) and not _ODD.search(text) and unicodedata.is_normalized("NFKC", text):
        return Folded(lowered, None)
    folded = text.translate(_CHARACTERS)
    if _CHARACTERS.uneven.isdisjoint(text):
        return Folded(folded, None)
    offsets: list[int] = []
    for at, character in enumerate(text):
        offsets.extend([at] * len(_CHARACTERS[ord(character)]))
    offsets.append(len(text))
    return Folded(folded, offsets)


def key_of(text: str) -> str:
    """Return the form in which whole terms compare: folded, each gap or hyphen one space."""
    return _GAPS.sub(" ", fold(text).text).strip()


class Hit(NamedTuple, Generic[T]):
    """A term found: what it stands for and its offsets in the text that was searched."""

    value: T
    start: int
    end: int


class _Entry(NamedTuple, Generic[T]):
    """A spelling's words, and whether its last may go on."""

    words: tuple[str, ...]
    goes_on: bool
    value: T


class Lexicon(Generic[T]):
    """Spellings and what each stands for. A spelling that occurs twice keeps its first value.

    A text is cut into words once and each word looked up: time does not depend on the number of terms, and nothing is
    compiled before the first text is read.
    """

    def __init__(self, spellings: Iterable[tuple[str, T]]) -> None:
        self._values: dict[str, T] = {}
        for spelling, value in spellings:
            self._values.setdefault(key_of(spelling.removesuffix("*")) + "*" * spelling.endswith("*"), value)

    def __iter__(self) -> Iterator[str]:
        """Yield every spelling in its compared form."""
        yield from self._values

    def get(self, text: str) -> T | None:
        """Return what the whole of ``text`` stands for, None where it is no term."""
        key = key_of(text)
        value = self._values.get(key)
        for length in range(len(key), 0, -1) if value is None else ():
            value = self._values.get(key[:length] + "*")
            if value is not None:
                break
        return value

    def find(self, text: str) -> list[Hit[T]]:
        """Return the terms in ``text``, in order, the longest at each place, none inside another."""
        folded = fold(text)
        hits = self.find_folded(folded.text)
        if folded.offsets is None:
            return hits
        return [Hit(hit.value, *folded.place(hit.start, hit.end)) for hit in hits]

    def find_folded(self, text: str) -> list[Hit[T]]:
        """As ``find``, for a text that is folded already; offsets are those of the folded text."""
        hits = self._find_latin(text) if self._may_have_latin(text) else []
        if text.isascii():
            return hits
        others = self._find_unspaced(text)
        return sorted((*hits, *others), key=lambda hit: hit.start) if hits and others else hits or others

    def _may_have_latin(self, text: str) -> bool:
        heads, stems, length = self._latin_heads
        words = _LATIN_WORD.findall(text)
        return not (heads.keys().isdisjoint(words) and stems.keys().isdisjoint([word[:length] for word in words]))

    def _find_latin(self, text: str) -> list[Hit[T]]:
        heads, stems, length = self._latin_heads
        words = [(match.group(), *match.span()) for match in _LATIN_WORD.finditer(text)]
        hits: list[Hit[T]] = []
        index = 0
        while index < len(words):
            word = words[index][0]
            best = 0
            for entry in (*heads.get(word, ()), *stems.get(word[:length], ())):
                count = len(entry.words)
                if count > best and self._matches(text, words[index : index + count], entry):
                    best, value = count, entry.value
            if best:
                hits.append(Hit(value, words[index][1], words[index + best - 1][2]))
            index += best or 1
        return hits

    @staticmethod
    def _matches(text: str, words: list[tuple[str, int, int]], entry: _Entry[T]) -> bool:
        if len(words) < len(entry.words):
            return False
        last = len(words) - 1
        for at, (wanted, (word, start, _)) in enumerate(zip(entry.words, words, strict=True)):
            if word != wanted and not (at == last and entry.goes_on and word.startswith(wanted)):
                return False
            if at and not _JOINT.fullmatch(text, words[at - 1][2], start):
                return False
        return True

    def _find_unspaced(self, text: str) -> list[Hit[T]]:
        heads, pattern = self._other_heads
        hits: list[Hit[T]] = []
        match = pattern.search(text) if heads else None
        while match is not None:
            at = match.start()
            end = at + 1
            for spelling, value in heads[text[at]]:
                if text.startswith(spelling, at):
                    end = at + len(spelling)
                    hits.append(Hit(value, at, end))
                    break
            match = pattern.search(text, end)
        return hits

    @cached_property
    def _latin_heads(self) -> tuple[dict[str, list[_Entry[T]]], dict[str, list[_Entry[T]]], int]:
        """Spellings by their first word; those of one word that may go on by as many of its letters as all of them
        have, which is the last of the three."""
        heads: dict[str, list[_Entry[T]]] = {}
        stems: list[_Entry[T]] = []
        for key, value in self._values.items():
            words = tuple(_LATIN_WORD.findall(key)) if _is_latin(key) else ()
            if not words:
                continue
            entry = _Entry(words, key.endswith("*"), value)
            if entry.goes_on and len(words) == 1:
                stems.append(entry)
            else:
                heads.setdefault(words[0], []).append(entry)
        length = min((len(entry.words[0]) for entry in stems), default=1)
        by_stem: dict[str, list[_Entry[T]]] = {}
        for entry in sorted(stems, key=lambda each: -len(each.words[0])):
            by_stem.setdefault(entry.words[0][:length], []).append(entry)
        return heads, by_stem, length

    @cached_property
    def _other_heads(self) -> tuple[dict[str, list[tuple[str, T]]], re.Pattern[str]]:
        """Spellings of scripts without spaces by first letter, the longest first, and a pattern of the letters."""
        heads: dict[str, list[tuple[str, T]]] = {}
        for key, value in self._values.items():
            if key and not _is_latin(key):
                heads.setdefault(key[0], []).append((key.removesuffix("*"), value))
        for entries in heads.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        return heads, re.compile("[" + re.escape("".join(heads)) + "]" if heads else "(?!)")


def _is_latin(key: str) -> bool:
    return _LATIN_WORD.match(key) is not None
