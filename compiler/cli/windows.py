"""Windows as commands take and tell of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from compiler.cli.errors import CommandError

if TYPE_CHECKING:
    from compiler.runner.window import Window
    from compiler.settings import Render


def window_of(hours: str | None, zone: str | None, settings: Render) -> Window | None:
    """Return the window that the options ask for, else the configured one, None where there is none.

    Raises CommandError, also for a zone without hours: whoever names one must not find that clips were sent at any.
    """
    from compiler.runner.window import Window

    asked = settings.window if hours is None else hours
    if asked is None:
        if zone is not None:
            raise CommandError("--window-zone says where, and nothing says when: give --window too, as in 23:00-06:00")
        return None
    try:
        return Window.parse(asked, settings.window_zone if zone is None else zone)
    except ValueError as error:
        raise CommandError(str(error)) from None


def closed(window: Window | None, now: datetime | None = None) -> str | None:
    """Return a line that says when a closed window opens, None for one that is open or none at all."""
    if window is None:
        return None
    now = now or datetime.now(UTC)
    seconds = window.opens_in(now)
    if seconds <= 0:
        return None
    opening = (now + timedelta(seconds=seconds)).astimezone(window.tzinfo)
    day = "" if opening.date() == now.astimezone(window.tzinfo).date() else f" on {opening:%Y-%m-%d}"
    name = window.zone or "UTC"
    return (
        f"the window {window.start:%H:%M}-{window.end:%H:%M} {name} is closed; it opens at {opening:%H:%M}{day}, "
        f"in {span(seconds)}, and nothing is submitted before"
    )


def span(seconds: float) -> str:
    """Return a length of time in words: ``40 s``, ``12 min``, ``3 h 20 min``."""
    if seconds < 60:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)
