"""The references pass: image files (E501, E504, W503), frames (E505), and what each clip takes along (E502)."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics.model import Diagnostic
from compiler.film.model import Film
from compiler.passes.base import Pass, World
from compiler.passes.references.files import look_at
from compiler.passes.references.frames import check_frames
from compiler.passes.references.sharing import share_out


def run(film: Film, world: World) -> Iterable[Diagnostic]:
    """Open every image that the film names, and give each clip its subjects with their images and videos."""
    return [*look_at(film, world), *check_frames(film), *share_out(film, world)]


PASS = Pass(
    name="references",
    run=run,
    needs=("names", "lighting", "splitting"),
    codes=("E501", "E502", "W503", "E504", "E505"),
    writes=(
        *("image.width", "image.height", "image.size", "image.sha256"),
        *("clip.subjects", "clip.images", "clip.dropped_images", "clip.videos"),
    ),
)
