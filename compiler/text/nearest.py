"""Did you mean …: the declared words nearest to one that is not declared."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from compiler.text.letters import UNSPACED, name_key


def distance(left: str, right: str, limit: int) -> int:
    """Return the number of edits between two words, or ``limit + 1`` where it is more than ``limit``.

    An edit puts in, takes out or changes one character, or swaps two neighbours (optimal string alignment).
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left):
        before, above, row = row, before, [i + 1]
        for j, b in enumerate(right):
            cost = min(before[j] + (a != b), before[j + 1] + 1, row[j] + 1)
            if i and j and a == right[j - 1] and left[i - 1] == b:
                cost = min(cost, above[j - 1] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1] if row[-1] <= limit else limit + 1


def nearest(word: str, candidates: Iterable[str], count: int = 3) -> list[str]:
    """Return up to ``count`` of the candidates near ``word``, the nearest first; they compare as names do.

    Two letters of five may differ, at least one of them (``ALFA`` for ``ALPHA``). A candidate that goes on where the
    word stops (or the other way about) is near too: ``ALP`` for ``ALPHA``. Of two that are as near, the one that
    begins with more of the word's own letters comes first: people get beginnings right.
    """
    key = name_key(word)
    found: list[tuple[int, int, str]] = []
    for candidate in candidates:
        other = name_key(candidate)
        limit = max(1, round(max(len(key), len(other)) * 0.4))
        edits = distance(key, other, limit)
        if edits > limit:
            if not _begins(key, other):
                continue
        elif edits >= max(len(key), len(other)):
            continue
        found.append((edits, -_shared_beginning(key, other), candidate))
    found.sort()
    return [candidate for _, _, candidate in found[:count]]


def probably(word: str, candidate: str) -> bool:
    """Say whether ``candidate`` is near enough to ``word`` to be put in its place unasked: they begin alike, or at most
    a third of the letters differ."""
    key, other = name_key(word), name_key(candidate)
    limit = max(1, max(len(key), len(other)) // 3)
    return key[:1] == other[:1] or distance(key, other, limit) <= limit


def nearest_prefix(run: str, names: Iterable[str], count: int = 3) -> list[tuple[str, int]]:
    """Return names near to what ``run`` begins with, each with the number of characters that it would replace.

    For scripts without word spaces, where nothing shows how much of a run of letters was meant as the name:
    ``阿名走進畫面`` begins with something near to ``阿明``.
    """
    key = name_key(run)
    if len(key) != len(run) or not UNSPACED.search(run):
        return [(name, len(run)) for name in nearest(run, names, count)]
    found: list[tuple[int, int, str, int]] = []
    for name in names:
        other = name_key(name)
        limit = max(1, len(other) // 3)
        best: tuple[int, int, int] | None = None
        for length in range(max(1, len(other) - limit), min(len(key), len(other) + limit) + 1):
            edits = distance(key[:length], other, limit)
            if edits <= limit and edits < max(length, len(other)):
                rank = (edits, abs(length - len(other)), length)
                best = rank if best is None else min(best, rank)
        if best is not None:
            found.append((best[0], best[1], name, best[2]))
    found.sort()
    return [(name, length) for _, _, name, length in found[:count]]


def _shared_beginning(left: str, right: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))


def _begins(left: str, right: str) -> bool:
    short, long = sorted((left, right), key=len)
    return len(short) >= 3 and long.startswith(short)
