"""Downloads over real sockets, from a server that breaks off where it is told to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from compiler.runner.download import BadDownloadError, BrokenOffError, ExpiredLinkError, Limits, download
from compiler.runner.http import Client, NoAnswerError, NotSentError
from compiler.runner.links import ForbiddenLinkError, Guard

DATA = bytes(range(256)) * 4000


@dataclass
class Server:
    url: str = ""
    cut: int | None = None
    status: int = 200
    kind: str = "video/mp4"
    etag: str | None = '"one"'
    hold: threading.Event = field(default_factory=threading.Event)
    silent: bool = False
    moved: str = ""
    ranges: list[str | None] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            return

        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            state.ranges.append(wanted)
            if state.silent:
                state.hold.wait(10)
                return
            if state.moved.endswith(self.path) == state.moved.endswith("film.mp4") and state.moved:
                self.send_response(302)
                self.send_header("Location", state.moved)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            start = 0
            if wanted and self.headers.get("If-Range") == state.etag:
                start = int(wanted.removeprefix("bytes=").rstrip("-"))
            self.send_response(206 if start else state.status)
            self.send_header("Content-Type", state.kind)
            self.send_header("Retry-After", "7")
            self.send_header("Content-Length", str(len(DATA) - start))
            if state.etag:
                self.send_header("ETag", state.etag)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(DATA) - 1}/{len(DATA)}")
            self.end_headers()
            self.wfile.write(DATA[start : state.cut])
            self.close_connection = True

        def do_POST(self) -> None:
            state.received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.close_connection = True

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    # Clients that hang up are what these tests are about.
    httpd.handle_error = lambda *_: None  # type: ignore[method-assign]
    state.url = f"http://127.0.0.1:{httpd.server_port}/film.mp4"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield state
    state.hold.set()
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def get(server: Server, part: Path, limits: Limits | None = None, guard: Guard | None = None) -> None:
    async def run() -> None:
        client = Client()
        try:
            await download(client, server.url, part, limits, guard)
        finally:
            await client.close()

    asyncio.run(run())


def test_a_whole_file(server: Server, tmp_path: Path) -> None:
    get(server, tmp_path / "a.part")
    assert (tmp_path / "a.part").read_bytes() == DATA
    assert [path.name for path in tmp_path.iterdir()] == ["a.part"]


def test_what_broke_off_is_gone_on_from(server: Server, tmp_path: Path) -> None:
    server.cut = 500_000
    with pytest.raises(BrokenOffError, match="broke off") as caught:
        get(server, tmp_path / "a.part")
    assert caught.value.received == (tmp_path / "a.part").stat().st_size > 0
    server.cut = None
    get(server, tmp_path / "a.part")
    assert server.ranges[0] is None
    assert server.ranges[1] is not None
    assert (tmp_path / "a.part").read_bytes() == DATA


def test_another_file_at_the_same_link_is_fetched_whole(server: Server, tmp_path: Path) -> None:
    server.cut = 500_000
    with pytest.raises(BrokenOffError):
        get(server, tmp_path / "a.part")
    server.cut, server.etag = None, '"two"'
    get(server, tmp_path / "a.part")
    assert (tmp_path / "a.part").read_bytes() == DATA


def test_a_weak_validator_promises_nothing(server: Server, tmp_path: Path) -> None:
    server.cut, server.etag = 500_000, 'W/"one"'
    with pytest.raises(BrokenOffError):
        get(server, tmp_path / "a.part")
    server.cut = None
    get(server, tmp_path / "a.part")
    assert server.ranges == [None, None]


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_dead_link_is_told_apart(server: Server, tmp_path: Path, status: int) -> None:
    server.status = status
    with pytest.raises(ExpiredLinkError):
        get(server, tmp_path / "a.part")


def test_a_page_is_no_film(server: Server, tmp_path: Path) -> None:
    server.kind = "text/html; charset=utf-8"
    with pytest.raises(BadDownloadError, match="text/html"):
        get(server, tmp_path / "a.part")
    assert not (tmp_path / "a.part").exists()


def test_size_and_silence_have_limits(server: Server, tmp_path: Path) -> None:
    with pytest.raises(BadDownloadError, match="at most 1000"):
        get(server, tmp_path / "a.part", Limits(size=1000))
    server.silent = True
    with pytest.raises(BrokenOffError):
        get(server, tmp_path / "b.part", Limits(silence=0.2))
    with pytest.raises(BadDownloadError, match=r"longer than 0\.2 s"):
        get(server, tmp_path / "b.part", Limits(time=0.2))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_says_nothing_of_the_file(server: Server, tmp_path: Path, status: int) -> None:
    server.status = status
    with pytest.raises(BrokenOffError, match=str(status)) as caught:
        get(server, tmp_path / "a.part")
    assert caught.value.after == 7.0


def test_a_redirect_is_followed_as_far_as_it_may_lead(server: Server, tmp_path: Path) -> None:
    server.moved = server.url.replace("film.mp4", "elsewhere.mp4")
    get(server, tmp_path / "a.part")
    assert (tmp_path / "a.part").read_bytes() == DATA
    asked: list[str] = []

    class Watchman(Guard):
        async def check(self, link: str) -> None:
            asked.append(link)
            if link == server.moved:
                raise ForbiddenLinkError("not there")

    with pytest.raises(BadDownloadError, match="not there"):
        get(server, tmp_path / "b.part", guard=Watchman(server.url))
    assert asked == [server.url, server.moved]
    assert not (tmp_path / "b.part").exists()
    with pytest.raises(BadDownloadError, match=r"into this machine, to 127\.0\.0\.1, and the vendor is outside"):
        get(server, tmp_path / "b.part", guard=Guard("https://93.184.216.34"))


def test_a_redirect_without_end_is_given_up(server: Server, tmp_path: Path) -> None:
    server.moved = server.url
    with pytest.raises(BrokenOffError, match="redirected"):
        get(server, tmp_path / "a.part")


def post(url: str, guard: bool = True) -> None:
    async def run() -> None:
        client = Client()
        try:
            await client.send("POST", url, body={"a": 1}, timeout=5.0, guard=lambda: guard)
        finally:
            await client.close()

    asyncio.run(run())


def test_a_request_that_may_have_arrived_is_told_from_one_that_never_left(server: Server) -> None:
    with pytest.raises(NoAnswerError):
        post(server.url)
    assert server.received == [b'{"a":1}']
    with pytest.raises(NotSentError):
        post(server.url, guard=False)
    with pytest.raises(NotSentError):
        post("http://127.0.0.1:1/")
    with pytest.raises(NotSentError):
        post("http://no such host/")
    assert len(server.received) == 1


def test_what_is_left_of_another_file_is_gone_before_the_new_ones_name_is_written(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the process is killed at that very moment: the next one would join both."""
    part = tmp_path / "film.part"
    part.write_bytes(b"another film")
    note = tmp_path / "film.part.json"
    note.write_text('{"validator": "\\"another\\""}', "utf-8")

    def killed(path: Path, *_: object) -> int:
        assert path == note
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_text", killed)

    async def go() -> None:
        client = Client()
        try:
            await download(client, server.url, part)
        finally:
            await client.close()

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(go())
    assert server.ranges == ["bytes=12-"]
    assert not part.exists()
