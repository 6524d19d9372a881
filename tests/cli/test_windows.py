"""Windows as a command takes and tells of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from compiler.cli.errors import CommandError
from compiler.cli.windows import closed, span, window_of
from compiler.runner.window import Window
from compiler.settings import Render


def test_options_go_before_what_is_configured() -> None:
    configured = Render(window="01:00-02:00", window_zone="Europe/Berlin")
    assert window_of(None, None, configured) == Window.parse("01:00-02:00", "Europe/Berlin")
    assert window_of("23:00-06:00", None, configured) == Window.parse("23:00-06:00", "Europe/Berlin")
    assert window_of(None, "Asia/Shanghai", configured) == Window.parse("01:00-02:00", "Asia/Shanghai")
    assert window_of(None, None, Render(window_zone="Asia/Shanghai")) is None


@pytest.mark.parametrize(
    ("hours", "zone", "says"),
    [(None, "Asia/Shanghai", "give --window too"), ("", None, "is no window"), ("23:00-06:00", "Asia", "no time zone")],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(
    hours: str | None, zone: str | None, says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        window_of(hours, zone, Render())


def test_a_closed_window_says_when_it_opens() -> None:
    window = Window.parse("23:00-06:00", "Asia/Shanghai")
    assert closed(window, datetime(2026, 3, 1, 11, 40, tzinfo=UTC)) == (
        "the window 23:00-06:00 Asia/Shanghai is closed; it opens at 23:00, in 3 h 20 min, "
        "and nothing is submitted before"
    )
    assert closed(window, datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) is None
    assert closed(None) is None
    tomorrow = closed(Window.parse("01:00-02:00"), datetime(2026, 3, 1, 3, 0, tzinfo=UTC))
    assert tomorrow is not None
    assert "opens at 01:00 on 2026-03-02, in 22 h," in tomorrow


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.001, "1 s"), (59, "59 s"), (60, "1 min"), (3600, "1 h"), (12_000, "3 h 20 min")]
)
def test_lengths_of_time_in_words(seconds: float, words: str) -> None:
    assert span(seconds) == words
