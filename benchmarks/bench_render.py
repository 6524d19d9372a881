"""A one-minute film, from the command to the finished file, on the embedded sandbox.

Every run starts with an empty project, so nothing is found in a cache.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import pyperf

SHOTS = ("wide, 5s", "medium, 5s", "close-up, 5s")
PLACES = ("HARBOUR", "STREET", "FOREST", "KITCHEN")


def script() -> str:
    """Return a film of four scenes of fifteen seconds with sound and dialogue."""
    lines = ["[film: One Minute]", "", "[character: ADA]", "A pilot in a green jacket.", "[voice: female, calm]"]
    for place in PLACES:
        lines += ["", f"[scene: EXT. {place} - DAY]", "[lighting: day, bright]", "[sound: light wind]"]
        for shot in SHOTS:
            lines += ["", f"[shot: {shot}]", "[camera: slow push in]", "@ADA looks up.", "@ADA: It is time to go now."]
    return "\n".join(lines) + "\n"


RENDER = """\
import pathlib, shutil, subprocess, sys
folder = pathlib.Path(sys.argv[1])
shutil.rmtree(folder / ".scenec", ignore_errors=True)
command = [sys.executable, "-m", "compiler", "render", "-q", "minute.scene", "-o", "minute.mp4"]
sys.exit(subprocess.run(command, cwd=folder).returncode)
"""


def main() -> None:
    """Render it several times; the figure is the wall time of the whole command."""
    folder = Path(tempfile.gettempdir()) / "scenec-bench-render"
    folder.mkdir(exist_ok=True)
    (folder / "minute.scene").write_text(script())
    (folder / "render.py").write_text(RENDER)
    runner = pyperf.Runner(processes=3, values=1, warmups=0)
    runner.metadata["description"] = "scenec render of a one-minute film"
    runner.bench_command("scenec render, 60 s of film", [sys.executable, str(folder / "render.py"), str(folder)])
    if not runner.args.worker:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
