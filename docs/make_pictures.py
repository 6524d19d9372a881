"""Make the README's pictures: the terminal after a check, and frames of the first sample's film.

Run it from the top of the checkout: ``python docs/make_pictures.py``.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import av
from PIL import Image
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
SECONDS = (1.2, 6.4, 9.5)
SCRIPT = """\
[film: Neon Rain]

[character: ALPHA]
A detective in her forties, wet charcoal trench coat.

[scene: EXT. CYBERPUNK STREET - NIGHT]
[lighting: neon night, wet reflections]

[shot: wide, 7s]
Neon lights reflected in puddles under a blazing noon sun.

[shot: medium, 5s]
@ALFA checks a holographic map.

[shot: close-up, 7s]
@ALPHA: We have to leave before the drones arrive!
"""


def terminal() -> None:
    """Draw the terminal after ``scenec check`` of a script with mistakes."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "neon.scene").write_text(SCRIPT, encoding="utf-8")
        shown = subprocess.run(
            [sys.executable, "-m", "compiler", "check", "neon.scene"],
            cwd=folder,
            env={**os.environ, "FORCE_COLOR": "1", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
    console = Console(record=True, width=100, file=io.StringIO(), force_terminal=True)
    console.print(Text("$ scenec check neon.scene", style="bold"))
    console.print(Text.from_ansi(shown.stdout.rstrip()))
    console.save_svg(str(IMAGES / "check.svg"), title="scenec")


def frames() -> None:
    """Render the first sample and keep one frame of each shot, side by side."""
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "film.mp4"
        script = Path(folder) / "neon-rain.scene"
        script.write_bytes((ROOT / "samples" / "neon-rain.scene").read_bytes())
        shutil.copytree(ROOT / "samples" / "refs", Path(folder) / "refs")
        subprocess.run(
            [sys.executable, "-m", "compiler", "render", "-q", str(script), "-o", str(film)], cwd=ROOT, check=True
        )
        with av.open(str(film)) as container:
            wanted = {round(second * 24) for second in SECONDS}
            pictures = [frame.to_image() for number, frame in enumerate(container.decode(video=0)) if number in wanted]
    sheet = Image.new("RGB", (640 * len(pictures), 360))
    for number, picture in enumerate(pictures):
        sheet.paste(picture.resize((640, 360), Image.Resampling.LANCZOS), (640 * number, 0))
    sheet.save(IMAGES / "frames.jpg", quality=86, optimize=True)


if __name__ == "__main__":
    terminal()
    frames()
