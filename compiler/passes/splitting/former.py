"""What an edited film can keep of the cuts of a former render."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from compiler.passes.splitting.partition import NO_WISHES, Wishes


def match(
    keys: Mapping[int, str], shots: Mapping[int, Sequence[str]], former: Mapping[str, Sequence[str]]
) -> dict[int, str]:
    """Return which former scene each present one was, by number: the one with which it shares most shots, and of
    equals, or where it shares none, the one with the same key.

    ``keys`` and ``shots`` are the present scenes' keys and their shots' keys, ``former`` the shots of the former ones
    by key. So a scene is known again under another heading, and when another with its heading comes before it.
    """
    pairs = [
        (-shared, key != name, number, name)
        for number, key in keys.items()
        for name, before in former.items()
        if (shared := len(set(shots[number]) & set(before))) or key == name
    ]
    found: dict[int, str] = {}
    for _, _, number, name in sorted(pairs):
        if number not in found and name not in found.values():
            found[number] = name
    return found


def wishes(cuts: Sequence[int], former: Sequence[str], shots: Sequence[str]) -> Wishes:
    """Return which cuts and clips of a scene to keep.

    ``cuts`` are the former shot indices before which a clip began, ``former`` and ``shots`` the keys of the former
    and of the present shots. Without ``former`` the cuts are taken as indices of the present shots. A cut among
    shots that are there no more stands where they were; one at an insertion may stand on either side of it. A clip is
    kept wherever its shots stand in a row now.
    """
    if not former:
        inside = sorted({cut for cut in cuts if 0 < cut < len(shots)})
        return Wishes(frozenset(inside), frozenset(pairwise([0, *inside, len(shots)]))) if inside else NO_WISHES
    places = _align(former, shots)
    kept: set[int] = set()
    twins: set[tuple[int, int]] = set()
    for cut in cuts:
        positions = sorted(places.get(cut, ()))
        kept.update(positions)
        if len(positions) == 2:
            twins.add((positions[0], positions[1]))
    ends = [0, *sorted({cut for cut in cuts if 0 < cut < len(former)}), len(former)]
    before = {tuple(former[begin:end]) for begin, end in pairwise(ends)}
    clips = {
        (begin, begin + length)
        for length in {len(clip) for clip in before}
        for begin in range(len(shots) - length + 1)
        if tuple(shots[begin : begin + length]) in before
    }
    return Wishes(frozenset(kept - {0, len(shots)}), frozenset(clips), frozenset(twins))


def _align(former: Sequence[str], shots: Sequence[str]) -> dict[int, set[int]]:
    """Return where each former boundary between shots may now stand."""
    from difflib import SequenceMatcher

    places: dict[int, set[int]] = {}
    for _, a, b, c, d in SequenceMatcher(None, former, shots, autojunk=False).get_opcodes():
        places.setdefault(a, set()).add(c)
        places.setdefault(b, set()).add(d)
        for offset in range(b - a):
            if b - a == d - c:
                places.setdefault(a + offset, set()).add(c + offset)
            elif offset:
                places.setdefault(a + offset, set()).update((c, d))
    return places
