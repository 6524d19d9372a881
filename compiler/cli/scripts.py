"""From a command's arguments to compilations, and from these to what the reader sees of their diagnostics."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from compiler.cli.console import Console
from compiler.cli.errors import CommandError

if TYPE_CHECKING:
    from compiler.diagnostics.model import Diagnostic
    from compiler.driver import Compilation, Options, Row


@dataclass(frozen=True, slots=True)
class ScriptOptions:
    """What the shared options said. ``table`` is the path of ``--each``, ``templates`` that of a folder."""

    target: str = "guidances"
    values: Mapping[str, str] | None = None
    table: str | None = None
    strict: bool = False
    templates: str | None = None
    draft: bool = False

    def for_driver(self, path: str) -> Options:
        """Return them as the driver takes them, with the prices that the script's project configures. Raises
        CommandError where its configuration cannot be read."""
        from compiler.driver import Options

        return Options(
            target=self.target,
            values=dict(self.values or {}),
            strict=self.strict,
            templates=Path(self.templates) if self.templates is not None else None,
            pricing=configured_prices(path, self.target),
            draft=self.draft,
        )


@dataclass(frozen=True, slots=True)
class Job:
    """One compilation, and the row of the table that it is for."""

    compilation: Compilation
    row: Row | None = None


@contextmanager
def inputs_refused() -> Iterator[None]:
    """Turn what the driver refuses into the command's own refusal (exit 2)."""
    from compiler.driver import InputError

    try:
        yield
    except InputError as error:
        raise CommandError(" ".join(str(error).split())) from error


def configured_prices(path: str, target: str) -> Mapping[str, Any]:
    """Return ``[targets.NAME.pricing]`` of the project's ``scenec.toml``, empty where there is none.

    Read here with nothing but the standard library: a check must not wait for the settings' own machinery.
    """
    from compiler.driver import project_root

    configuration = project_root(Path(path).parent if path != "-" else Path()) / "scenec.toml"
    if not configuration.is_file():
        return {}
    import tomllib

    try:
        table: Any = tomllib.loads(configuration.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CommandError(f"{configuration}: not TOML: {error}") from error
    for key in ("targets", target, "pricing"):
        table = table.get(key, {}) if isinstance(table, dict) else None
    if not isinstance(table, dict):
        raise CommandError(f"{configuration}: [targets.{target}.pricing] must be a table of prices")
    return table


def jobs(path: str, options: ScriptOptions) -> list[Job]:
    """Return the compilations of a script, ``-`` for standard input: one, or one a row of the table.

    The passes have run on each. Raises CommandError where the script, the table or the target cannot be used and for
    a value whose parameter the script does not declare.
    """
    with inputs_refused():
        from compiler.driver import Compilation, ProjectFiles, check_row, load, rows
        from compiler.text.letters import name_key

        driver_options = options.for_driver(path)
        source = load(path)
        files = ProjectFiles.of(None if path == "-" else Path(path))
        if options.table is None:
            job = Job(Compilation(source, files, _pinned(driver_options, files.folder, source.relative)))
            _check_values(job.compilation)
            return [job]
        found: list[Job] = []
        for row in rows(options.table):
            columns = {name_key(column) for column in row.values}
            given = {name: value for name, value in driver_options.values.items() if name_key(name) not in columns}
            row_options = replace(driver_options, values={**given, **row.values})
            compilation = Compilation(source, files, _pinned(row_options, files.folder, source.relative))
            check_row(options.table, row, compilation.film.parameters, driver_options.values)
            _check_values(compilation)
            found.append(Job(compilation, row))
        return found


def _pinned(options: Options, folder: Path, script: str) -> Options:
    """Return options that keep the cuts of the film's last render; the reader is loaded only where there is a lock."""
    if not (folder / "scenec.lock").is_file():
        return options
    from compiler.cli.lockfile import pinned

    return pinned(options, folder, script)


def _check_values(compilation: Compilation) -> None:
    from compiler.driver import InputError
    from compiler.text.letters import name_key

    declared = {name_key(name) for name in compilation.film.parameters}
    for name in compilation.options.values:
        if name_key(name) not in declared:
            known = ", ".join(compilation.film.parameters) or "none"
            raise InputError(f"{compilation.source.name} declares no parameter {name!r} to set; it declares {known}")


def diagnostics_of(found: Sequence[Job]) -> list[Diagnostic]:
    """Return the diagnostics of all jobs, each once; one that only some rows have says which."""
    if len(found) == 1:
        return found[0].compilation.diagnostics
    seen: dict[tuple[Any, ...], tuple[Diagnostic, list[str]]] = {}
    for job in found:
        for one in job.compilation.diagnostics:
            span = one.span
            key = (span.source.name, span.start, one.code, span.end, one.message)
            seen.setdefault(key, (one, []))[1].append(job.row.place() if job.row is not None else "")
    return [
        one if len(places) == len(found) else replace(one, help=(*one.help, f"this is so for {', '.join(places)}"))
        for _, (one, places) in sorted(seen.items(), key=lambda item: item[0])
    ]


def render(console: Console, found: Sequence[Diagnostic], format_name: str, strict: bool, stream: TextIO) -> str:
    """Return diagnostics in a format, for a stream: text is coloured and cut to its width where it is a terminal."""
    if format_name == "json":
        from compiler.diagnostics.render import json

        return json.render(found, strict=strict)
    if format_name == "sarif":
        from compiler.diagnostics.render import sarif

        return sarif.render(found, strict=strict)
    if format_name == "github":
        from compiler.diagnostics.render import github

        return github.render(found, strict=strict)
    from compiler.diagnostics.render import text

    width = shutil.get_terminal_size().columns if stream.isatty() else text.WIDTH
    written = text.render(found, strict=strict, colour=console.colourful(stream), width=width)
    return f"{written}\n" if written else ""


def report(console: Console, found: Sequence[Job], format_name: str, strict: bool) -> bool:
    """Write the diagnostics to stderr, where they accompany a result, and say whether the script has errors.

    Hints are left out of text unless ``-v``; with ``-q`` only errors are written.
    """
    every = diagnostics_of(found)
    failed = any(job.compilation.failed for job in found)
    if format_name == "text":
        from compiler.diagnostics.render.common import severity

        levels = ["error"] if console.verbosity < 0 else ["error", "warning"]
        if console.verbosity > 0:
            levels.append("hint")
        shown = [one for one in every if severity(one, strict) in levels]
    else:
        shown = every
    if shown or format_name != "text":
        console.complain(render(console, shown, format_name, strict, sys.stderr))
    if every:
        console.report(summary(every, strict))
    return failed


def summary(found: Sequence[Diagnostic], strict: bool) -> str:
    """Return how many errors, warnings and hints there are, as one line."""
    from compiler.diagnostics.render.common import severity

    counts = {"error": 0, "warning": 0, "hint": 0}
    for one in found:
        counts[severity(one, strict)] += 1
    parts = [f"{count} {level}{'' if count == 1 else 's'}" for level, count in counts.items() if count]
    return ", ".join(parts) if parts else "nothing to complain of"
