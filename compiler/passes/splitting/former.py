"""What an edited scene can keep of the cuts of a former render."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from compiler.passes.splitting.partition import NO_WISHES, Wishes


def wishes(cuts: Sequence[int], former: Sequence[str], shots: Sequence[str]) -> Wishes:
    """Return which cuts and clips of a scene to keep.

    ``cuts`` are the former shot indices before which a clip began, ``former`` and ``shots`` the keys of the former
    and of the present shots. Without ``former`` the cuts are taken as indices of the present shots. A cut among
    shots that are there no more stands where they were; one at an insertion may stand on either side of it.
    """
    if not cuts:
        return NO_WISHES
    if not former:
        inside = sorted({cut for cut in cuts if 0 < cut < len(shots)})
        ends = [0, *inside, len(shots)]
        return Wishes(frozenset(inside), frozenset(pairwise(ends)))
    places, same = _align(former, shots)
    kept: set[int] = set()
    twins: set[tuple[int, int]] = set()
    for cut in cuts:
        positions = sorted(places.get(cut, ()))
        kept.update(positions)
        if len(positions) == 2:
            twins.add((positions[0], positions[1]))
    ends = [0, *sorted({cut for cut in cuts if 0 < cut < len(former)}), len(former)]
    clips: set[tuple[int, int]] = set()
    for begin, end in pairwise(ends):
        moved = [same.get(index) for index in range(begin, end)]
        start = moved[0] if moved else None
        if start is not None and moved == list(range(start, start + len(moved))):
            clips.add((start, start + len(moved)))
    return Wishes(frozenset(kept - {0, len(shots)}), frozenset(clips), frozenset(twins))


def _align(former: Sequence[str], shots: Sequence[str]) -> tuple[dict[int, set[int]], dict[int, int]]:
    """Return where each former boundary between shots may now stand, and where each unchanged shot does."""
    from difflib import SequenceMatcher

    places: dict[int, set[int]] = {}
    same: dict[int, int] = {}
    for kind, a, b, c, d in SequenceMatcher(None, former, shots, autojunk=False).get_opcodes():
        places.setdefault(a, set()).add(c)
        places.setdefault(b, set()).add(d)
        for offset in range(b - a):
            if b - a == d - c:
                places.setdefault(a + offset, set()).add(c + offset)
            elif offset:
                places.setdefault(a + offset, set()).update((c, d))
            if kind == "equal":
                same[a + offset] = c + offset
    return places, same
