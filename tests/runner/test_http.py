"""What leaves this machine, and what is believed of an answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
from pydantic import SecretStr

from compiler.runner import http
from compiler.runner.classes import Refusal
from compiler.runner.dialects import dialect
from compiler.runner.http import Client, HeldUpError, NoAnswerError
from compiler.runner.tokens import Signer
from compiler.runner.vendor import Vendor
from compiler.settings import Provider

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def meet(answer: Answer, ask: Callable[[Client, str], Awaitable[object]]) -> object:
    """Let a client ask a server that lives as long as the question."""

    async def both() -> object:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        client = Client()
        try:
            port = server.sockets[0].getsockname()[1]
            return await ask(client, f"http://127.0.0.1:{port}")
        finally:
            await client.close()
            server.close()

    return asyncio.run(both())


def says(status: str, body: bytes) -> Answer:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    return answer


def test_a_body_arrives_whole_and_with_its_length() -> None:
    got: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        got.append(await reader.readexactly(length))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()

    body = {"image": "雨" * 100_000}
    meet(answer, lambda client, url: client.send("POST", url, body=body, timeout=10))
    assert json.loads(got[0]) == body


def test_a_process_frozen_in_the_middle_of_a_body_does_not_send_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock jumps when the first piece has left, as it does for a process that was stopped and goes on."""
    got: list[bytes] = []
    ended = asyncio.Event()
    asked = 0

    def clock() -> float:
        nonlocal asked
        asked += 1
        return 0.0 if asked <= 2 else 1000.0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.append(await reader.read())
        writer.close()
        ended.set()

    async def ask(client: Client, url: str) -> None:
        with pytest.raises(NoAnswerError, match="held up"):
            await client.send("POST", url, body={"words": "x" * 200_000}, timeout=10)
        await ended.wait()

    monkeypatch.setattr(http, "boot_clock", clock)
    meet(answer, ask)
    assert len(got[0]) < 100_000


def test_an_answer_that_drips_is_given_up_in_time() -> None:
    stop = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not stop.is_set() and not writer.is_closing():
            writer.write(b" ")
            try:
                await asyncio.wait_for(stop.wait(), 0.05)
            except TimeoutError:
                continue
        writer.close()

    async def ask(client: Client, url: str) -> None:
        with pytest.raises(NoAnswerError, match="in time"):
            await client.send("GET", url, timeout=0.4)
        stop.set()

    meet(answer, ask)


def test_a_guard_that_says_no_leaves_nothing() -> None:
    async def ask(client: Client, url: str) -> None:
        with pytest.raises(HeldUpError):
            await client.send("POST", url, body={}, guard=lambda: False)

    meet(says("200 OK", b"{}"), ask)


def vendor(client: Client, url: str) -> Vendor:
    signer = Signer("studio", token=SecretStr("t"))
    return Vendor("studio", url, dialect("guidances"), Provider(), (), {"studio": signer}, client)


def test_absence_counts_in_the_vendors_own_words_only() -> None:
    """A proxy's error page says 404 too, and then the clip would be paid for again."""

    async def page(client: Client, url: str) -> None:
        with pytest.raises(NoAnswerError, match="404"):
            await vendor(client, url).look_up({}, "scenec-1", "studio")

    async def own(client: Client, url: str) -> None:
        answer = await vendor(client, url).look_up({}, "scenec-1", "studio")
        assert isinstance(answer, Refusal)
        assert answer.cause == "404"

    meet(says("404 Not Found", b"<html>not here</html>"), page)
    meet(says("404 Not Found", b'{"error": {"code": "task_not_found", "message": "no"}}'), own)


def test_a_key_that_is_not_here_cannot_say_that_a_task_is_absent() -> None:
    studio = vendor(Client(), "http://127.0.0.1:1")
    assert studio.knows("studio")
    assert studio.knows(None)
    assert not studio.knows("studio:0123456789")


def test_the_last_byte_stays_here_where_the_claim_was_lost_in_the_meantime() -> None:
    got: list[bytes] = []
    ended = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.append(await reader.read())
        writer.close()
        ended.set()

    async def lost() -> bool:
        return False

    async def ask(client: Client, url: str) -> None:
        with pytest.raises(NoAnswerError, match="held up"):
            await client.send("POST", url, body={"a": 1}, timeout=10, guard=lambda: True, still=lost)
        await ended.wait()

    meet(answer, ask)
    assert got[0].endswith(b'{"a":1')
