"""The sandbox as a running server: in the caller's process, in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from compiler.sandbox.films import Films, Painter
from compiler.sandbox.options import SandboxOptions
from compiler.settings import SANDBOX_MARK

if TYPE_CHECKING:
    from starlette.applications import Starlette

START_TIMEOUT = 30.0


class SandboxError(Exception):
    """The sandbox cannot start; the message says why."""


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """A server that accepts requests at ``url``. ``stop`` ends it and waits until it has ended; calling it twice does
    no harm. ``wake`` makes it look at its clock, for a clock that is moved by hand."""

    url: str
    stop: Callable[[], None]
    wake: Callable[[], None]


def start(options: SandboxOptions | None = None, painter: Painter | None = None) -> RunningSandbox:
    """Start a sandbox in a thread and return once it listens.

    ``painter`` draws the films; by default what ``options.film`` names. Raises ``SandboxError`` where the port cannot
    be had.
    """
    import uvicorn

    from compiler.sandbox.replies import Connection

    options = options or SandboxOptions()
    listener = _listen(options.host, options.port)
    host, port = listener.getsockname()[:2]
    films = Films(painter or _painter(options), options.workers)
    alarm = _Alarm()
    server = uvicorn.Server(
        uvicorn.Config(
            _application(options, films, alarm),
            http=Connection,
            lifespan="on",
            ws="none",
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_keep_alive=60,
            # So that nobody takes an animatic for a vendor's clip.
            headers=[(SANDBOX_MARK, "1")],
            timeout_graceful_shutdown=1,
            server_header=False,
        )
    )
    thread = threading.Thread(target=server.run, args=([listener],), name="sandbox", daemon=True)
    thread.start()
    if not alarm.ready.wait(START_TIMEOUT):
        raise SandboxError("the sandbox did not start in time")

    def stop() -> None:
        server.should_exit = True
        thread.join()
        films.close()
        listener.close()

    return RunningSandbox(f"http://{host}:{port}", stop, alarm.ring_from_outside)


class _Alarm:
    """Wakes the loop that follows the vendor's agenda."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._bell: asyncio.Event | None = None

    def attach(self) -> None:
        """Belong to the running loop."""
        self._loop, self._bell = asyncio.get_running_loop(), asyncio.Event()

    def ring(self) -> None:
        """Wake the loop, from inside it."""
        if self._bell is not None:
            self._bell.set()

    def ring_from_outside(self) -> None:
        """Wake the loop, from any thread."""
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self.ring)

    async def wait(self, seconds: float | None) -> None:
        """Return when the bell rings or after ``seconds``."""
        assert self._bell is not None
        with suppress(TimeoutError):
            await asyncio.wait_for(self._bell.wait(), seconds)
        self._bell.clear()


def _application(options: SandboxOptions, films: Films, alarm: _Alarm) -> Starlette:
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    from compiler.sandbox.callbacks import Callbacks
    from compiler.sandbox.desk import Desk
    from compiler.sandbox.dialects import DIALECTS
    from compiler.sandbox.links import Links
    from compiler.sandbox.refusals import RefusalError
    from compiler.sandbox.vendor import Vendor

    vendor = Vendor(options)
    vendor.on_agenda = alarm.ring
    links = Links(vendor, films)
    callbacks = Callbacks(vendor)
    desk = Desk(vendor, films, links, callbacks)

    async def ledger(request: Request) -> Response:
        vendor.advance()
        return JSONResponse(vendor.ledger())

    async def stats(request: Request) -> Response:
        vendor.advance()
        return JSONResponse(vendor.stats())

    async def stray(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        code = {404: "not_found", 405: "method_not_allowed"}.get(status, "bad_request")
        return desk.refuse(RefusalError(status, code, f"there is no {request.method} {request.url.path} here"))

    async def follow_agenda() -> None:
        while True:
            vendor.advance()
            due = vendor.next_due
            await alarm.wait(None if due is None else options.clock.wait_for(due))

    @asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncIterator[None]:
        alarm.attach()
        follower = asyncio.create_task(follow_agenda())
        alarm.ready.set()
        yield
        follower.cancel()
        callbacks.close()

    routes = [Route("/sandbox/ledger", ledger), Route("/sandbox/stats", stats), *links.routes()]
    for make in DIALECTS.values():
        routes += make(desk)
    application = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: stray})
    # A vendor sends no client elsewhere; a path with one slash too many is simply not there.
    application.router.redirect_slashes = False
    return application


def _painter(options: SandboxOptions) -> Painter:
    if options.film == "plain":
        from compiler.sandbox.plain import PlainPainter

        return PlainPainter()
    from compiler.sandbox.animatics import AnimaticPainter

    return AnimaticPainter()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is said outright; with it an answer takes 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        reason = (error.strerror or str(error)).lower()
        raise SandboxError(f"cannot listen on {host} port {port}: {reason}; choose another --port") from None
    return listener
