"""Run the benchmarks and print their figures as one Markdown table.

    python benchmarks/run.py [--quick] [compile startup animatic assemble render]

Every part is a process of its own with byte code caching on, whatever the shell says. ``--quick`` takes smaller
inputs and fewer runs: enough to see whether something broke, not to quote.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent


class Row(NamedTuple):
    """One line of the table."""

    figure: str
    aim: str
    measured: str


class Part(NamedTuple):
    """A benchmark: its script, what it is told, what it is told for a quick look, and how its figures are read.

    ``pyperf`` scripts write their results into a file; the others print them.
    """

    script: str
    arguments: tuple[str, ...]
    quick: tuple[str, ...]
    rows: Callable[[str], Iterator[Row]]
    pyperf: bool = False


def main() -> None:
    """Run the parts that were asked for, all of them by default."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one or more of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="smaller inputs and fewer runs")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.parts if name not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]}; there are {', '.join(PARTS)}")
    print("| figure | aim | measured | command |\n|---|---|---|---|")
    failed = False
    for name in arguments.parts or PARTS:
        part = PARTS[name]
        told = part.quick if arguments.quick else part.arguments
        command = " ".join(("python", f"benchmarks/{part.script}", *told))
        result = run(part, told)
        if result is None:
            failed = True
            print(f"| {name} | | failed | `{command}` |", flush=True)
            continue
        for row in part.rows(result):
            print(f"| {row.figure} | {row.aim} | {row.measured} | `{command}` |", flush=True)
    load = ", ".join(f"{number:.1f}" for number in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    print(f"\n{os.cpu_count()} cores; load over the last 1, 5 and 15 minutes at the end: {load}", file=sys.stderr)
    sys.exit(1 if failed else 0)


def run(part: Part, told: tuple[str, ...]) -> str | None:
    """Run one part and return its figures: JSON of pyperf's, or what it printed. None where it failed."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    places = [str(FOLDER.parent), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(place for place in places if place)
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.json"
        command = [sys.executable, str(FOLDER / part.script), *told]
        if part.pyperf:
            command += ["--quiet", "--inherit-environ", "PYTHONPATH", "-o", str(results)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            return None
        return results.read_text("utf-8") if part.pyperf else done.stdout


def _benchmarks(result: str) -> dict[str, float]:
    """Return each pyperf benchmark's median, in its unit, by name."""
    import pyperf

    suite = pyperf.BenchmarkSuite.loads(result)
    return {each.get_name(): each.median() for each in suite.get_benchmarks()}


def compile_rows(result: str) -> Iterator[Row]:
    """Read the figures of (a): ratios to the bare parse, lines a second, and memory."""
    found = _benchmarks(result)
    for name, bare in found.items():
        if not name.startswith("bare parse "):
            continue
        lines = int(name.rsplit(" ", 1)[-1])
        check, whole = found[f"check {lines}"], found[f"compile {lines}"]
        memory = found[f"memory {lines}"] / lines
        yield Row(
            f"compile of {lines:,} lines",
            "within 3 times the bare parse, under 1,000 bytes a line",
            f"{whole / bare:.2f} times (check {check / bare:.2f}), {lines / whole:,.0f} lines/s"
            f" (check {lines / check:,.0f}), {memory:,.0f} bytes a line",
        )


def startup_rows(result: str) -> Iterator[Row]:
    """Read the figures of (b): what a check takes beyond bare Python."""
    found = _benchmarks(result)
    bare = found.pop("python -c pass")
    for name, spent in found.items():
        yield Row(
            name,
            "within 200 ms of `python -c pass`",
            f"{(spent - bare) * 1000:.0f} ms beyond ({spent * 1000:.0f} of {bare * 1000:.0f} ms)",
        )


def animatic_rows(result: str) -> Iterator[Row]:
    """Read the figures of (c): a clip a line, its columns from the right."""
    size = result.split(",", 1)[0]
    for line in result.splitlines()[2:]:
        cells = line.rsplit(maxsplit=8)
        if len(cells) == 9:
            yield Row(
                f"animatic, {size}: {cells[0].strip()}",
                "8 times real time",
                f"{cells[6]} times, {cells[5]} frames/s",
            )


def assemble_rows(result: str) -> Iterator[Row]:
    """Read the figures of (d): time against real time and copying, drift, memory."""
    clips = result.split(",", 1)[0]
    real = re.search(r"^assemble\s.*\s(\S+)$", result, re.MULTILINE)
    copying = re.search(r"takes (\S+) times as long", result)
    drift = re.search(r"worst (\S+) ms", result)
    memory = re.search(r"process: (\S+) MB", result)
    if not (real and copying and drift and memory):
        return
    measured = f"{real[1]} times, {copying[1]} times as long as copying; drift {drift[1]} ms; {memory[1]} MB at most"
    yield Row(f"assembly of {clips}", "50 times real time, drift under 1 ms", measured)


def render_rows(result: str) -> Iterator[Row]:
    """Read the figure of (e)."""
    for name, spent in _benchmarks(result).items():
        yield Row(name, "4 times real time", f"{60 / spent:.1f} times ({spent:.1f} s)")


PARTS = {
    "compile": Part("bench_compile.py", (), ("--quick",), compile_rows, pyperf=True),
    "startup": Part("bench_startup.py", (), ("--processes", "3", "--values", "1"), startup_rows, pyperf=True),
    "animatic": Part("bench_animatic.py", (), ("--runs", "1"), animatic_rows),
    "assemble": Part("bench_assemble.py", (), ("--clips", "10"), assemble_rows),
    "render": Part("bench_render.py", (), ("--processes", "1"), render_rows, pyperf=True),
}


if __name__ == "__main__":
    main()
