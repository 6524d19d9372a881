"""What it costs to wait: thousands of clips under way at a vendor, in one process that asks about each.

Prints the memory and the processor time of the waiting process. The vendor is a sandbox in a process of its own.

    python -m benchmarks.waiting [--clips 5000] [--seconds 60]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from compiler import settings
from compiler.runner.ledger.runs import RunOptions
from compiler.runner.prepare import prepare
from compiler.runner.progress import Progress
from compiler.runner.runner import Runner
from tests.runner.evidence import ask
from tests.runner.manifests import plain


def memory() -> int:
    """Return the resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def waiting(clips: int, seconds: float, patience: float = 240.0) -> dict[str, Any]:
    """Let ``clips`` clips wait, watch the process for ``seconds``, and return what that costs it."""
    options = ("--film", "plain", "--speed", "0.01", "--concurrency", str(clips), "--rate", "100000/s")
    vendor = subprocess.Popen(
        [sys.executable, "-m", "compiler", "sandbox", *options], stdout=subprocess.PIPE, text=True
    )
    assert vendor.stdout is not None
    url = vendor.stdout.readline().split()[-1]
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(
            settings.load(Path(folder), {}),
            addresses={"sandbox": url},
            speed_up={"rate": "100000/s", "concurrency": clips, "poll": 30.0, "poll_first": 2.0},
        )
        try:
            runner.prepare()
            run, _ = runner.open(prepare(plain(clips)), RunOptions("sandbox", folder), lambda address: b"")
            began = time.monotonic()
            runner.start(in_hand=clips)
            runner.work_on(run)
            _until_waiting(runner, run, clips, began + patience)
            there = time.monotonic() - began
            # The questions spread out within a round of them.
            _watch(runner, run, 30.0)
            requests = ask(url, "stats")["requests"]
            clock, used = time.monotonic(), time.process_time()
            _watch(runner, run, seconds)
            used, clock = time.process_time() - used, time.monotonic() - clock
            return {
                "clips": clips,
                "seconds until all wait": round(there, 1),
                "resident memory, MB": memory(),
                "share of a core": f"{used / clock:.1%}",
                "requests a second": round((ask(url, "stats")["requests"] - requests) / clock, 1),
                "threads": threading.active_count(),
            }
        finally:
            runner.stop()
            vendor.terminate()
            vendor.wait(30)


def _until_waiting(runner: Runner, run: str, clips: int, limit: float) -> None:
    while True:
        states = Counter(clip.state for clip in runner.progress(run).clips)
        if states["waiting"] == clips:
            return
        if time.monotonic() > limit:
            causes = {clip.message for clip in runner.progress(run).clips if clip.message}
            raise SystemExit(f"not all clips came to wait: {dict(states)}; {sorted(causes)[:5]}")
        time.sleep(1.0)


class _EnoughError(Exception):
    pass


def _watch(runner: Runner, run: str, seconds: float) -> None:
    """Watch the run for ``seconds`` as a command does."""
    limit = time.monotonic() + seconds

    def seen(_progress: Progress) -> None:
        if time.monotonic() > limit:
            raise _EnoughError

    try:
        runner.watch(run, seen)
    except _EnoughError:
        return
    raise SystemExit("the run ended while it was to wait")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    for name, value in waiting(options.clips, options.seconds).items():
        print(f"{name:>24}  {value}")


if __name__ == "__main__":
    main()
