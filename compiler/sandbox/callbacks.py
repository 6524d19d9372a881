"""Posting callbacks, with their faults: twice, late or never."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from compiler.sandbox.orders import Task
from compiler.sandbox.vendor import Vendor

TIMEOUT = 5.0


def post(url: str, body: bytes) -> None:
    """POST JSON once, to an http or https address. Raises ``OSError`` or ``http.client.HTTPException``."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        connection.getresponse().read()
    finally:
        connection.close()


class Callbacks:
    """Posts a task as it was at a change, from a few threads, once, and cares no more: callbacks are hints."""

    def __init__(self, vendor: Vendor, send: Callable[[str, bytes], None] = post) -> None:
        self._vendor = vendor
        self._send = send
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="sandbox-callback")
        self._flying: set[asyncio.Future[None]] = set()

    def announce(self, task: Task, view: dict[str, Any]) -> None:
        """Post ``view`` to the task's address, unless the dice lose it."""
        vendor = self._vendor
        lost, late, twice = (vendor.dice.draw(f"{kind}-callback") for kind in ("lost", "late", "duplicate"))
        if task.callback_url is None or lost:
            return
        url, body = task.callback_url, json.dumps(view, ensure_ascii=False).encode()
        times = 2 if twice else 1
        if late:
            moment = vendor.options.clock.now() + (task.due - task.submitted_at)
            vendor.at(moment, lambda: self._post(url, body, times))
        else:
            self._post(url, body, times)

    def close(self) -> None:
        """Send nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _post(self, url: str, body: bytes, times: int) -> None:
        for _ in range(times):
            flight = asyncio.get_running_loop().run_in_executor(self._pool, self._send, url, body)
            self._flying.add(flight)
            flight.add_done_callback(self._landed)

    def _landed(self, flight: asyncio.Future[None]) -> None:
        self._flying.discard(flight)
        if not flight.cancelled() and flight.exception() is None:
            self._vendor.callbacks += 1
