from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from compiler.film.target import Limits
from compiler.passes.splitting.partition import Wishes, fits, partition
from tests.passes.world import LIMITS


def limits(**changes: int) -> Limits:
    return Limits(**{**LIMITS, **changes})


KLING = limits()
MADE_UP = limits(shots=2, clip_min=4000, clip_max=10000)


def lengths(durations: list[int], cuts: list[int]) -> list[int]:
    return [sum(durations[begin:end]) for begin, end in pairwise([0, *cuts, len(durations)])]


def valid(durations: list[int], cuts: list[int], within: Limits) -> bool:
    ends = list(pairwise([0, *cuts, len(durations)]))
    return all(fits(sum(durations[begin:end]), end - begin, within) for begin, end in ends)


def every(durations: list[int]) -> list[list[int]]:
    places = range(1, len(durations))
    return [list(cuts) for count in range(len(durations)) for cuts in combinations(places, count)]


def brute_force(durations: list[int], within: Limits) -> list[int] | None:
    """Return the best partition by trying all of them."""

    def key(cuts: list[int]) -> tuple[int, int, list[int]]:
        pieces = lengths(durations, cuts)
        return len(pieces), sum(piece * piece for piece in pieces), [-piece for piece in pieces]

    possible = [cuts for cuts in every(durations) if valid(durations, cuts, within)]
    return min(possible, key=key) if possible else None


seconds = st.lists(st.integers(1, 12).map(lambda second: second * 1000), min_size=1, max_size=10)
made_up = st.builds(
    lambda shots, least, more: limits(shots=shots, clip_min=least * 1000, clip_max=(least + more) * 1000),
    st.integers(1, 6),
    st.integers(1, 6),
    st.integers(0, 12),
)


@settings(max_examples=150, deadline=None)
@given(seconds, st.one_of(st.just(KLING), st.just(MADE_UP), made_up))
@example([5000, 5000, 5000, 5000], KLING)
@example([7000, 8000, 7000, 8000, 3000], KLING)
def test_no_partition_is_better(durations: list[int], within: Limits) -> None:
    best = brute_force(durations, within)
    cuts = partition(durations, within)
    if best is None:
        assert not valid(durations, cuts, within)
    else:
        assert cuts == best


def test_fewest_clips_then_even_ones_then_the_earliest_longer() -> None:
    assert partition([5000] * 3, KLING) == []
    assert partition([3000, 5000, 4000, 7000], KLING) == [2]
    assert partition([5000, 5000, 5000, 5000, 5000], KLING) == [3]
    assert partition([4000, 4000, 4000, 4000, 4000, 4000, 4000], KLING) == [3, 5]


def test_half_seconds_count() -> None:
    assert partition([7500, 7500, 500, 2500], KLING) == [1]


def test_a_row_without_shots_has_no_cuts() -> None:
    assert partition([], KLING) == []


def test_no_clip_has_more_shots_than_the_target_takes() -> None:
    for count in range(1, 40):
        cuts = partition([1000] * count, KLING)
        assert max(end - begin for begin, end in pairwise([0, *cuts, count])) <= 6


def test_a_shot_that_is_too_long_stands_alone_and_the_others_are_cut_well() -> None:
    assert partition([4000, 5000, 16000, 5000, 4000], KLING) == [2, 3]


def test_a_shot_with_a_frame_of_its_own_stands_alone_where_it_can() -> None:
    assert partition([4000, 4000, 4000], KLING, Wishes(alone={1})) == [1, 2]
    assert partition([4000, 2000, 4000], KLING, Wishes(alone={1})) == [], "2 s alone would be too short"


def test_work_grows_with_the_number_of_shots_alone() -> None:
    class Counted(list[int]):
        reads = 0

        def __getitem__(self, at):  # type: ignore[no-untyped-def]
            Counted.reads += 1
            return super().__getitem__(at)

    def reads(count: int) -> int:
        Counted.reads = 0
        partition(Counted([1000 + index * 7 % 5 * 1000 for index in range(count)]), KLING)
        return Counted.reads

    assert reads(2000) <= 2000 * KLING.shots
    assert reads(2000) <= reads(500) * 4 + 100


former = st.sets(st.integers(1, 9), max_size=4)


@settings(max_examples=150, deadline=None)
@given(seconds, former)
def test_former_cuts_are_kept_as_far_as_any_partition_keeps_them(durations: list[int], kept: set[int]) -> None:
    kept = {cut for cut in kept if cut < len(durations)}
    possible = [cuts for cuts in every(durations) if valid(durations, cuts, KLING)]
    cuts = partition(durations, KLING, Wishes(cuts=kept))
    if possible:
        assert valid(durations, cuts, KLING)
        assert len(kept & set(cuts)) == max(len(kept & set(other)) for other in possible)
    if valid(durations, sorted(kept), KLING):
        assert kept <= set(cuts)


@settings(max_examples=100, deadline=None)
@given(seconds)
def test_a_partition_is_stable(durations: list[int]) -> None:
    cuts = partition(durations, KLING)
    ends = frozenset(pairwise([0, *cuts, len(durations)]))
    if valid(durations, cuts, KLING):
        assert partition(durations, KLING, Wishes(cuts=frozenset(cuts), clips=ends)) == cuts
