"""Durations as people write them: ``3s``, ``2.5 sec``, ``３秒``. Whole milliseconds inside."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_UNIT = "(?:s|secs?|seconds?|秒鐘|秒钟|秒)"
DURATION = re.compile(rf"(\d{{1,6}}(?:\.\d{{1,9}})?)\s*{_UNIT}", re.IGNORECASE)
_BEAT = re.compile(r"\(\s*(\d+(?:\.\d+)?)\s*(?:s|sec|秒)?\s*\D\s*(\d+(?:\.\d+)?)\s*(?:s|sec|秒)\s*\)", re.IGNORECASE)


def duration(text: str) -> int | None:
    """Return the milliseconds that ``text`` says; None where it is no duration or finer than a millisecond."""
    match = DURATION.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return None if match is None else _milliseconds(match[1])


def is_duration(text: str) -> bool:
    """Tell whether ``text`` reads as a duration, however fine."""
    return DURATION.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def beat_times(text: str) -> tuple[int, int] | None:
    """Return begin and end of a beat's brackets ``(0s-2s)`` in milliseconds; None where finer than a millisecond."""
    match = _BEAT.fullmatch(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    begin, finish = _milliseconds(match[1]), _milliseconds(match[2])
    return None if begin is None or finish is None else (begin, finish)


def written_duration(milliseconds: int) -> str:
    """Return a duration in its one written form: ``3s``, ``2.5s``."""
    whole, rest = divmod(milliseconds, 1000)
    return f"{whole}s" if not rest else f"{whole}.{rest:03}".rstrip("0") + "s"


def _milliseconds(number: str) -> int | None:
    exact = Decimal(number) * 1000
    whole = int(exact)
    return whole if whole == exact else None
