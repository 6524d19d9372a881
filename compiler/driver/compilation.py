"""One compilation: from a script and options to diagnostics and a manifest, each phase when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from compiler import collector
from compiler.diagnostics.model import Diagnostic, Severity
from compiler.driver.allowances import Allowances
from compiler.driver.errors import InputError, ScriptError
from compiler.driver.files import ProjectFiles
from compiler.driver.inputs import load
from compiler.driver.options import Options
from compiler.film.model import Clip, Film
from compiler.film.target import Target, TargetError
from compiler.passes.base import FileError, Files, World
from compiler.syntax.nodes import File
from compiler.text.letters import name_key
from compiler.text.source import Source

if TYPE_CHECKING:
    from compiler.driver.manifest import Manifest


class Compilation:
    """A script, the files around it and the options, and everything that follows from them.

    Nothing is read or worked out before it is asked for: ``diagnostics`` runs the passes, ``manifest`` lowers the
    clips. Asking raises InputError where target or templates cannot be used.
    """

    def __init__(self, source: Source, files: Files, options: Options | None = None) -> None:
        self.source = source
        self.files = files
        self.options = options if options is not None else Options()

    @classmethod
    def of(cls, path: str | Path, options: Options | None = None) -> Compilation:
        """Compile the script at ``path`` (``-`` for standard input) in the project that it lies in. Raises InputError
        where it cannot be read."""
        source = load(path)
        return cls(source, ProjectFiles.of(None if str(path) == "-" else Path(path)), options)

    def with_values(self, values: Mapping[str, str]) -> Compilation:
        """Return the same script compiled with ``values`` beside those of the options, which they take the place of.
        The script is parsed once for all."""
        known = {name_key(name) for name in values}
        kept = {name: value for name, value in self.options.values.items() if name_key(name) not in known}
        other = Compilation(self.source, self.files, replace(self.options, values={**kept, **values}))
        other.__dict__["target"] = self.target
        other.__dict__["file"] = self.file
        return other

    @cached_property
    def target(self) -> Target:
        """The target, with the user's templates and prices. Raises InputError where there is none such."""
        from compiler.targets import get_target

        if not isinstance(self.options.target, str):
            return self.options.target
        try:
            return get_target(self.options.target, pricing=self.options.pricing, templates=self.options.templates)
        except TargetError as error:
            raise InputError(str(error)) from error

    @cached_property
    def file(self) -> File:
        """The parsed script."""
        from compiler.syntax.parser import parse

        return parse(self.source)

    @cached_property
    def film(self) -> Film:
        """The film after all passes."""
        return self._passed[0]

    @cached_property
    def diagnostics(self) -> list[Diagnostic]:
        """Everything found, less what the script allows, each once, by file, position and code."""
        film, found = self._passed
        allowances = Allowances(film)
        order = {id(file.source): number for number, file in enumerate(film.files)}

        def place(diagnostic: Diagnostic) -> tuple[int, int, str, int, str]:
            span = diagnostic.span
            return (order.get(id(span.source), len(order)), span.start, diagnostic.code, span.end, diagnostic.message)

        kept: dict[tuple[int, int, str, int, str], Diagnostic] = {}
        for diagnostic in found:
            if not allowances.covers(diagnostic):
                kept.setdefault(place(diagnostic), diagnostic)
        return [kept[key] for key in sorted(kept)]

    def severity(self, diagnostic: Diagnostic) -> Severity:
        """Return what a diagnostic amounts to here: with ``strict`` a warning is an error."""
        severity = diagnostic.severity
        return "error" if self.options.strict and severity == "warning" else severity

    @cached_property
    def failed(self) -> bool:
        """Whether the script has errors, or with ``strict`` warnings."""
        return any(self.severity(diagnostic) == "error" for diagnostic in self.diagnostics)

    @cached_property
    def worded(self) -> Film:
        """The film with every prompt worded; ``film`` may leave out those that surely fit. Raises ScriptError."""
        from compiler.passes.prompts import complete

        self._require_success()
        try:
            complete(self.film, self.target)
        except TargetError as error:
            raise InputError(str(error)) from error
        return self.film

    @cached_property
    def manifest(self) -> Manifest:
        """The manifest. Raises ScriptError where the script has errors."""
        from compiler.driver.manifest import Manifest

        return Manifest.model_validate_json(self.manifest_json())

    def manifest_json(self) -> bytes:
        """Return the manifest as UTF-8 JSON, the same bytes on every machine. Raises ScriptError."""
        whole = BytesIO()
        with collector.paused():
            whole.writelines(self.manifest_chunks())
        return whole.getvalue()

    def manifest_chunks(self) -> Iterator[bytes]:
        """Yield the manifest's bytes a clip at a time, so that a long film never stands in memory as a whole. Raises
        ScriptError."""
        return self._chunks(self.worded)

    def _chunks(self, film: Film) -> Iterator[bytes]:
        from compiler.driver.manifest import chunks

        try:
            yield from chunks(film, self.target, self.files, self.source)
        except FileError as error:
            raise InputError(f"{self.source.name}: a file that it names is gone: {error}; compile again") from error

    def payload_json(self, clip: Clip) -> bytes:
        """Return a clip's payload alone, as it would be sent, as UTF-8 JSON. Raises ScriptError."""
        from compiler.driver.manifest import payload_json

        return payload_json(self.target.lower(self.worded, clip))

    def _require_success(self) -> None:
        if self.failed:
            raise ScriptError(f"{self.source.name} has errors")

    @cached_property
    def _passed(self) -> tuple[Film, list[Diagnostic]]:
        from compiler.passes import pipeline

        world = World(
            files=self.files,
            target=self.target,
            values=self.options.values,
            cuts=self.options.cuts,
            former_shots=self.options.former_shots,
        )
        film = Film(file=self.file, draft=self.options.draft)
        try:
            with collector.paused():
                return film, pipeline.run(film, world)
        except TargetError as error:
            raise InputError(str(error)) from error
