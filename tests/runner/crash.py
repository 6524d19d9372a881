"""Kills a render again and again and starts it anew: the tool behind the crash tests.

Run by hand for longer: ``python -m tests.runner.crash --kills 300 [--postgres URL --workers 3]``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FAULTS = "429=0.15,500=0.05,lost-reply=0.15,truncate=0.1,html=0.1,expired-link=0.1"


@dataclass
class Vendor:
    """A sandbox in a process of its own."""

    process: subprocess.Popen[str]
    url: str

    @classmethod
    def start(cls, folder: Path, *options: str) -> Vendor:
        process = subprocess.Popen(
            [sys.executable, "-m", "compiler", "sandbox", "--film", "plain", *options],
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
            env=environment(),
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        return cls(process, line.split()[-1])

    def ask(self, what: str) -> Any:
        with urllib.request.urlopen(f"{self.url}/sandbox/{what}") as answer:
            return json.load(answer)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def environment(**more: str) -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[2])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SCENEC_")}
    return {**kept, "PYTHONPATH": root, **more}


def write_script(folder: Path, clips: int) -> Path:
    """A film of ``clips`` clips of three seconds; every fourth continues the one before."""
    lines = ["[film: Crash]", ""]
    for number in range(clips):
        lines += [f"[scene: INT. ROOM {number} - DAY]", "[lighting: day]"]
        lines += ["[continue]"] if number % 4 == 3 else []
        lines += ["", "[shot: wide, 3s]", f"Rain on window number {number}.", ""]
    path = folder / "crash.scene"
    path.write_text("\n".join(lines), "utf-8")
    return path


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "compiler", *arguments]


@dataclass
class Outcome:
    """What a crash run came to."""

    kills: int
    bills: int
    doubles: list[str]
    code: int
    film: Path
    said: str


def crash(folder: Path, *, clips: int, kills: int, seed: int, faults: str = FAULTS) -> Outcome:
    """Render with ``kills`` kill -9 at random moments, then once to the end."""
    source = random.Random(seed)
    vendor = Vendor.start(folder, "--speed", "40", "--rate", "600/min", "--faults", faults, "--seed", str(seed))
    (folder / "scenec.toml").write_text('[providers.sandbox]\nrate = "600/min"\n', "utf-8")
    script = write_script(folder, clips)
    arguments = command("render", script.name, "-o", "film.mp4", "--provider-url", vendor.url)
    done = 0
    said = ""
    try:
        for _ in range(kills):
            process = start(folder, arguments)
            try:
                process.communicate(timeout=source.uniform(0.5, 2.6))
                break
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                process.communicate()
                done += 1
        last = start(folder, arguments)
        said = last.communicate(timeout=180)[0]
        ledger = vendor.ask("ledger")
    finally:
        vendor.stop()
    names = [row["external_id"] for row in ledger]
    doubles = sorted({name for name in names if names.count(name) > 1})
    return Outcome(done, len(names), doubles, last.returncode, folder / "film.mp4", said)


def start(folder: Path, arguments: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        arguments, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--clips", type=int, default=40)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = crash(Path(folder), clips=options.clips, kills=options.kills, seed=options.seed)
        print(f"seed {options.seed}: {outcome}")
        good = outcome.code == 0 and not outcome.doubles and outcome.bills == options.clips
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
