from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.runner.window import Window

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_window_past_midnight_is_open_on_both_sides_of_it() -> None:
    window = Window.parse("23:00-06:00", "Asia/Shanghai")
    for hour in (23, 0, 5):
        assert window.opens_in(datetime(2026, 3, 1, hour, 30, tzinfo=SHANGHAI)) == 0
    assert window.opens_in(datetime(2026, 3, 1, 22, 0, tzinfo=SHANGHAI)) == 3600
    assert window.opens_in(datetime(2026, 3, 1, 6, 0, tzinfo=SHANGHAI)) == 17 * 3600


def test_a_window_counts_real_hours_when_the_clocks_change() -> None:
    window = Window.parse("08:00-09:00", "Europe/Berlin")
    berlin = ZoneInfo("Europe/Berlin")
    # On 29 March 2026 the hour from two to three does not exist.
    assert window.opens_in(datetime(2026, 3, 29, 1, 0, tzinfo=berlin)) == 6 * 3600


@given(
    st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
)
def test_when_it_opens_it_is_open(start: object, end: object, now: datetime) -> None:
    if start == end:
        return
    window = Window(start, end, "")  # type: ignore[arg-type]
    moment = now.replace(tzinfo=UTC)
    wait = window.opens_in(moment)
    assert 0 <= wait <= 86400
    opening = datetime.fromtimestamp(moment.timestamp() + wait + 0.01, UTC)
    assert window.opens_in(opening) == 0
    assert Window.load(window.dump()) == window


@pytest.mark.parametrize(
    ("text", "zone", "says"),
    [
        ("23-6", None, "write one like 23:00-06:00"),
        ("25:00-06:00", None, "write one like"),
        ("06:00-06:00", None, "empty"),
        ("23:00-06:00", "Mars/Olympus", "no time zone"),
    ],
)
def test_bad_windows_say_what_to_write(text: str, zone: str | None, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Window.parse(text, zone)
