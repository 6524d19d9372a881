from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from compiler.film.target import Limits
from compiler.passes.splitting.former import match, wishes
from compiler.passes.splitting.partition import fits, partition
from tests.passes.world import LIMITS

KLING = Limits(**LIMITS)


def cut(former: str, cuts: list[int], shots: str, duration: int = 3000) -> list[str]:
    """Return the clips of ``shots``, a letter each, that were ``former`` with ``cuts``."""
    found = partition([duration] * len(shots), KLING, wishes(cuts, former, shots))
    return [shots[begin:end] for begin, end in pairwise([0, *found, len(shots)])]


def test_nothing_changed_nothing_moves_even_where_another_cut_would_be_better() -> None:
    assert cut("abcdef", [4], "abcdef") == ["abcd", "ef"]
    assert cut("abcdef", [2, 4], "abcdef") == ["ab", "cd", "ef"], "two clips would do"


def test_an_edited_shot_changes_no_cut() -> None:
    assert cut("abcdef", [4], "abXdef") == ["abXd", "ef"]
    assert cut("abcdef", [4], "abcdXf") == ["abcd", "Xf"]
    assert cut("abcdef", [4], "abcXef") == ["abcX", "ef"]


def test_an_insertion_moves_the_cuts_behind_it_along() -> None:
    assert cut("abcdef", [3], "abXcdef") == ["abXc", "def"]
    assert cut("abcdef", [3], "Xabcdef") == ["Xabc", "def"]
    assert cut("abcdef", [3], "abcXdef") in (["abcX", "def"], ["abc", "Xdef"])


def test_a_deletion_does_too() -> None:
    assert cut("abcdef", [3], "abdef") == ["ab", "def"]
    assert cut("abcdef", [3], "abcef") == ["abc", "ef"]
    assert cut("abcdef", [3], "abef") == ["ab", "ef"]


def test_a_clip_that_grew_too_long_is_cut_and_the_others_stay() -> None:
    assert cut("abcdefgh", [4], "abXYcdefgh")[-1] == "efgh"


def test_without_keys_the_cuts_count_the_present_shots() -> None:
    assert wishes([2, 9], [], "abcd").cuts == {2}
    assert wishes([2, 9], [], "abcd").clips == {(0, 2), (2, 4)}


def test_a_scene_of_one_clip_keeps_that_clip_when_it_grows() -> None:
    assert cut("abcd", [], "abcd") == ["abcd"]
    assert cut("abcd", [], "abcdXY") == ["abcd", "XY"]
    assert cut("abcd", [], "XYabcd") == ["XY", "abcd"]
    assert not wishes([], [], "abc").clips


def test_a_clip_that_moved_is_the_same_clip() -> None:
    assert cut("abcdefgh", [4], "efghabcd") == ["efgh", "abcd"]


def test_scenes_are_known_again_by_their_shots_before_their_headings() -> None:
    former = {"room": ["a", "b"], "room#2": ["c", "d"], "street": ["e"]}
    same = {1: ["a", "b"], 2: ["c", "d"], 3: ["e"]}
    assert match({1: "room", 2: "room#2", 3: "street"}, same, former) == {1: "room", 2: "room#2", 3: "street"}
    inserted = {1: ["x"], 2: ["a", "b"], 3: ["c", "X"]}
    assert match({1: "room", 2: "room#2", 3: "room#3"}, inserted, former) == {2: "room", 3: "room#2"}
    renamed = {1: ["a", "X"], 2: ["Y"]}
    assert match({1: "hall", 2: "street"}, renamed, former) == {1: "room", 2: "street"}


Shots = list[tuple[str, int]]
shot = st.tuples(st.sampled_from("abcdefghijklmnop"), st.integers(2, 7).map(lambda second: second * 1000))


@st.composite
def edits(draw: st.DrawFn, most: int) -> tuple[Shots, Shots]:
    """A scene of shots and what at most so many edits make of it."""
    before: Shots = draw(st.lists(shot, min_size=3, max_size=9, unique_by=lambda one: one[0]))
    after = list(before)
    for _ in range(draw(st.integers(1, most))):
        at = draw(st.integers(0, len(after) - 1))
        kind = draw(st.sampled_from(["insert", "delete", "length", "text"] + (["move"] if most > 1 else [])))
        if kind == "insert":
            after.insert(at, ("X", draw(shot)[1]))
        elif kind == "delete" and len(after) > 1:
            del after[at]
        elif kind == "move":
            after.insert(draw(st.integers(0, len(after) - 1)), after.pop(at))
        else:
            after[at] = ("Y", after[at][1]) if kind == "text" else (after[at][0], draw(shot)[1])
    return before, after


def every(durations: list[int]) -> Iterator[list[tuple[int, int]]]:
    """Every way to make clips within the limits of shots of these lengths."""
    if not durations:
        yield []
    for end in range(1, min(len(durations), KLING.shots) + 1):
        if fits(sum(durations[:end]), end, KLING):
            for rest in every(durations[end:]):
                yield [(0, end), *((begin + end, stop + end) for begin, stop in rest)]


@dataclass
class Recut:
    """An edited scene: the clips that it got, and all that it could have got."""

    got: list[tuple[int, int]]
    possible: list[list[tuple[int, int]]]
    paid: Callable[[list[tuple[int, int]]], int]
    kept: Callable[[list[tuple[int, int]]], int]


def recut(before: Shots, after: Shots) -> Recut:
    former, present = ([f"{text}{length}" for text, length in shots] for shots in (before, after))
    cuts = partition([length for _, length in before], KLING)
    clips = {tuple(former[begin:end]) for begin, end in pairwise([0, *cuts, len(before)])}
    durations = [length for _, length in after]
    wished = wishes(cuts, former, present)

    def paid(film: list[tuple[int, int]]) -> int:
        return sum(tuple(present[begin:end]) not in clips for begin, end in film)

    def kept(film: list[tuple[int, int]]) -> int:
        between = {(begin, end) for begin, end in film if end - begin < len(after)}
        return len({end for _, end in film} & set(wished.cuts)) - len(between & set(wished.twins))

    found = partition(durations, KLING, wished)
    return Recut(list(pairwise([0, *found, len(after)])), list(every(durations)), paid, kept)


def row(text: str) -> Shots:
    """Return shots of whole seconds: ``a2 b7``."""
    return [(one[0], int(one[1:]) * 1000) for one in text.split()]


@example((row("a2 b7 c7 d2 e3 f4"), row("a2 b7 c7 Y2 e2")))
@settings(max_examples=150, deadline=None)
@given(edits(most=3))
def test_no_partition_keeps_more_cuts_nor_pays_for_fewer_clips_with_them(scene: tuple[Shots, Shots]) -> None:
    film = recut(*scene)
    assume(film.possible)
    best = min((-film.kept(one), film.paid(one)) for one in film.possible)
    assert (-film.kept(film.got), film.paid(film.got)) == best


@settings(max_examples=150, deadline=None)
@given(edits(most=1))
def test_after_one_edit_no_partition_at_all_pays_for_fewer_clips(scene: tuple[Shots, Shots]) -> None:
    film = recut(*scene)
    assume(film.possible)
    assert film.paid(film.got) == min(map(film.paid, film.possible))
