"""The best way to cut a row of shots into clips, by dynamic programming over where the first clip ends."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from compiler.film.target import Limits

# What is least, in this order: pieces too long, pieces too short, shots that stand alone in vain, former cuts lost,
# clips that are new, clips, squared lengths.
Cost = tuple[int, int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a partition should keep of a former one. ``cuts`` are shot indices before which a clip began; ``clips``
    are ``(begin, end)`` pairs of clips that would be the same as before; ``twins`` are pairs of cuts of which one is
    as good as both; ``alone`` are shots that need a clip of their own."""

    cuts: Collection[int] = ()
    clips: Collection[tuple[int, int]] = ()
    twins: Collection[tuple[int, int]] = ()
    alone: Collection[int] = field(default=())


NO_WISHES = Wishes()


def fits(length: int, shots: int, limits: Limits) -> bool:
    """Whether a clip of ``length`` milliseconds and so many shots is within the target's limits."""
    return shots <= limits.shots and limits.clip_min <= length <= limits.clip_max


def partition(durations: Sequence[int], limits: Limits, wishes: Wishes = NO_WISHES) -> list[int]:
    """Return the shot indices before which to cut, ascending, for shots of ``durations`` milliseconds.

    Fewest clips, then the least sum of squared lengths, then the earliest longer clip, each clip within ``limits``;
    former cuts that are still possible come before all three. Where no way is within the limits, the one with the
    fewest pieces too long, then too short; a clip never has more shots than the limit. Time is linear in the number
    of shots.
    """
    count = len(durations)
    best: list[Cost] = [(0, 0, 0, 0, 0, 0, 0)] * (count + 1)
    first: list[int] = [count] * (count + 1)
    has_former = bool(wishes.cuts or wishes.clips)
    for begin in range(count - 1, -1, -1):
        chosen: Cost | None = None
        length = 0
        for end in range(begin + 1, min(begin + limits.shots, count) + 1):
            length += durations[end - 1]
            if length > limits.clip_max and end > begin + 1:
                break
            rest = best[end]
            kept = 1 if end < count and end in wishes.cuts else 0
            if (begin, end) in wishes.twins and end - begin < count:
                # The scene's own end keeps a cut as well as any.
                kept -= 1
            crowded = end - begin > 1 and any(shot in wishes.alone for shot in range(begin, end))
            cost = (
                rest[0] + (length > limits.clip_max),
                rest[1] + (length < limits.clip_min),
                rest[2] + crowded,
                rest[3] - kept,
                rest[4] + (has_former and (begin, end) not in wishes.clips),
                rest[5] + 1,
                rest[6] + length * length,
            )
            # Equal cost: the longer first clip, which is the later end.
            if chosen is None or cost <= chosen:
                chosen, first[begin] = cost, end
        assert chosen is not None
        best[begin] = chosen
    cuts = []
    at = first[0] if count else count
    while at < count:
        cuts.append(at)
        at = first[at]
    return cuts
