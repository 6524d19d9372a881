from __future__ import annotations

import threading
from typing import Any

from compiler.runner.prepare import prepare
from compiler.runner.reuse import ASKED_AT_ONCE, plan_clips
from compiler.runner.store import Entry
from tests.runner.manifests import plain


class FarAway:
    """A store that answers no question before enough have been asked at the same time."""

    def __init__(self) -> None:
        self._enough = threading.Barrier(ASKED_AT_ONCE)

    def find(self, key: str) -> Entry | None:
        self._enough.wait(30)
        number = int(key[-1])
        return Entry("0" * 64, 1, "studio", key, number, None, 1.0, "units") if int(key[-8], 16) % 2 else None


def test_a_store_far_away_is_asked_for_many_clips_at_once_and_the_answers_keep_their_order() -> None:
    film = prepare(plain(ASKED_AT_ONCE * 2))
    store: Any = FarAway()
    planned = plan_clips(None, store, film, "studio")
    assert [one.clip for one in planned] == list(film.clips)
    expected = ["cached" if int(clip.identity[-1], 16) % 2 else "new" for clip in film.clips]
    assert [one.state for one in planned] == expected
    assert {"cached", "new"} == set(expected)
