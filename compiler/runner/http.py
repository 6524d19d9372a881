"""The one HTTP client. Nothing of the library that it uses appears in its interface.

It tells two failures apart that cost differently: ``NotSentError``, when no byte of the request has left this machine,
and ``NoAnswerError``, when it may have arrived.
"""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from compiler.runner.links import Guard

#: An answer in JSON larger than this is none (bytes).
REPLY_LIMIT = 4 * 1024 * 1024
#: So many connections are kept between requests.
KEPT_ALIVE = 8
#: So many requests that cost nothing are under way at once, and so many files.
QUESTIONS_AT_ONCE = 32
DOWNLOADS_AT_ONCE = 16
#: A request's body leaves in pieces of so many bytes.
PIECE = 64 * 1024
#: So many redirects are followed to a file.
REDIRECTS = 10


class NotSentError(Exception):
    """No byte of the request left this machine: the address does not answer, or the caller's guard said no."""


class HeldUpError(NotSentError):
    """No byte left, since the caller's guard said no."""


class RefusedError(NotSentError):
    """No byte left, since nobody listens at the address."""


class NoAnswerError(Exception):
    """The request may have arrived, and no whole answer came back."""


class SilenceError(NoAnswerError):
    """The request may have arrived, and for as long as was given no answer came."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body read as JSON, None where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer whose body is still on its way. Iterating raises NoAnswerError where it breaks off."""

    status: int
    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]


class Client:
    """Connections to any number of vendors, kept open between requests. Use within one event loop.

    ``downloads`` is to be held around every ``open``: so many files come at once.
    """

    def __init__(self) -> None:
        # The pool compares every request that waits with every connection: thousands must wait before it, not in it.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=KEPT_ALIVE)
        self._client = httpx.AsyncClient(limits=limits, follow_redirects=False, headers={"User-Agent": "scenec"})
        self._questions = asyncio.Semaphore(QUESTIONS_AT_ONCE)
        self.downloads = asyncio.Semaphore(DOWNLOADS_AT_ONCE)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def send(
        self,
        method: str,
        url: str,
        *,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60.0,
        guard: Callable[[], bool] | None = None,
        still: Callable[[], Awaitable[bool]] | None = None,
    ) -> Reply:
        """Send one request, ``body`` as JSON, and return the whole answer within ``timeout`` seconds.

        ``guard`` is asked when the connection stands and the first byte is about to leave; False stops the request. A
        process that was frozen beyond ``timeout`` in the middle of a body does not send the rest of it. ``still`` is
        asked before a body's last byte leaves; False keeps it back. A request without a guard waits its turn among
        ``QUESTIONS_AT_ONCE``.
        Raises NotSentError or NoAnswerError.
        """
        if guard is not None:
            return await self._send(method, url, body, headers, timeout, guard, still)
        async with self._questions:
            return await self._send(method, url, body, headers, timeout, None, still)

    async def _send(
        self,
        method: str,
        url: str,
        body: Any,
        headers: Mapping[str, str] | None,
        timeout: float,
        guard: Callable[[], bool] | None,
        still: Callable[[], Awaitable[bool]] | None,
    ) -> Reply:
        leaving = False
        until = boot_clock() + timeout

        async def watch(event: str, info: Mapping[str, Any]) -> None:
            nonlocal leaving
            if event.endswith("send_request_headers.started"):
                if guard is not None and not guard():
                    raise _StoppedError
                leaving = True

        content = None if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        sent = {"Accept": "application/json"}
        if content is not None:
            sent |= {"Content-Type": "application/json", "Content-Length": str(len(content))}
        try:
            async with (
                asyncio.timeout(timeout),
                self._client.stream(
                    method,
                    url,
                    content=None if content is None else _pieces(content, until, still),
                    headers={**sent, **(headers or {})},
                    timeout=httpx.Timeout(timeout, connect=min(timeout, 10.0)),
                    extensions={"trace": watch},
                ) as answer,
            ):
                received = bytearray()
                async for chunk in answer.aiter_bytes():
                    received += chunk
                    if len(received) > REPLY_LIMIT:
                        raise NoAnswerError(f"the answer is larger than {REPLY_LIMIT} bytes")
                return Reply(answer.status_code, dict(answer.headers), bytes(received))
        except _StoppedError:
            if leaving:
                raise NoAnswerError("the process was held up while it sent") from None
            raise HeldUpError("the process was held up after it had leave to send") from None
        except TimeoutError:
            raise (SilenceError if leaving else NotSentError)("no answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            if leaving:
                raise (SilenceError if isinstance(error, httpx.ReadTimeout) else NoAnswerError)(
                    _reason(error)
                ) from None
            raise (RefusedError if _refused(error) else NotSentError)(_reason(error)) from None

    @asynccontextmanager
    async def open(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60.0,
        guard: Guard | None = None,
    ) -> AsyncIterator[Stream]:
        """Get ``url`` as a stream; ``timeout`` is for each wait, not for the whole. Follows redirects; ``guard`` is
        asked about every address on the way.

        Raises NoAnswerError where the answer does not begin or breaks off, ForbiddenLinkError from ``guard``.
        """
        request = self._client.build_request(
            "GET",
            _valid(url),
            headers={"Accept-Encoding": "identity", **(headers or {})},
            timeout=httpx.Timeout(timeout, connect=min(timeout, 10.0)),
        )
        try:
            for _ in range(REDIRECTS):
                if guard is not None:
                    await guard.check(str(request.url))
                answer = await self._client.send(request, stream=True)
                try:
                    if guard is not None:
                        await guard.check_peer(_peer(answer), str(request.url))
                    if answer.next_request is None:
                        yield Stream(answer.status_code, dict(answer.headers), _chunks(answer))
                        return
                    request = answer.next_request
                finally:
                    await answer.aclose()
            raise NoAnswerError(f"it is redirected more than {REDIRECTS} times")
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise NoAnswerError(_reason(error)) from None


def _valid(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL as error:
        raise NoAnswerError(_reason(error)) from None


def _peer(answer: httpx.Response) -> str:
    stream = answer.extensions.get("network_stream")
    address = stream.get_extra_info("server_addr") if stream is not None else None
    return str(address[0]) if address else ""


class _StoppedError(Exception):
    pass


async def _pieces(content: bytes, until: float, still: Callable[[], Awaitable[bool]] | None) -> AsyncIterator[bytes]:
    """Yield a body piece by piece, the last byte by itself: without it nothing has been asked of anybody."""
    last = len(content) - 1
    for start in range(0, last, PIECE):
        yield _in_time(content[start : min(start + PIECE, last)], until)
    if still is not None and not await still():
        raise _StoppedError
    yield _in_time(content[last:], until)


def _in_time(piece: bytes, until: float) -> bytes:
    if boot_clock() >= until:
        raise _StoppedError
    return piece


def boot_clock() -> float:
    """Return seconds that also pass while the machine sleeps, where the system counts them."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


async def _chunks(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.aiter_bytes(256 * 1024):
            yield chunk
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise NoAnswerError(_reason(error)) from None


def _roots(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and all that led to it: a name with several addresses fails once for each."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _roots(one)
        error = error.__cause__ or error.__context__


def _refused(error: Exception) -> bool:
    return any(isinstance(root, ConnectionRefusedError) for root in _roots(error))


def _reason(error: Exception) -> str:
    if _refused(error):
        return "connection refused"
    if any(isinstance(root, socket.gaierror) for root in _roots(error)):
        return "its name cannot be found"
    words = " ".join(str(error).split())
    kind = {"ConnectTimeout": "no connection in time", "ReadTimeout": "no answer in time"}.get(type(error).__name__)
    return kind or words or type(error).__name__
