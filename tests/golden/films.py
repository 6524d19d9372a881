"""The films of the golden files: each script, what it is compiled with, and where its manifest is kept.

``python -m tests.golden.films`` writes the manifests anew; read the difference before you keep it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from compiler.driver import Compilation, Options
from tests.targets.harness import png

FOLDER = Path(__file__).resolve().parent
IMAGES = {"refs/alpha-front.png": png(640, 360), "refs/alpha-side.png": png(480, 480, 1)}
FILMS: dict[str, Options] = {
    "neon-rain": Options(strict=True),
    "lighthouse-zh": Options(),
    "continued": Options(),
    "frames": Options(),
    "table": Options(values={"city": "Lisbon"}, pricing={"currency": "USD", "rates": {"standard": 0.1}}),
}


def compiled(name: str, folder: Path) -> Compilation:
    """Compile the film ``name`` in ``folder``, where its script, its cast and its images are put."""
    for script in (f"{name}.scene", "cast.scene"):
        (folder / script).write_bytes((FOLDER / "scripts" / script).read_bytes())
    for image, content in IMAGES.items():
        (folder / image).parent.mkdir(exist_ok=True)
        (folder / image).write_bytes(content)
    return Compilation.of(folder / f"{name}.scene", FILMS[name])


def kept(name: str) -> Path:
    """Return where the manifest of the film ``name`` is kept."""
    return FOLDER / "manifests" / f"{name}.json"


def main() -> None:
    """Write every manifest anew."""
    for name in FILMS:
        with tempfile.TemporaryDirectory() as folder:
            kept(name).write_bytes(compiled(name, Path(folder)).manifest_json())


if __name__ == "__main__":
    main()
