"""How a command refuses: one line for people, and an exit code."""

from __future__ import annotations

import click

from compiler.cli import exit_codes


class CommandError(click.ClickException):
    """A command cannot go on. ``message`` is one line that says what is wrong and how to mend it."""

    def __init__(self, message: str, exit_code: int = exit_codes.USAGE) -> None:
        super().__init__(message)
        setattr(self, "exit_code", exit_code)  # noqa: B010 -- click declares it for the class, and reads it here


def one_line(error: click.ClickException) -> str:
    """Return a click error as one line, with the place to look for help where it is a wrong usage."""
    message = " ".join(error.format_message().split())
    if isinstance(error, click.UsageError) and error.ctx is not None:
        message = f"{message.rstrip('.')}; see {error.ctx.command_path} --help"
    return message


def os_error(error: OSError) -> str:
    """Return an operating system's refusal as one line: which file, and why in its words."""
    reason = (error.strerror or str(error) or type(error).__name__).lower()
    return f"{error.filename}: {reason}" if isinstance(error.filename, str) else reason
