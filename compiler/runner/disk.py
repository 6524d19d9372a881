"""What a disk that takes nothing more looks like, whoever ran into it."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

FULL = "no space left on device"
#: Less free space than this is none: a page of the database and its frame in the log do not fit (bytes).
_PAGE = 16 * 1024


def disk_reason(error: BaseException, path: Path | None = None) -> str | None:
    """Return in plain words what the disk did to a statement or a file, None where it is not to blame. ``path`` is the
    file in question. An error that wraps a driver's in ``orig``, as the engine's do, is looked through."""
    cause: BaseException = getattr(error, "orig", None) or error
    if isinstance(cause, OSError):
        return FULL if cause.errno in {errno.ENOSPC, errno.EDQUOT} else (cause.strerror or str(cause)).lower()
    # Postgres says it by a number: disk_full.
    if getattr(cause, "sqlstate", None) == "53100":
        return FULL
    text = str(cause) if isinstance(cause, sqlite3.Error) else ""
    if "disk is full" in text:
        return FULL
    if "disk I/O error" in text:
        return FULL if path is not None and room(path.parent) < _PAGE else "disk I/O error"
    if "readonly database" in text:
        return "it is read-only"
    if "unable to open database file" not in text:
        return None
    folder = path.parent if path is not None else Path()
    if read_only(folder):
        return "the file system is read-only"
    return "it cannot be opened" if os.access(folder, os.W_OK) else f"the folder {folder} cannot be written"


def read_only(folder: Path) -> bool:
    """Tell whether a folder's file system takes no writing."""
    try:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def room(folder: Path) -> float:
    """Return how many bytes a folder's disk still takes, infinity where the system does not tell."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return float("inf")
    return float(found.f_bavail * found.f_frsize)
