"""The counter at which every dialect's requests arrive: who asks, limits, faults, and the answer's form."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from compiler.sandbox.callbacks import Callbacks
from compiler.sandbox.films import Films, describe_failure
from compiler.sandbox.links import Links
from compiler.sandbox.orders import Order, Task
from compiler.sandbox.refusals import RefusalError, bad
from compiler.sandbox.replies import NoAnswer
from compiler.sandbox.tokens import authorise
from compiler.sandbox.vendor import Vendor

Describe = Callable[[Task, str | None], dict[str, Any]]


class Desk:
    """What a dialect's routes call. A dialect brings how its payloads are read and how its tasks read."""

    def __init__(self, vendor: Vendor, films: Films, links: Links, callbacks: Callbacks) -> None:
        self.vendor = vendor
        self._films = films
        self._links = links
        self._callbacks = callbacks
        self._describe: dict[str, Describe] = {}
        self._drawing: set[asyncio.Task[None]] = set()
        vendor.on_change = self._changed

    async def submit(
        self,
        request: Request,
        dialect: str,
        read: Callable[[dict[str, Any]], Order],
        receipt: Callable[[Task], Response],
        describe: Describe,
    ) -> Response:
        """Take one submission through everything that can refuse it, and answer with its receipt."""
        self._describe[dialect] = describe
        vendor = self.vendor
        vendor.requests += 1
        try:
            vendor.attempt(vendor.advance())
            key = authorise(request.headers.get("authorization"), vendor.options)
            body = await self._body(request)
            now = vendor.advance()
            self._stumble()
            vendor.hold_rate(key, now)
            order = read(_json(body))
            film = self._films.name(order)
            origin = str(request.base_url).rstrip("/")
            task = vendor.accept(order, film, key, dialect, request.url.path, origin, now)
        except RefusalError as refusal:
            return self.refuse(refusal)
        if "fail" not in task.faults:
            drawing = asyncio.get_running_loop().create_task(self._draw(task, order))
            self._drawing.add(drawing)
            drawing.add_done_callback(self._drawing.discard)
        self._changed(task)
        return NoAnswer() if vendor.dice.draw("lost-reply") else receipt(task)

    async def show(self, request: Request, task_id: str, describe: Describe) -> Response:
        """Answer a poll."""
        return self._find(request, self.vendor.tasks.get(task_id), describe)

    async def look_up(self, request: Request, external_id: str | None, describe: Describe) -> Response:
        """Answer a look-up by external id; of several submissions with one id, the first is shown."""
        task = self.vendor.by_external_id.get(external_id or "")
        return self._find(request, task, describe, None if external_id else bad("external_id is required"))

    def refuse(self, refusal: RefusalError) -> Response:
        """Return a refusal as the wire has it, and count it."""
        self.vendor.rejected[str(refusal.status)] += 1
        headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after is not None else None
        error = {"code": refusal.code, "message": refusal.message}
        return JSONResponse({"error": error}, refusal.status, headers)

    def _find(
        self, request: Request, task: Task | None, describe: Describe, wrong: RefusalError | None = None
    ) -> Response:
        vendor = self.vendor
        vendor.requests += 1
        now = vendor.advance()
        try:
            authorise(request.headers.get("authorization"), vendor.options)
            self._stumble()
            if wrong:
                raise wrong
            if task is None:
                raise RefusalError(404, "task_not_found", "there is no such task")
        except RefusalError as refusal:
            return self.refuse(refusal)
        vendor.look(task, now)
        return JSONResponse(describe(task, self._links.write(task, str(request.base_url).rstrip("/"))))

    def _stumble(self) -> None:
        if self.vendor.dice.draw("500"):
            raise RefusalError(500, "internal_error", "something went wrong; try again")

    async def _body(self, request: Request) -> bytes:
        limit = self.vendor.options.body_limit
        declared = request.headers.get("content-length", "0")
        parts: list[bytes] = []
        length = int(declared) if declared.isdecimal() else 0
        if length <= limit:
            length = 0
            async for part in request.stream():
                length += len(part)
                if length > limit:
                    break
                parts.append(part)
        if length > limit:
            raise RefusalError(413, "payload_too_large", f"a payload may have at most {limit} bytes")
        return b"".join(parts)

    async def _draw(self, task: Task, order: Order) -> None:
        try:
            await self._films.draw(task.film, order)
        except Exception as error:
            self.vendor.drawn(task, describe_failure(error))
        else:
            self.vendor.drawn(task, None)

    def _changed(self, task: Task) -> None:
        view = self._describe[task.dialect](task, self._links.write(task, task.origin))
        self._callbacks.announce(task, view)


def _json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body, parse_constant=_no_constant)
        if b"\\ud" in body.lower():
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise bad("the body is not JSON", "invalid_json") from None
    if not isinstance(value, dict):
        raise bad("the body must be a JSON object", "invalid_json")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
