"""The lighting pass: light as data flow over scenes and shots."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics.model import Diagnostic
from compiler.film.model import Film
from compiler.passes.base import Pass, World
from compiler.passes.lighting.flow import walk


def run(film: Film, world: World) -> Iterable[Diagnostic]:
    """Set the light in force in every shot and report where two statements about it contradict."""
    return list(walk(film.scenes))


PASS = Pass(
    name="lighting",
    run=run,
    needs=("structure", "names"),
    codes=("E401", "E402", "E403", "W404", "W405"),
    writes=("shot.light",),
)
