"""A made-up world for passes: files in memory, a target of nothing but limits."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Mapping
from typing import Any, cast

from compiler.diagnostics.model import Diagnostic, Fix
from compiler.film.model import Film
from compiler.film.target import Limits, Target
from compiler.passes import pipeline
from compiler.passes.base import FileError, ImageFacts, World
from compiler.syntax.parser import parse
from compiler.targets import get_target
from compiler.text.source import Source

LIMITS: dict[str, Any] = {
    "shots": 6,
    "clip_min": 3000,
    "clip_max": 15000,
    "shot_min": 1000,
    "step": 1000,
    "prompt": 2500,
    "single_prompt": 2500,
    "negative": 2500,
    "references_clip": 4,
    "references_subject": 4,
    "videos": 1,
    "image_side": 300,
    "image_bytes": 10_000_000,
    "image_ratio": 2.5,
}


class MadeUp:
    """A target with a name and limits of its own that is guidances in all else."""

    name = "made-up"
    version = "1"
    model = "made-up-1"

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    def __getattr__(self, name: str) -> Any:
        return getattr(get_target("guidances"), name)


def target(**limits: int) -> Target:
    """Return a target called made-up-1 with the limits of one that exists, but for ``limits``."""
    return cast(Target, MadeUp(Limits(**{**LIMITS, **limits})))


class MemoryFiles:
    """Files of a project that are strings. ``reads`` lists the paths that were read, in order."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = dict(texts)
        self.reads: list[str] = []

    def resolve(self, base: str, written: str) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(base), written))
        if path.startswith(("../", "/")) or path == "..":
            raise FileError("outside the project's folder")
        return path

    def read_text(self, path: str) -> str:
        self.reads.append(path)
        if path not in self.texts:
            raise FileError("no such file")
        return self.texts[path]

    def image(self, path: str) -> ImageFacts:
        size, sha256 = self.digest(path)
        return ImageFacts(1280, 720, size, "PNG", sha256)

    def digest(self, path: str) -> tuple[int, str]:
        raw = self.read_text(path).encode()
        return len(raw), hashlib.sha256(raw).hexdigest()

    def location(self, path: str) -> str:
        return f"/project/{path}"


class Checked:
    """A film after the passes up to ``until``, with what they found."""

    def __init__(
        self,
        script: str,
        *,
        until: str = "timing",
        files: Mapping[str, str] | None = None,
        values: Mapping[str, str] | None = None,
        **limits: int,
    ) -> None:
        self.source = Source.read("film.scene", script, relative="film.scene")
        self.files = MemoryFiles({"film.scene": script, **(files or {})})
        self.world = World(self.files, target(**limits), values or {})
        self.film = Film(parse(self.source))
        self.diagnostics = pipeline.run(self.film, self.world, until=until)

    @property
    def codes(self) -> list[str]:
        return [diagnostic.code for diagnostic in self.diagnostics]

    def one(self, code: str) -> Diagnostic:
        """Return the only diagnostic with ``code``."""
        found = [diagnostic for diagnostic in self.diagnostics if diagnostic.code == code]
        assert len(found) == 1, self.said()
        return found[0]

    def said(self) -> list[tuple[str, str, str]]:
        """Return code, message and underlined text of every diagnostic."""
        return [(one.code, one.message, one.span.text) for one in self.diagnostics]

    def fixed(self, code: str) -> str:
        """Return the main script after the fix of the only diagnostic with ``code``."""
        fix = self.one(code).fix
        assert fix is not None
        return apply(fix, self.source.text)


def check(script: str, **options: Any) -> Checked:
    """Run the passes over ``script``."""
    return Checked(script, **options)


def apply(fix: Fix, text: str) -> str:
    """Return ``text`` with a fix's edits applied."""
    for edit in sorted(fix.edits, key=lambda edit: -edit.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
