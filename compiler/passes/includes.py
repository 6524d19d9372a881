"""Splices included files into the film's lines.

A file that holds a scene is spliced wherever it is named. One without (a cast file, say) is spliced where it is named
first: its definitions hold for the whole film, and two files may both include it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from compiler.diagnostics.model import Diagnostic, Label
from compiler.diagnostics.wording import short
from compiler.film.model import Film, Item
from compiler.passes.base import FileError, Pass, World
from compiler.passes.mending import tag_of
from compiler.syntax import tags
from compiler.syntax.nodes import BadLine, File, Tag, TagLine, Use
from compiler.syntax.parser import parse
from compiler.text.source import Source, Span

_DEEPEST = 32
_MOST = 1000


class _Splicer:
    """Reads files on the way down and keeps each of them, so that one is read and reported once."""

    def __init__(self, film: Film, world: World) -> None:
        self.world = world
        self.main = film.file
        self.files: dict[str, File] = {film.file.source.relative: film.file}
        self.scenes: dict[str, bool] = {}
        self.spliced: set[str] = set()
        self.items: list[Item] = []
        self.diagnostics: list[Diagnostic] = []
        self.count = 0

    def splice(self, file: File, chain: tuple[tuple[str, Tag | None], ...]) -> None:
        """Append the lines of ``file``; ``chain`` holds the files that led here, each with the tag that named it."""
        for item in file.items:
            if type(item) is BadLine:
                self.items.append(item)
                tag = tag_of(item)
                if tag is not None and tag.value is not None and _is_include(tag):
                    self.quietly(tag, chain)
                continue
            if type(item) is not TagLine or not any(_is_include(tag) for tag in item.tags):
                self.items.append(item)
                continue
            kept: list[Tag] = []
            for tag in item.tags:
                if not _is_include(tag) or tag.value is None:
                    kept.append(tag)
                    continue
                if kept:
                    self.items.append(TagLine(tuple(kept)))
                    kept = []
                self.include(tag, chain)
            if kept:
                self.items.append(TagLine(tuple(kept)))

    def quietly(self, tag: Tag, chain: tuple[tuple[str, Tag | None], ...]) -> None:
        """Follow an include whose line is an error already."""
        told = self.diagnostics
        self.diagnostics = []
        self.include(tag, chain)
        told += [diagnostic for diagnostic in self.diagnostics if diagnostic.span.source is not tag.source]
        self.diagnostics = told

    def include(self, tag: Tag, chain: tuple[tuple[str, Tag | None], ...]) -> None:
        """Follow one include, or say why it cannot be followed."""
        assert tag.value is not None
        span = tag.value.span
        for part in tag.value.parts:
            if isinstance(part, Use):
                self.report(
                    "an include cannot depend on a parameter",
                    Span(tag.source, part.start, part.end),
                    help="write the path itself",
                )
                return
        written = tag.value.plain()
        shown = short(written)
        try:
            path = self.world.files.resolve(tag.source.relative, written)
        except FileError as error:
            self.report(f"cannot include {shown}: {error}", span, help="included files lie in the script's folder")
            return
        steps = [name for name, _ in chain]
        if path in steps:
            loop = chain[steps.index(path) + 1 :]
            labels = tuple(Label(via.span, f"{name} is included here") for name, via in loop if via is not None)
            message = "a file cannot include itself" if not loop else "these files include each other in a circle"
            self.report(
                f"cannot include {shown}: {message}",
                span,
                label="back to where it began",
                labels=labels,
                help="move what both need into a file of its own",
            )
            return
        if len(chain) >= _DEEPEST or self.count >= _MOST:
            limit = f"more than {_DEEPEST} deep" if len(chain) >= _DEEPEST else f"of more than {_MOST} files"
            self.report(f"cannot include {shown}: includes {limit}", span, help="include fewer files")
            return
        file = self.files.get(path)
        if file is None:
            try:
                raw = self.world.files.read_text(path)
            except FileError as error:
                self.report(f"cannot include {shown}: {error}", span, help="paths count from the file that names them")
                return
            folder = posixpath.dirname(self.main.source.name.replace("\\", "/"))
            file = parse(Source.read(posixpath.join(folder, path), raw, relative=path))
            self.files[path] = file
            self.diagnostics.extend(file.diagnostics)
        if path in self.spliced and not self.has_scene(path, file):
            return
        self.spliced.add(path)
        self.count += 1
        self.splice(file, (*chain, (path, tag)))

    def has_scene(self, path: str, file: File) -> bool:
        """Whether the file itself opens a scene."""
        known = self.scenes.get(path)
        if known is None:
            lines = (item for item in file.items if isinstance(item, TagLine))
            known = any(_canonical(tag) == "scene" for line in lines for tag in line.tags)
            self.scenes[path] = known
        return known

    def report(
        self, message: str, span: Span, *, label: str = "", labels: tuple[Label, ...] = (), help: str = ""
    ) -> None:
        """Note an include that cannot be followed."""
        self.diagnostics.append(Diagnostic("E105", message, span, label, labels, (help,) if help else ()))


def _canonical(tag: Tag) -> str | None:
    found = tags.lookup(tag.name)
    return found.name if found is not None else None


def _is_include(tag: Tag) -> bool:
    return tag.name == "include" or (len(tag.name) <= 12 and _canonical(tag) == "include")


def _run(film: Film, world: World) -> Iterator[Diagnostic]:
    splicer = _Splicer(film, world)
    splicer.splice(film.file, ((film.file.source.relative, None),))
    film.files = list(splicer.files.values())
    film.items = splicer.items
    yield from splicer.diagnostics


PASS = Pass("includes", _run, codes=("E105",), writes=("film.files", "film.items"))
