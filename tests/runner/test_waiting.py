"""How often a vendor is asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compiler.runner.waiting import QUESTIONS, Pace, least_pause


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def questions(seconds: float, longest: float, *, tells: bool) -> tuple[int, float]:
    """Wait for a task of ``seconds``; return how often it was asked about and how late its end was noticed."""
    clock = Clock()
    pace = Pace(2.0, clock)
    asked = 0
    clock.now += pace.begin(0.0)
    while True:
        asked += 1
        progress = (clock.now - 1000.0) / seconds
        if progress >= 1.0:
            return asked, clock.now - 1000.0 - seconds
        clock.now += pace.next(progress if tells else None, 0.0, longest)


@given(st.floats(5, 2000))
def test_a_vendor_that_tells_its_progress_is_asked_at_the_end(seconds: float) -> None:
    asked, late = questions(seconds, 30.0, tells=True)
    assert late <= 0.02 * seconds + 1.0
    assert asked <= seconds / 30.0 + 12


@given(st.floats(5, 2000))
def test_a_vendor_that_tells_nothing_is_asked_within_the_longest_pause(seconds: float) -> None:
    asked, late = questions(seconds, 30.0, tells=False)
    assert late <= 30.0
    assert asked <= seconds / 30.0 + 12


@given(st.lists(st.none() | st.floats(0, 1), max_size=30), st.floats(5, 200))
def test_no_pause_is_out_of_bounds(told: list[float | None], longest: float) -> None:
    clock = Clock()
    pace = Pace(2.0, clock)
    for progress in told:
        pause = pace.next(progress, 0.0, longest)
        assert 1.0 <= pause <= longest
        clock.now += pause


@given(st.integers(0, 20_000), st.booleans(), st.floats(0, 0.001))
def test_many_that_wait_do_not_ask_more_than_the_process_may(waiting: int, tells: bool, early: float) -> None:
    clock = Clock()
    pace = Pace(2.0, clock)
    least = least_pause(waiting)
    pauses = [pace.begin(least)]
    for step in range(12):
        clock.now += pauses[-1]
        pauses.append(pace.next(early * step / 12 if tells else None, least, 30.0))
    assert min(pauses) >= least
    assert waiting / min(pauses) <= QUESTIONS + 1e-9
