"""How long ``scenec check`` of a small file takes as a process, against Python that does nothing."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pyperf

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
PLAIN = "[scene: INT. ROOM - NIGHT]\n[lighting: night, lamp]\n\n[shot: wide, 3s]\nRain on the window.\n"


def main() -> None:
    """Measure both commands in one run."""
    runner = pyperf.Runner(processes=5, values=3, warmups=1)
    runner.metadata["description"] = "scenec check of a small file against bare Python"
    runner.bench_command("python -c pass", [sys.executable, "-c", "pass"])
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.scene"
        plain.write_text(PLAIN, "utf-8")
        for name, script in (
            ("check of a small script", plain),
            ("check of a script with includes and reference images", SAMPLES / "diner.scene"),
        ):
            runner.bench_command(name, [sys.executable, "-m", "compiler", "check", "-q", str(script)])


if __name__ == "__main__":
    main()
