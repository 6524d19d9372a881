"""The one list of passes, in the order in which they run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib import import_module

from compiler.diagnostics.model import Diagnostic
from compiler.film.model import Film
from compiler.passes.base import Pass, World

_USE = re.compile(r"(?<!\\)\{")

NAMES = (
    "includes",
    "parameters",
    "structure",
    "names",
    "timing",
    "camera",
    "lighting",
    "splitting",
    "references",
    "capabilities",
    "prompts",
    "safety",
    "cost",
)


class PipelineError(Exception):
    """The list of passes is wrong: a pass runs before one that it needs."""


@cache
def passes() -> tuple[Pass, ...]:
    """Return every pass, in order. Raises PipelineError where one would run before what it needs."""
    found = tuple(_load(name) for name in NAMES)
    check(found)
    return found


def _load(name: str) -> Pass:
    loaded = import_module(f"compiler.passes.{name}").PASS
    assert isinstance(loaded, Pass)
    return loaded


def check(ordered: Iterable[Pass]) -> None:
    """Raise PipelineError where a pass stands before one that it needs, or twice."""
    done: set[str] = set()
    for each in ordered:
        missing = [name for name in each.needs if name not in done]
        if missing:
            raise PipelineError(f"the pass {each.name} needs {', '.join(missing)} before it")
        if each.name in done:
            raise PipelineError(f"the pass {each.name} is listed twice")
        done.add(each.name)


def run(film: Film, world: World, *, until: str | None = None) -> list[Diagnostic]:
    """Run the passes over ``film``, up to and with ``until``, and return all that they find, in order of the passes.

    What the parser found in the main file comes first. Raises ValueError where there is no pass ``until``.
    """
    if until is not None and until not in NAMES:
        raise ValueError(f"no pass is called {until}")
    found = list(film.file.diagnostics)
    for each in passes():
        found.extend(each.run(film, world))
        if each.name == until:
            break
    return [_sparing_parameters(one) for one in found]


def _sparing_parameters(diagnostic: Diagnostic) -> Diagnostic:
    """Return a diagnostic without the fix that would write over a ``{name}``: its value stands elsewhere, and another
    row of a table has another one. E106 is about the name itself."""
    fix = diagnostic.fix
    if fix is None or diagnostic.code == "E106" or not any(_USE.search(edit.span.text) for edit in fix.edits):
        return diagnostic
    return replace(diagnostic, fix=None)
