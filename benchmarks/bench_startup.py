"""How long ``scenec check`` of a small file takes as a process, against Python that does nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pyperf

SCRIPT = Path(__file__).resolve().parents[1] / "samples" / "diner.scene"


def main() -> None:
    """Measure both commands in one run."""
    runner = pyperf.Runner(processes=5, values=3, warmups=1)
    runner.metadata["description"] = "scenec check of a small file against bare Python"
    runner.bench_command("python -c pass", [sys.executable, "-c", "pass"])
    runner.bench_command("scenec check", [sys.executable, "-m", "compiler", "check", "-q", str(SCRIPT)])


if __name__ == "__main__":
    main()
