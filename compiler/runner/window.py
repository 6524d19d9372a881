"""Hours in which a run may submit: ``23:00-06:00`` in a time zone."""

from __future__ import annotations

import re
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
            first, last = (time(int(match[hour]), int(match[hour + 1])) for hour in (1, 3))
        except ValueError:
            raise ValueError(f"“{text}” is no window; write one like 23:00-06:00") from None
        if first == last:
            raise ValueError(f"the window {text} is empty; its end must differ from its start")
        try:
            ZoneInfo(zone or "UTC")
        except (ZoneInfoNotFoundError, ValueError):
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
        local = now.astimezone(self.tzinfo)
        clock = local.time().replace(tzinfo=None)
        inside = self.start <= clock < self.end if self.start < self.end else clock >= self.start or clock < self.end
        if inside:
            return 0.0
        opening = datetime.combine(local.date(), self.start, tzinfo=self.tzinfo)
        if opening <= local:
            opening = datetime.combine(local.date() + timedelta(days=1), self.start, tzinfo=self.tzinfo)
        return max((opening.astimezone(UTC) - now.astimezone(UTC)).total_seconds(), 0.001)
