"""Kills a render again and again and starts it anew: the tool behind the crash tests.

Run by hand for longer::

    python -m tests.runner.crash --kills 200
    python -m tests.runner.crash --kills 60 --postgres --workers 3
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tests.runner.evidence import Outcome, gather
from tests.runner.line import Line

FAULTS = "429=0.15,500=0.05,lost-reply=0.15,truncate=0.1,html=0.1,expired-link=0.1"
#: Seconds of film a clip has.
LENGTH = 3


@dataclass
class Vendor:
    """A sandbox in a process of its own."""

    process: subprocess.Popen[str]
    url: str

    @classmethod
    def start(cls, folder: Path, *options: str) -> Vendor:
        process = subprocess.Popen(
            [*command("sandbox", "--film", "plain"), *options],
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
            env=environment(),
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        return cls(process, line.split()[-1])

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def environment(**more: str) -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[2])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SCENEC_")}
    return {**kept, "PYTHONPATH": root, **more}


def write_project(folder: Path, clips: int) -> Path:
    """A film of ``clips`` clips of three seconds; every fourth continues the one before."""
    (folder / "scenec.toml").write_text('[providers.sandbox]\nrate = "600/min"\n', "utf-8")
    lines = ["[film: Crash]", ""]
    for number in range(clips):
        lines += [f"[scene: INT. ROOM {number} - DAY]", "[lighting: day]"]
        lines += ["[continue]"] if number % 4 == 3 else []
        lines += ["", f"[shot: wide, {LENGTH}s]", f"Rain on window number {number}.", ""]
    path = folder / "crash.scene"
    path.write_text("\n".join(lines), "utf-8")
    return path


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "compiler", *arguments]


def start(folder: Path, arguments: list[str], **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        arguments,
        cwd=folder,
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def crash(
    folder: Path, *, clips: int, kills: int, seed: int, faults: str = FAULTS, speed: float = 40, last: float = 240
) -> Outcome:
    """Render with ``kills`` kill -9, three of four between the bytes of a submission while there are any, the others at
    random moments; then once to the end, which may take ``last`` seconds."""
    began = time.monotonic()
    source = random.Random(seed)
    vendor = Vendor.start(folder, "--speed", str(speed), "--rate", "600/min", "--faults", faults, "--seed", str(seed))
    line = Line(vendor.url, seed)
    script = write_project(folder, clips)
    arguments = command("render", script.name, "-o", "film.mp4", "--provider-url", line.url)
    outcome = Outcome()
    try:
        while outcome.kills.total() < kills:
            process = start(folder, arguments)
            ended = threading.Event()
            kinds: list[str] = []

            def kill(
                kind: str,
                process: subprocess.Popen[str] = process,
                kinds: list[str] = kinds,
                ended: threading.Event = ended,
            ) -> None:
                os.kill(process.pid, signal.SIGKILL)
                kinds.append(kind)
                ended.set()

            between_bytes = source.random() < 0.75
            if between_bytes:
                line.arm(kill)
            threading.Thread(target=lambda p=process, e=ended: (p.communicate(), e.set()), daemon=True).start()
            ended.wait(4.0 if between_bytes else source.uniform(0.6, 3.0))
            line.arm(None)
            if process.poll() is not None and not kinds:
                break
            if not kinds:
                kill("at random")
            process.wait()
            outcome.kills.update(kinds[:1])
        final = start(folder, arguments)
        outcome.said = final.communicate(timeout=last)[0]
        outcome.code = final.returncode
        outcome.took = time.monotonic() - began
        return gather(outcome, vendor.url, folder / ".scenec" / "store", folder / "film.mp4")
    finally:
        line.close()
        vendor.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--clips", type=int, default=40)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--speed", type=float, default=40.0)
    parser.add_argument("--postgres", action="store_true", help="Queue on a Postgres of its own and start workers.")
    parser.add_argument("--workers", type=int, default=3)
    options = parser.parse_args()
    wanted = {"clips": options.clips, "kills": options.kills, "seed": options.seed, "speed": options.speed}
    with tempfile.TemporaryDirectory(prefix="scenec-crash-", dir="/tmp") as name:
        folder = Path(name)
        if options.postgres:
            from tests.runner.crew import crash_crew, postgres

            with postgres() as server:
                outcome = crash_crew(folder, server, workers=options.workers, **wanted)
        else:
            outcome = crash(folder, **wanted)
    print(f"seed {options.seed}: {outcome}")
    good = outcome.good(options.clips, options.clips * LENGTH)
    if not good:
        print(outcome.said, *outcome.doubles, *outcome.wrong_bytes, sep="\n")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
