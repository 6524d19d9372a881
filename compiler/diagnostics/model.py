"""The diagnostic: one finding, with every place that explains it and, where one exists, a fix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compiler.text.source import Span

Severity = Literal["error", "warning", "hint"]

_SEVERITIES: dict[str, Severity] = {"E": "error", "W": "warning", "H": "hint"}


@dataclass(frozen=True, slots=True)
class Label:
    """A secondary place and what it has to do with the finding."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of ``span`` by ``text``; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend the finding when they are applied together; they may not overlap."""

    title: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    ``span`` is the place to change; ``label`` is the short text beside its carets; ``labels`` are the other places
    that explain it; ``help`` says what to do, a sentence each.
    """

    code: str
    message: str
    span: Span
    label: str = ""
    labels: tuple[Label, ...] = ()
    help: tuple[str, ...] = ()
    fix: Fix | None = None

    @property
    def severity(self) -> Severity:
        """The level that the code's letter stands for."""
        return _SEVERITIES[self.code[0]]
