"""A line between a process and its vendor that can be watched byte by byte: it forwards everything, and at a chosen
byte of a submission it stops and says so, so that the process can be killed exactly there."""

from __future__ import annotations

import random
import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

#: Where a submission can be cut. ``unsent``: the vendor gets no byte of it; ``half``: some bytes; ``late``: all, but
#: only after the process is dead; ``unanswered``: all, and the answer is thrown away; ``half answer``: some bytes of
#: the answer reach the process.
CUTS = ("unsent", "half", "late", "unanswered", "half answer")
LATE = 0.4
_PIECE = 65536


class Line:
    """Forwards connections to ``vendor``. Once ``arm``ed, the next submission is cut, and ``cut`` is called with the
    kind of the cut while the connection stands still."""

    def __init__(self, vendor: str, seed: int) -> None:
        parts = urlsplit(vendor)
        self._vendor = (str(parts.hostname), int(parts.port or 80))
        self._source = random.Random(seed)
        self._armed: Callable[[str], None] | None = None
        self._guard = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def arm(self, cut: Callable[[str], None] | None) -> None:
        """Have the next submission cut; None lets all pass."""
        with self._guard:
            self._armed = cut

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, suppress(OSError), socket.create_connection(self._vendor) as far:
            while True:
                for end in select.select([near, far], [], [])[0]:
                    data = end.recv(_PIECE)
                    if not data:
                        return
                    told = self._taken() if end is near and data.startswith(b"POST ") else None
                    if told is not None:
                        self._cut(_whole(data, near), far, near, told)
                        return
                    (far if end is near else near).sendall(data)

    def _taken(self) -> Callable[[str], None] | None:
        with self._guard:
            told, self._armed = self._armed, None
        return told

    def _cut(self, request: bytes, far: socket.socket, near: socket.socket, told: Callable[[str], None]) -> None:
        kind = self._source.choice(CUTS)
        if kind == "unsent":
            told(kind)
        elif kind == "half":
            far.sendall(request[: self._source.randrange(1, len(request))])
            told(kind)
        elif kind == "late":
            told(kind)
            # The bytes were on their way when their sender died.
            threading.Event().wait(LATE)
            far.sendall(request)
            far.recv(_PIECE)
        else:
            far.sendall(request)
            answer = far.recv(_PIECE)
            if kind == "half answer" and answer:
                near.sendall(answer[: self._source.randrange(1, len(answer))])
            told(kind)


def _whole(data: bytes, near: socket.socket) -> bytes:
    """Return a request whole: its head may come alone."""
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0]) - len(body) if lengths else 0
    while missing > 0 and (more := near.recv(_PIECE)):
        data += more
        missing -= len(more)
    return data
