"""Hours in which a run may submit: ``23:00-06:00`` in a time zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FORM = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$")


@dataclass(frozen=True, slots=True)
class Window:
    """From ``start`` to before ``end`` every day in ``zone`` (an IANA name; empty for UTC); it may pass midnight."""

    start: time
    end: time
    zone: str

    @classmethod
    def parse(cls, text: str, zone: str | None = None) -> Window:
        """Read ``23:00-06:00``. Raises ValueError with a line that says what to write."""
        match = _FORM.match(text.strip())
        try:
            if match is None:
                raise ValueError
            first, last = (_clock(match[hour], match[hour + 1]) for hour in (1, 3))
        except ValueError:
            raise ValueError(f"“{text}” is no window; write one like 23:00-06:00") from None
        if first == last:
            raise ValueError(f"the window {text} is empty; its end must differ from its start")
        try:
            ZoneInfo(zone or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"“{zone}” is no time zone; write one like Asia/Shanghai") from None
        return cls(first, last, zone or "")

    @classmethod
    def load(cls, text: str | None) -> Window | None:
        """Read what ``dump`` wrote; None for None."""
        if text is None:
            return None
        hours, _, zone = text.partition(" ")
        return cls.parse(hours, zone or None)

    def dump(self) -> str:
        """Return the window as one text."""
        return f"{self.start:%H:%M}-{self.end:%H:%M} {self.zone}".strip()

    @property
    def tzinfo(self) -> tzinfo:
        """The zone in which the hours are meant."""
        return ZoneInfo(self.zone) if self.zone else UTC

    def opens_in(self, now: datetime) -> float:
        """Return the seconds until submissions are allowed, 0 inside the window. ``now`` is an aware time."""
        moment = now.astimezone(UTC)
        if self._is_open(moment):
            return 0.0
        today = now.astimezone(self.tzinfo).date()
        # It opens at its hour, of which a day may have none or two, or where a change of the clocks jumps into it.
        openings = [
            datetime.combine(today + timedelta(days=days), self.start, tzinfo=self.tzinfo).replace(fold=fold)
            for days in range(3)
            for fold in (0, 1)
        ]
        moments = [opening.astimezone(UTC) for opening in openings] + list(self._changes(moment))
        opens = min(one for one in moments if one > moment and self._is_open(one))
        return max((opens - moment).total_seconds(), 0.001)

    def _is_open(self, moment: datetime) -> bool:
        clock = moment.astimezone(self.tzinfo).time()
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def _changes(self, moment: datetime) -> Iterator[datetime]:
        """Yield the moments of the next two days at which the zone's clocks are changed, to the second."""
        for hour in range(48):
            before, after = moment + timedelta(hours=hour), moment + timedelta(hours=hour + 1)
            if self._offset(before) == self._offset(after):
                continue
            while after - before > timedelta(seconds=1):
                middle = before + (after - before) / 2
                before, after = (middle, after) if self._offset(middle) == self._offset(before) else (before, middle)
            yield after.replace(microsecond=0)

    def _offset(self, moment: datetime) -> timedelta | None:
        return moment.astimezone(self.tzinfo).utcoffset()


def _clock(hours: str, minutes: str) -> time:
    """Read a time of day; 24:00 is the midnight at the end of one. Raises ValueError."""
    return time() if (int(hours), int(minutes)) == (24, 0) else time(int(hours), int(minutes))
