"""The worker processes of this process: started when first needed, kept for the next clip, shared by all threads."""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.media.animatic.facts import AnimaticError
from compiler.media.animatic.worker import read_message, write_message

if TYPE_CHECKING:
    from compiler.media.animatic.encode import VideoPacket
    from compiler.media.animatic.segment import SegmentTask

_lock = threading.Lock()
_idle: list[subprocess.Popen[bytes]] = []
_busy: set[subprocess.Popen[bytes]] = set()
_slots = threading.BoundedSemaphore(max(1, os.cpu_count() or 1))


def _start() -> subprocess.Popen[bytes]:
    environment = dict(os.environ)
    root = str(Path(__file__).resolve().parents[3])
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH", ""))))
    # Two workers share two cores already; threads inside numpy's own libraries would only get in their way.
    environment.setdefault("OMP_NUM_THREADS", "1")
    environment.setdefault("OPENBLAS_NUM_THREADS", "1")
    return subprocess.Popen(
        [sys.executable, "-m", "compiler.media.animatic.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )


def _ask(process: subprocess.Popen[bytes], task: SegmentTask) -> list[VideoPacket]:
    assert process.stdin is not None
    assert process.stdout is not None
    write_message(process.stdin, task)  # type: ignore[arg-type]
    answer = read_message(process.stdout)  # type: ignore[arg-type]
    if isinstance(answer, str):
        raise AnimaticError(f"the shot could not be drawn: {answer}")
    assert isinstance(answer, list)
    return answer


def warm_up(count: int) -> None:
    """Start workers up to ``count`` ahead of the first task."""
    with _lock:
        while len(_idle) < count:
            _idle.append(_start())


def render_in_pool(tasks: Sequence[SegmentTask], workers: int) -> list[list[VideoPacket]]:
    """Render ``tasks`` with ``workers`` processes at a time; answers in the order of the tasks.

    Neighbouring segments go to the same process where they can: it has that shot's panels drawn already.
    Raises AnimaticError where a segment cannot be drawn or a process dies.
    """
    answers: dict[int, list[VideoPacket]] = {}
    waiting = set(range(len(tasks)))
    choosing = threading.Lock()

    def serve(start: int) -> None:
        at = start
        with _slots:
            process = _borrow()
            try:
                while True:
                    with choosing:
                        if not waiting:
                            break
                        at = min(waiting, key=lambda index: (abs(index - at), index))
                        waiting.discard(at)
                    answers[at] = _ask(process, tasks[at])
            except (EOFError, OSError) as error:
                raise AnimaticError("a drawing process ended before its work was done") from error
            except BaseException:
                with choosing:
                    waiting.clear()
                raise
            finally:
                _give_back(process)

    count = max(1, min(workers, len(tasks)))
    warm_up(count)
    starts = [round(number * (len(tasks) - 1) / max(1, count - 1)) for number in range(count)]
    with ThreadPoolExecutor(count, thread_name_prefix="animatic") as threads:
        for future in [threads.submit(serve, start) for start in starts]:
            future.result()
    return [answers[index] for index in range(len(tasks))]


def _borrow() -> subprocess.Popen[bytes]:
    process = None
    with _lock:
        while _idle and process is None:
            candidate = _idle.pop()
            process = candidate if candidate.poll() is None else None
    process = process or _start()
    with _lock:
        _busy.add(process)
    return process


def abandon() -> None:
    """End what is being drawn in this process; whoever waits for it meets AnimaticError at once."""
    with _lock:
        for process in _busy:
            with contextlib.suppress(OSError):
                process.kill()


def _give_back(process: subprocess.Popen[bytes]) -> None:
    with _lock:
        _busy.discard(process)
    # A process with an answer still to come would give it to the next task: only a clean one goes back.
    if sys.exc_info()[0] is not None or process.poll() is not None:
        _end(process)
        return
    with _lock:
        _idle.append(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


@atexit.register
def shut_down() -> None:
    """End all idle workers."""
    with _lock:
        processes, _idle[:] = list(_idle), []
    for process in processes:
        _end(process)
