"""Options that several commands share, each defined once."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import click

from compiler.cli.console import Console
from compiler.cli.scripts import ScriptOptions

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
FORMATS = ("text", "json", "sarif", "github")


class Finite(click.FloatRange):
    """A number within bounds that is neither infinite nor ``nan``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number."""
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number to count with", param, ctx)
        return number


def _quiet(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(Console).verbosity = -1


def _verbose(ctx: click.Context, _parameter: click.Parameter, value: int) -> None:
    if value:
        ctx.ensure_object(Console).verbosity = value


def _no_color(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(Console).colour = False


def _values(_ctx: click.Context, _parameter: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name = name.strip()
        if not equals or not name:
            raise click.BadParameter(f"{pair!r} is not of the form NAME=VALUE")
        if name in values:
            raise click.BadParameter(f"{name} is given twice; give each parameter once")
        values[name] = value
    return values


def common(function: Decorated) -> Decorated:
    """Add ``-q``, ``-v`` and ``--no-color``; they act on the command's ``Console``."""
    for decorate in (
        click.option("--no-color", is_flag=True, expose_value=False, callback=_no_color, help="Never colour."),
        click.option(
            "-v", "--verbose", count=True, expose_value=False, callback=_verbose, help="Say more; twice for all."
        ),
        click.option("-q", "--quiet", is_flag=True, expose_value=False, callback=_quiet, help="Say errors only."),
    ):
        function = decorate(function)
    return function


target = click.option(
    "-t",
    "--target",
    "target",
    default="guidances",
    show_default=True,
    metavar="NAME",
    help="What to compile for: a name of scenec targets, or a target's .toml file.",
)
values = click.option(
    "--set",
    "values",
    multiple=True,
    callback=_values,
    metavar="NAME=VALUE",
    help="Give a parameter its value; may be repeated.",
)
each = click.option(
    "--each", "table", metavar="TABLE", help="Compile once a row of a CSV (with a header) or JSON Lines table."
)
strict = click.option("--strict", is_flag=True, help="Take warnings for errors.")
templates = click.option(
    "--templates", "templates", metavar="DIR", help="Take prompt templates from here before the target's own."
)
diagnostics_format = click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to write what is wrong with the script.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Write the report as JSON.")
as_events = click.option("--json", "as_json", is_flag=True, help="Write what happens as JSON, one event a line.")

project = click.option(
    "--project", "project", default=".", metavar="DIR", help="The project's folder; by default this one."
)


def film_options(function: Decorated) -> Decorated:
    """Add what names one film of a script, and pass it on as one ``options: ScriptOptions``."""

    @wraps(function)
    def command(*arguments: Any, target: str, values: dict[str, str], templates: str | None, **others: Any) -> Any:
        return function(*arguments, options=ScriptOptions(target, values, templates=templates), **others)

    decorated: Any = command
    for decorate in (templates, values, target):
        decorated = decorate(decorated)
    return cast(Decorated, decorated)


def script_options(function: Decorated) -> Decorated:
    """Add what every command that compiles a script takes, and pass it on as one ``options: ScriptOptions``."""

    @wraps(function)
    def command(
        *arguments: Any,
        target: str,
        values: dict[str, str],
        table: str | None,
        templates: str | None,
        strict: bool,
        **others: Any,
    ) -> Any:
        return function(*arguments, options=ScriptOptions(target, values, table, strict, templates), **others)

    decorated: Any = command
    for decorate in (strict, templates, each, values, target):
        decorated = decorate(decorated)
    return cast(Decorated, decorated)
