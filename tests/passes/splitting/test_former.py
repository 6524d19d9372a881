from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.film.target import Limits
from compiler.passes.splitting.former import wishes
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


def test_a_scene_that_was_never_cut_has_no_wishes() -> None:
    assert not wishes([], "abc", "abc").cuts


letters = st.integers(5, 14).map(lambda count: "abcdefghijklmnopqrstuvwxyz"[:count])


@settings(max_examples=100, deadline=None)
@given(letters, st.data())
def test_one_inserted_shot_costs_one_clip_or_two(former: str, data: st.DataObject) -> None:
    """Every other clip is as it was: none of them is paid for again."""
    cuts = partition([3000] * len(former), KLING)
    before = {former[begin:end] for begin, end in pairwise([0, *cuts, len(former)])}
    at = data.draw(st.integers(0, len(former)))
    shots = f"{former[:at]}X{former[at:]}"
    after = cut(former, cuts, shots)
    assert all(fits(3000 * len(clip), len(clip), KLING) for clip in after)
    assert "".join(after) == shots
    new = [clip for clip in after if clip not in before]
    assert len(new) <= 2
