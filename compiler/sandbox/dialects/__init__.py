"""The vendors' dialects that the sandbox serves, one module each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from compiler.sandbox.dialects import guidances

if TYPE_CHECKING:
    from starlette.routing import Route

    from compiler.sandbox.desk import Desk

DIALECTS: dict[str, Callable[[Desk], list[Route]]] = {"guidances": guidances.routes}
"""A dialect's name, and what makes its routes: the vendor's own paths, on the desk that all share."""
