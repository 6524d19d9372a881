"""Words of a script in a message."""

from __future__ import annotations

_MOST = 60


def short(text: str) -> str:
    """Return ``text`` fit for a message: on one line, and cut at 60 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _MOST else f"{line[: _MOST - 1]}…"
