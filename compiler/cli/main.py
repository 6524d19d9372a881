"""The entry point: finds the command, runs it, and turns whatever happens into one line and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from compiler import __version__
from compiler.cli import exit_codes, params
from compiler.cli.commands import COMMANDS
from compiler.cli.console import Console, abandon, prepare_streams
from compiler.cli.errors import one_line, os_error


class LazyGroup(click.Group):
    """A group whose commands are imported only when they run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or refuse with the nearest name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the commands are {', '.join(COMMANDS)}"
            raise click.UsageError(f"there is no command {args[0]!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. A reader that went away is told from other failures here: click itself would exit with 1,
        which says that the script has errors."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            abandon(sys.stdout)
            raise click.exceptions.Exit(exit_codes.BROKEN_PIPE) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands' lines from the table, so that help imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Write a film as text, check it like a program, render it without paying twice.",
)
@click.version_option(__version__, prog_name="scenec", message="%(prog)s %(version)s")
@params.common
def scenec() -> None:
    """Hold the commands together."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code. Writes every failure to stderr as one line."""
    console = Console()
    try:
        code = scenec.main(
            args=None if arguments is None else list(arguments), prog_name="scenec", standalone_mode=False, obj=console
        )
        console.flush()
        return code if isinstance(code, int) else exit_codes.DONE
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted", exit_codes.INTERRUPTED)
    except BrokenPipeError:
        abandon(sys.stdout)
        return exit_codes.BROKEN_PIPE
    except click.exceptions.NoArgsIsHelpError as error:
        sys.stderr.write(f"{error.format_message()}\n")
        return exit_codes.USAGE
    except click.ClickException as error:
        return _fail(one_line(error), error.exit_code)
    except OSError as error:
        if os.environ.get("SCENEC_DEBUG"):
            raise
        return _fail(os_error(error), exit_codes.USAGE)
    except Exception as error:
        if os.environ.get("SCENEC_DEBUG"):
            raise
        what = " ".join(f"{type(error).__name__}: {error}".split())
        return _fail(
            f"internal error: {what}; this is a fault of scenec, please report it with the output of the same command"
            " under SCENEC_DEBUG=1",
            exit_codes.INTERNAL,
        )


def _fail(message: str, code: int) -> int:
    try:
        sys.stdout.flush()
    except OSError:
        abandon(sys.stdout)
    try:
        sys.stderr.write(f"error: {message}\n")
        sys.stderr.flush()
    except OSError:
        abandon(sys.stderr)
    return code


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run scenec and leave the process with its exit code."""
    prepare_streams()
    code = run(arguments)
    # The process ends here: the last collection would look at every object once more, a tenth of a short command.
    gc.freeze()
    sys.exit(code)
