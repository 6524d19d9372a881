"""Receives vendors' callbacks. A callback is a hint and nothing more: whoever has the clip in hand asks the vendor. A
forged, late, doubled or lost one therefore changes nothing but the moment of the next question."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from compiler.runner.database import Database, DatabaseError, Transaction
from compiler.runner.ledger.transitions import event

if TYPE_CHECKING:
    from starlette.applications import Starlette

BODY_LIMIT = 1024 * 1024
TOLERANCE = 300.0
LONGEST_MOMENT = 12
#: The same news of a task within so many seconds is no news.
REPEATED = 10.0
#: No task has more news than that in so short a time (lines).
MOST_NEWS = 8


class SignatureError(Exception):
    """A callback is not signed as it must be."""


class SecretError(Exception):
    """The secret that signatures are checked with is none; the message does not show it."""


def signing_key(secret: str) -> bytes:
    """Return the key in a secret as the vendor shows it, ``whsec_…``. Raises SecretError."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if not key:
        raise SecretError("the secret is not base64; copy it again from the vendor's console, whsec_ and all")
    return key


def check_signature(
    headers: Mapping[str, str], body: bytes, key: bytes, *, clock: Callable[[], float] = time.time
) -> None:
    """Check a callback signed by the Standard Webhooks rules with ``key``. Raises SignatureError.

    ``headers`` have lower-case names.
    """
    name, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "")
    if not (name and moment and given):
        raise SignatureError("the signature's headers are missing")
    if not (moment.isascii() and moment.isdigit() and len(moment) <= LONGEST_MOMENT):
        raise SignatureError("the signature's time is no number of seconds")
    if abs(clock() - int(moment)) > TOLERANCE:
        raise SignatureError("the signature is too old or from the future")
    digest = hmac.new(key, f"{name}.{moment}.".encode() + body, hashlib.sha256).digest()
    expected = base64.b64encode(digest)
    signatures = [part.partition(",")[2].encode() for part in given.split() if part.startswith("v1,")]
    if not any(hmac.compare_digest(expected, signature) for signature in signatures):
        raise SignatureError("the signature is wrong")


def note(database: Database, body: Any) -> bool:
    """Write down that somebody says a task has changed; False where it is none of ours. What was said a moment ago is
    not written down again: a flood of callbacks leaves no flood of lines. Raises DatabaseError."""
    names = _names(body)
    if not names:
        return False
    status = _status(body)

    def find(transaction: Transaction) -> tuple[str, bool] | None:
        for column in ("submission", "task"):
            for name in names:
                row = transaction.one(
                    f"select submission from scenec_submissions where {column} = :name "  # noqa: S608 - fixed names
                    "and state in ('sending', 'waiting')",
                    name=name,
                )
                if row is not None:
                    return row["submission"], _is_news(transaction, row["submission"], status)
        return None

    # Most callbacks are not worth a line, and looking does not keep anybody who writes.
    found = database.read(find)
    if found is not None and found[1]:
        database.write(lambda transaction: event(transaction, "callback", submission=found[0], status=status))
    return found is not None


def _is_news(transaction: Transaction, submission: str, status: str) -> bool:
    recent = transaction.all(
        "select detail from scenec_events where submission = :submission and kind = 'callback' "
        "and at > {now} - :within",
        submission=submission,
        within=REPEATED,
    )
    return len(recent) < MOST_NEWS and all(json.loads(row["detail"] or "{}").get("status") != status for row in recent)


def application(database: Database, key: bytes | None, log: Callable[..., None]) -> Starlette:
    """Return the receiver: ``POST /callbacks`` (any path below it too), ``GET /health``. With ``key`` only callbacks
    signed with it are taken."""
    import asyncio

    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    async def receive(request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_LIMIT:
                return JSONResponse({"error": "too large"}, 413)
        if key is not None:
            try:
                check_signature(dict(request.headers), bytes(body), key)
            except SignatureError as error:
                log("callback refused", reason=str(error))
                return JSONResponse({"error": str(error)}, 401)
        try:
            known = await asyncio.to_thread(note, database, json.loads(body))
        except (ValueError, RecursionError):
            return JSONResponse({"error": "not JSON"}, 400)
        except DatabaseError as error:
            log("callback lost", reason=str(error))
            return JSONResponse({"error": "try again"}, 503)
        log("callback", known=known)
        return JSONResponse({"known": known})

    async def health(_request: Request) -> Response:
        return JSONResponse({"ok": True})

    return Starlette(
        routes=[
            Route("/callbacks", receive, methods=["POST"]),
            Route("/callbacks/{rest:path}", receive, methods=["POST"]),
            Route("/health", health, methods=["GET"]),
        ]
    )


def _status(body: Any) -> str:
    """Return what a callback says of its task's state, over the dialects; an empty text for anything odd."""
    values = [body.get("status"), body.get("task_status")] if isinstance(body, dict) else []
    return next((value for value in values if isinstance(value, str) and value.isascii() and len(value) < 24), "")


def _names(body: Any) -> list[str]:
    """Return what a callback may call a task by, over the dialects: our own name first."""
    if not isinstance(body, dict):
        return []
    info = body.get("task_info")
    values = [
        body.get("external_id"),
        info.get("external_task_id") if isinstance(info, dict) else None,
        body.get("task_id"),
        body.get("id"),
    ]
    return [str(value) for value in values if isinstance(value, (str, int)) and str(value)]
