"""Receives vendors' callbacks. A callback is a hint and nothing more: whoever has the clip in hand asks the vendor. A
forged, late, doubled or lost one therefore changes nothing but the moment of the next question."""

from __future__ import annotations

import base64
import binascii
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


class SignatureError(Exception):
    """A callback is not signed as it must be."""


def check_signature(
    headers: Mapping[str, str], body: bytes, secret: str, *, clock: Callable[[], float] = time.time
) -> None:
    """Check a callback signed by the Standard Webhooks rules. Raises SignatureError.

    ``headers`` have lower-case names; ``secret`` is as the vendor shows it, ``whsec_…``.
    """
    name, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "")
    if not (name and moment.isascii() and moment.isdigit() and given):
        raise SignatureError("the signature's headers are missing")
    if abs(clock() - int(moment)) > TOLERANCE:
        raise SignatureError("the signature is too old or from the future")
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        raise SignatureError("the configured secret is not base64") from None
    digest = hmac.new(key, f"{name}.{moment}.".encode() + body, hashlib.sha256).digest()
    expected = base64.b64encode(digest)
    signatures = [part.partition(",")[2].encode() for part in given.split() if part.startswith("v1,")]
    if not any(hmac.compare_digest(expected, signature) for signature in signatures):
        raise SignatureError("the signature is wrong")


def note(database: Database, body: Any) -> bool:
    """Write down that somebody says a task has changed; False where it is none of ours. Raises DatabaseError."""
    names = _names(body)
    if not names:
        return False

    def work(transaction: Transaction) -> bool:
        for name in names:
            row = transaction.one(
                "select submission from scenec_submissions where (submission = :name or task = :name) "
                "and state in ('sending', 'waiting')",
                name=name,
            )
            if row is not None:
                event(transaction, "callback", submission=row["submission"])
                return True
        return False

    return database.write(work)


def application(database: Database, secret: str | None, log: Callable[..., None]) -> Starlette:
    """Return the receiver: ``POST /callbacks`` (any path below it too), ``GET /health``."""
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
        if secret is not None:
            try:
                check_signature(dict(request.headers), bytes(body), secret)
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
