"""How long an address that does not answer is tried, and what is said of it meanwhile."""

from __future__ import annotations

import pytest

from compiler.runner.circumstances import Circumstances, Outage
from compiler.runner.http import NotSentError, RefusedError
from compiler.runner.patience import NOBODY_HERE, Patience, Reach, UnreachableError

AWAY = NotSentError("no connection in time")
REFUSED = RefusedError("connection refused")


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def reach(clock: Clock, address: str = "http://vendor.example", circumstances: Circumstances | None = None) -> Reach:
    return Reach(address, 120.0, circumstances, clock)


def test_all_clips_share_the_time_that_an_address_is_given() -> None:
    clock = Clock()
    shared = reach(clock)
    one, other = Patience(shared), Patience(shared)
    assert one.missed(AWAY) is None
    clock.now += 119.0
    assert other.missed(AWAY) is None
    assert other.pause(30.0) == pytest.approx(1.0), "the last try comes when time is up"
    clock.now += 1.0
    assert isinstance(one.missed(AWAY), UnreachableError)
    with pytest.raises(UnreachableError, match="no connection in time"):
        Patience(shared).check()


def test_an_answer_to_anybody_begins_anew() -> None:
    clock = Clock()
    shared = reach(clock)
    one, other = Patience(shared), Patience(shared)
    one.missed(AWAY)
    clock.now += 119.0
    other.answered()
    clock.now += 119.0
    assert one.missed(AWAY) is None
    one.check()


def test_what_was_given_up_long_ago_is_tried_again() -> None:
    clock = Clock()
    shared = reach(clock)
    Patience(shared).missed(AWAY)
    clock.now += 120.0
    assert Patience(shared).missed(AWAY) is not None
    clock.now += 1000.0
    again = Patience(shared)
    again.check()
    assert again.missed(AWAY) is None


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"])
def test_where_nobody_listens_on_this_machine_is_given_up_soon(address: str) -> None:
    clock = Clock()
    shared = reach(clock, address)
    assert shared.missed(REFUSED) == NOBODY_HERE
    clock.now += NOBODY_HERE
    assert shared.missed(AWAY) > 0, "somebody may be there and busy"
    assert shared.missed(REFUSED) <= 0
    assert reach(clock).missed(REFUSED) == 120.0, "a vendor's machine may come back"


def test_it_is_told_at_the_first_failure_and_when_it_is_over() -> None:
    clock = Clock()
    circumstances = Circumstances()
    heard: list[tuple[str, Outage | None]] = []
    circumstances.listen(lambda what, outage: heard.append((what, outage)))
    patience = Patience(reach(clock, circumstances=circumstances))
    patience.answered()
    assert heard == []
    patience.missed(AWAY)
    clock.now += 30.0
    patience.missed(AWAY)
    ((what, outage),) = heard
    assert what == "http://vendor.example"
    assert outage is not None
    assert outage.reason == "no connection in time"
    assert outage.until - outage.since == pytest.approx(120.0)
    later: list[str] = []
    circumstances.listen(lambda what, outage: later.append(what if outage else f"{what} answers"))
    patience.answered()
    assert later == ["http://vendor.example", "http://vendor.example answers"]


def test_whoever_comes_after_an_address_was_given_up_tries_it() -> None:
    clock = Clock()
    shared = reach(clock)
    waited = Patience(shared)
    Patience(shared).missed(AWAY)
    clock.now += 120.0
    assert Patience(shared).missed(AWAY) is not None
    for _ in range(5):
        # However many of those that waited find out in the meantime.
        clock.now += 10.0
        with pytest.raises(UnreachableError):
            waited.check()
        later = Patience(shared)
        later.check()
    assert later.missed(AWAY) is not None, "once each, for as long as it stays away"
    with pytest.raises(UnreachableError):
        waited.check()
