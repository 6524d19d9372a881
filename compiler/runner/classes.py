"""What a vendor's refusal means for the runner. The vendor's own code decides, the HTTP status only where it says
nothing: an account in arrears answers 429 like a busy one, and no waiting mends it."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from compiler.runner.http import Reply

Kind = Literal["again", "ambiguous", "token", "halt", "fatal"]
"""``again``: not now, nothing happened; ``ambiguous``: it may have happened; ``token``: sign anew, once;
``halt``: nothing of this account will be taken; ``fatal``: this clip will never be taken."""

_CODES: dict[str, Kind] = {
    **dict.fromkeys(("1000", "1001", "1002"), "halt"),
    **dict.fromkeys(("1003", "1004"), "token"),
    **dict.fromkeys(("1100", "1101", "1102", "1103", "1304"), "halt"),
    **dict.fromkeys(("1200", "1201", "1202", "1203", "1300", "1301"), "fatal"),
    **dict.fromkeys(("1302", "1303"), "again"),
    **dict.fromkeys(("5000", "5002"), "ambiguous"),
    "5001": "again",
    "insufficient_credit": "halt",
    "rate_limited": "again",
    "too_many_in_flight": "again",
}

_KEY = "check the key and the secret in the environment or .env; scenec doctor tells what is set"
_ADVICE = {
    **dict.fromkeys(("1000", "1001", "1002", "1003", "1004"), _KEY),
    "1101": "the account is in arrears: pay the vendor, then run the same command again",
    "1102": "the resource pack is used up: buy another, then run the same command again",
    "402": "the account has no credit left: top it up, then run the same command again",
    "insufficient_credit": "the account has no credit left: top it up, then run the same command again",
    "404": "nothing takes submissions at that address: check base_url",
    "405": "nothing takes submissions at that address: check base_url",
    "1304": "this machine's address is not on the account's list: add it with the vendor",
    "401": _KEY,
    "403": "the account may not use this model: ask the vendor to open it",
    "1103": "the account may not use this model: ask the vendor to open it",
    "1300": "the vendor's policy refuses this clip: change its words or images",
    "1301": "the vendor's content filter refuses this clip: change its words or images",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal: ``cause`` is the vendor's code (or the status), ``after`` the seconds it asks to wait."""

    kind: Kind
    cause: str
    message: str
    after: float | None = None


def classify(reply: Reply) -> Refusal | None:
    """Return what an answer refuses, None where it refuses nothing."""
    body = reply.json()
    if 200 <= reply.status < 300:
        # A task that failed is no refusal: its ``error`` is the task's. An envelope's own ``code`` is one.
        body = {name: body.get(name) for name in ("code", "message")} if isinstance(body, dict) else None
        if _code(body)[0] is None:
            return None
    code, message = _code(body)
    cause = code or str(reply.status)
    after = retry_after(reply.headers)
    kind = _CODES.get(cause) or _by_status(reply.status)
    if reply.status == 503 and code is None and after is None:
        # A gateway that lost its vendor says so too, perhaps after the vendor took the clip.
        kind = "ambiguous"
    text = message or f"the vendor answered {reply.status}"
    if 300 <= reply.status < 400:
        text = f"{text}: it has moved{_elsewhere(reply)}; check base_url"
    # The status of a code that is known says less than the code.
    advice = _ADVICE.get(cause if cause in _CODES or cause in _ADVICE else str(reply.status))
    if advice and kind in {"halt", "fatal", "token"}:
        text = f"{text}; {advice}"
    return Refusal(kind, cause, text, after)


def _elsewhere(reply: Reply) -> str:
    """Return where an answer says that it is instead, without what a path or a query may hold."""
    try:
        parts = urlsplit(reply.headers.get("location", ""))
    except ValueError:
        return ""
    return f" to {parts.scheme}://{parts.hostname}" if parts.scheme and parts.hostname else ""


def _by_status(status: int) -> Kind:
    if status in {408, 425, 429, 503}:
        return "again"
    if status >= 500:
        return "ambiguous"
    if status == 401:
        return "token"
    # Nothing at the address, or at another one now: it is so for every clip.
    return "halt" if status in {402, 403, 404, 405} or 300 <= status < 400 else "fatal"


def _code(body: Any) -> tuple[str | None, str]:
    """Return the vendor's code and message; a code of 0 is none."""
    if not isinstance(body, dict):
        return None, ""
    error = body.get("error")
    if isinstance(error, str):
        return None, error
    place = error if isinstance(error, dict) else body
    code = place.get("code")
    message = place.get("message")
    known = None if code in (None, 0, "0", "") or isinstance(code, (dict, list)) else str(code)
    return known, " ".join(message.split())[:500] if isinstance(message, str) else ""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer's Retry-After asks to wait, at most an hour; None where it asks for nothing.

    It may be a number or a date; header names are lower case.
    """
    text = headers.get("retry-after")
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        moment = _moment(text)
        if moment is None:
            return None
        # Both times by the vendor's clock, where it tells its own.
        seconds = moment - (_moment(headers.get("date", "")) or time.time())
    return None if math.isnan(seconds) else min(max(seconds, 0.0), 3600.0)


def _moment(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
