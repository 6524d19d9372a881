"""Where the parser's tables are kept between runs: building them takes longer than reading a small script."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

_FILE = f"grammar-{sys.version_info.major}.{sys.version_info.minor}.bin"


def tables_file() -> str | None:
    """Return the file for Lark's cache, in the user's own cache folder; None where there is none to be trusted.

    Lark unpickles what it finds, so the folder must belong to this user and be closed to all others. Lark checks that
    the file is of this grammar and version, and builds the tables anew where it is missing, old or damaged.
    """
    try:
        folder = _cache_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return str(folder / _FILE) if _is_private(folder) else None
    except (OSError, RuntimeError):
        return None


def _cache_folder() -> Path:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
    folder = Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache"
    return folder / "scenec" / "grammar"


def _is_private(folder: Path) -> bool:
    if sys.platform == "win32":
        return True  # %LOCALAPPDATA% is closed to other users
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not stat.S_IMODE(found.st_mode) & 0o077
