"""How each target's vendor is spoken to: paths, fields and words of the wire, and nothing else."""

from __future__ import annotations

from compiler.runner.dialects.base import Call, Dialect, Task
from compiler.runner.dialects.guidances import Guidances

__all__ = ["Call", "Dialect", "Task", "UnknownDialectError", "dialect"]

_DIALECTS: dict[str, Dialect] = {"guidances": Guidances()}


class UnknownDialectError(Exception):
    """There is no way to submit for a target."""


def dialect(target: str) -> Dialect:
    """Return the dialect of a target. Raises UnknownDialectError."""
    try:
        return _DIALECTS[target]
    except KeyError:
        known = ", ".join(sorted(_DIALECTS))
        raise UnknownDialectError(f"clips for {target} cannot be submitted; render with -t {known}") from None
