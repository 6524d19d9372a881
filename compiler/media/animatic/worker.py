"""A process of its own that draws and encodes segments: pickled tasks on stdin, pickled answers on stdout.

It ends when stdin does, also in the middle of a task, so no worker outlives the process that started it however that
one died. Only that process writes to the pipe; nothing that comes from a network is ever unpickled here.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
from typing import BinaryIO

from compiler.media.pipes import read_block, write_block


def write_message(pipe: BinaryIO, message: object) -> None:
    """Write one message, pickled, as a block."""
    write_block(pipe, pickle.dumps(message, protocol=5))


def read_message(pipe: BinaryIO) -> object:
    """Read one message; raises EOFError where the pipe ends."""
    return pickle.loads(read_block(pipe))  # noqa: S301 - written by the process that started this one


def main() -> None:
    """Serve tasks until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # A library that prints must not write into the answers.
    os.dup2(2, 1)
    tasks: queue.SimpleQueue[object] = queue.SimpleQueue()

    def receive() -> None:
        try:
            while True:
                tasks.put(read_message(sys.stdin.buffer))
        except EOFError:
            os._exit(0)

    threading.Thread(target=receive, daemon=True).start()
    from compiler.media.animatic.segment import SegmentTask, render_segment

    while True:
        task = tasks.get()
        assert isinstance(task, SegmentTask)
        try:
            answer: object = render_segment(task)
        except Exception as error:  # the caller must learn of any failure, or it would wait for ever
            answer = f"{type(error).__name__}: {error}"
        write_message(answers, answer)


if __name__ == "__main__":
    main()
