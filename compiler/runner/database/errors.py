"""What a database does to whoever needs it."""

from __future__ import annotations

from pathlib import Path

from compiler.runner.disk import FULL


class DatabaseError(Exception):
    """The database cannot be reached or used; the message says which and why, without its password."""


class AwayError(DatabaseError):
    """The database does not answer for now; it may come back."""


class DiskError(DatabaseError):
    """The disk under the database takes nothing more: it is full, read-only or broken. The message names the place and
    says how to mend it. ``full`` tells the first from the others."""

    def __init__(self, message: str, *, full: bool) -> None:
        super().__init__(message)
        self.full = full


class ReplacedError(DatabaseError):
    """The database's file was taken away or replaced while the process worked with it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was deleted or replaced in the middle of the work")


def disk_error(place: Path | str, reason: str) -> DiskError:
    """Return the refusal of a disk, with what to do about it."""
    advice = "free some space" if reason == FULL else "mend that"
    return DiskError(
        f"{place}: {reason}; {advice}, then the same command goes on and pays for nothing twice", full=reason == FULL
    )
