"""A sandbox on a real socket with a clock that is moved by hand and films that are a few known bytes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import Any

import httpx
from PIL import Image

from compiler.sandbox.films import digest
from compiler.sandbox.options import DEFAULT_KEY, DEFAULT_SECRET, Rate, SandboxOptions
from compiler.sandbox.orders import Order
from compiler.sandbox.server import RunningSandbox, start

SUBMIT = "/v3/video/text-to-video"
START = 1_800_000_000.0
PATIENCE = 20.0


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = START
        self.jumped = 0.0

    def now(self) -> float:
        return self.time

    def wall(self) -> float:
        return self.time + self.jumped

    def wait_for(self, moment: float) -> float | None:
        return None


class InkPainter:
    """Writes bytes that depend on the payload alone, once ``free`` is set."""

    def __init__(self) -> None:
        self.free = Event()
        self.free.set()
        self.drawn: list[str] = []

    def name(self, order: Order) -> str:
        return digest(order)

    def draw(self, order: Order, path: Path) -> None:
        assert self.free.wait(PATIENCE)
        self.drawn.append(digest(order))
        path.write_bytes(ink(digest(order)))

    def close(self) -> None:
        self.free.set()


def ink(name: str) -> bytes:
    return (name * 4000).encode()


def _segment(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def token(
    key: str = DEFAULT_KEY, secret: str = DEFAULT_SECRET, now: float = START, algorithm: str = "HS256", **claims: Any
) -> str:
    signed = (
        _segment({"alg": algorithm, "typ": "JWT"})
        + "."
        + _segment({"iss": key, "nbf": now - 5, "exp": now + 1800, **claims})
    )
    mac = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return signed + "." + base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def payload(**changes: Any) -> dict[str, Any]:
    """A good payload; a change to None leaves the field out."""
    body: dict[str, Any] = {
        "model": "kling-v3",
        "guidances": [
            {"index": 0, "prompt": "Wide shot: Neon lights reflected in puddles.", "duration": 3},
            {"index": 1, "prompt": "Close-up: Her eyes narrow.", "duration": 2},
        ],
        "motion_has_audio": True,
        "mode": "std",
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


class Bench:
    """A running sandbox with a client that holds a good token."""

    def __init__(self, sandbox: RunningSandbox, clock: HandClock, painter: InkPainter) -> None:
        self.sandbox, self.clock, self.painter = sandbox, clock, painter
        self.client = httpx.Client(
            base_url=sandbox.url, headers={"Authorization": f"Bearer {token()}"}, timeout=PATIENCE, trust_env=False
        )

    def submit(self, body: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        return self.client.post(SUBMIT, json=payload() if body is None else body, headers=headers)

    def order(self, **changes: Any) -> str:
        answer = self.submit(payload(**changes))
        assert answer.status_code == 200, answer.text
        task_id = answer.json()["task_id"]
        assert isinstance(task_id, str)
        return task_id

    def task(self, task_id: str) -> dict[str, Any]:
        answer = self.client.get(f"/v3/task/{task_id}")
        assert answer.status_code == 200, answer.text
        view: dict[str, Any] = answer.json()
        return view

    def until(self, task_id: str, *states: str) -> dict[str, Any]:
        """Poll until the task is in one of ``states``: only drawing is waited for, time stands."""
        return eventually(lambda: self.task(task_id), lambda view: view["status"] in states)

    def finish(self, task_id: str) -> dict[str, Any]:
        self.move(100_000)
        self.client.headers["Authorization"] = f"Bearer {token(now=self.clock.time)}"
        return self.until(task_id, "succeeded", "failed")

    def move(self, seconds: float) -> None:
        self.clock.time += seconds
        self.sandbox.wake()

    def get(self, path: str) -> Any:
        return self.client.get(path).json()


def eventually(look: Callable[[], Any], good: Callable[[Any], bool]) -> Any:
    ends = time.monotonic() + PATIENCE
    while True:
        seen = look()
        if good(seen):
            return seen
        assert time.monotonic() < ends, f"still {seen}"


@contextmanager
def bench(**options: Any) -> Iterator[Bench]:
    clock, painter = HandClock(), InkPainter()
    settings = {"speed": 1.0, "rate": Rate(1000, 60.0), "concurrency": 1000, "clock": clock, **options}
    sandbox = start(SandboxOptions(**settings), painter)
    made = Bench(sandbox, clock, painter)
    try:
        yield made
    finally:
        painter.free.set()
        made.client.close()
        sandbox.stop()


@contextmanager
def listener() -> Iterator[tuple[str, Queue[dict[str, Any]]]]:
    """An HTTP server that puts every JSON object posted to it into a queue."""
    received: Queue[dict[str, Any]] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook?x=1", received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def picture(width: int = 400, height: int = 300, kind: str = "png") -> str:
    """Return a plain picture as a data URL."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(data, kind)
    return f"data:image/{kind};base64,{base64.b64encode(data.getvalue()).decode()}"
