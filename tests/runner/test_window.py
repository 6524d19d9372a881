import zoneinfo
from datetime import UTC, datetime, timedelta
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


def test_a_window_that_begins_in_the_hour_that_is_left_out_opens_after_it() -> None:
    window = Window.parse("02:30-06:00", "Europe/Berlin")
    berlin = ZoneInfo("Europe/Berlin")
    assert window.opens_in(datetime(2026, 3, 29, 3, 0, tzinfo=berlin)) == 0
    assert window.opens_in(datetime(2026, 3, 29, 1, 0, tzinfo=berlin)) == 3600


def test_a_window_in_the_hour_that_comes_twice_opens_twice() -> None:
    window = Window.parse("02:00-02:30", "Europe/Berlin")
    berlin = ZoneInfo("Europe/Berlin")
    # On 25 October 2026 the hour from two to three comes twice.
    for fold in (0, 1):
        assert window.opens_in(datetime(2026, 10, 25, 2, 15, tzinfo=berlin, fold=fold)) == 0
    assert window.opens_in(datetime(2026, 10, 25, 2, 45, tzinfo=berlin)) == 15 * 60


def test_the_end_of_a_day_may_be_written_as_its_24th_hour() -> None:
    assert Window.parse("22:00-24:00") == Window.parse("22:00-00:00")


def test_zones_are_known_on_a_machine_that_has_none() -> None:
    known = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=[])
    ZoneInfo.clear_cache()
    try:
        assert Window.parse("23:00-06:00", "Asia/Shanghai").opens_in(datetime(2026, 3, 1, 14, 0, tzinfo=UTC)) == 3600
    finally:
        zoneinfo.reset_tzpath(to=known)
        ZoneInfo.clear_cache()


@given(
    st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))
    # Clocks are changed near these.
    | st.datetimes(datetime(2026, 3, 28), datetime(2026, 3, 31))
    | st.datetimes(datetime(2026, 10, 24), datetime(2026, 10, 27)),
    st.sampled_from(["", "Europe/Berlin", "Asia/Shanghai", "Australia/Lord_Howe", "America/St_Johns"]),
    st.floats(0.0, 1.0, exclude_max=True),
)
def test_when_it_opens_it_is_open_and_not_before(
    start: object, end: object, now: datetime, zone: str, share: float
) -> None:
    if start == end:
        return
    window = Window(start, end, zone)  # type: ignore[arg-type]
    moment = now.replace(tzinfo=UTC)
    wait = window.opens_in(moment)
    assert 0 <= wait <= 2 * 86400
    assert window.opens_in(moment + timedelta(seconds=wait + 0.01)) == 0
    if wait > 0.01:
        assert window.opens_in(moment + timedelta(seconds=share * (wait - 0.01))) > 0
    assert Window.load(window.dump()) == window


@pytest.mark.parametrize(
    ("text", "zone", "says"),
    [
        ("23-6", None, "write one like 23:00-06:00"),
        ("25:00-06:00", None, "write one like"),
        ("24:30-06:00", None, "write one like"),
        ("23:60-06:00", None, "write one like"),
        ("00:00-24:00", None, "empty"),
        ("06:00-06:00", None, "empty"),
        ("23:00-06:00", "Mars/Olympus", "no time zone"),
        ("23:00-06:00", "Asia", "no time zone"),
        ("23:00-06:00", "../../etc/passwd", "no time zone"),
    ],
)
def test_bad_windows_say_what_to_write(text: str, zone: str | None, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Window.parse(text, zone)
