"""Jinja's sandbox with an end: a template may take so many steps, write so much and multiply so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

from jinja2 import nodes
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from compiler.passes.phrasing import Line, Told

STEPS = 100_000
CHARACTERS = 100_000
_MISSING = object()
_PLAIN = frozenset({Line, Told, SimpleNamespace})


class TooMuchError(Exception):
    """A template goes on beyond what the wording of a prompt can need."""


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox. With ``bounded``, every turn of a loop and every call is a step, and there are ``STEPS`` of them
    between two ``start`` calls."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def __init__(self, *, bounded: bool, **options: Any) -> None:
        super().__init__(autoescape=False, keep_trailing_newline=False, **options)
        self.bounded = bounded
        self._steps = 0
        self.filters["_counted"] = self._counted
        for name in ("center", "format", "indent", "wordwrap", "pprint", "random"):
            del self.filters[name]

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look up a field. Jinja asks many questions first, which none of our own plain values needs."""
        if type(obj) in _PLAIN and attribute[:1] != "_":
            value = getattr(obj, attribute, _MISSING)
            if value is not _MISSING:
                return value
        return super().getattr(obj, attribute)

    def start(self) -> None:
        """Begin to count anew."""
        self._steps = 0

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Refuse products that could grow without bound."""
        if operator == "**" or not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise TooMuchError(f"{operator} works on numbers here, and powers not at all")
        return super().call_binop(context, operator, left, right)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805, D102
        __self._step()
        return super().call(__context, __obj, *args, **kwargs)

    def _step(self) -> None:
        self._steps += 1
        if self.bounded and self._steps > STEPS:
            raise TooMuchError(f"takes more than {STEPS} steps for one shot")

    def _counted(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._step()
            yield item

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.bounded:
            for loop in tree.find_all(nodes.For):
                loop.iter = nodes.Filter(loop.iter, "_counted", [], [], None, None, lineno=loop.lineno)
        return tree
