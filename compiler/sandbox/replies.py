"""Answers that break off, for the faults: they need the connection itself."""

from __future__ import annotations

from asyncio import Transport
from pathlib import Path

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol


class Connection(H11Protocol):
    """uvicorn's connection, which hands its transport to the request's state so that a reply can hang up."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Remember the transport."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


async def _hang_up(scope: Scope, receive: Receive) -> None:
    scope["state"]["transport"].close()
    while (await receive())["type"] != "http.disconnect":
        pass


class NoAnswer(Response):
    """Closes the connection without a byte."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hang up."""
        await _hang_up(scope, receive)


class HalfFile(Response):
    """Announces a whole file, sends the first half and closes the connection."""

    def __init__(self, path: Path, tag: str) -> None:
        super().__init__(media_type="video/mp4")
        self._path = path
        self._tag = tag

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send half and hang up."""
        data = self._path.read_bytes()
        headers = [
            (b"content-type", b"video/mp4"),
            (b"content-length", str(len(data)).encode()),
            (b"accept-ranges", b"bytes"),
            (b"etag", self._tag.encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": data[: len(data) // 2], "more_body": True})
        await _hang_up(scope, receive)
