"""Reading the script that a command was given."""

from __future__ import annotations

import sys
from pathlib import Path

from compiler.driver.errors import InputError
from compiler.driver.files import SCRIPT_BYTES, decode, reason
from compiler.text.source import Source

STANDARD_INPUT = "<stdin>"


def load(path: str | Path) -> Source:
    """Read a script, or standard input for ``-``. Raises InputError for what is no readable file."""
    if str(path) == "-":
        raw = sys.stdin.buffer.read(SCRIPT_BYTES + 1)
        name = STANDARD_INPUT
    else:
        name = str(path)
        try:
            place = Path(path)
            if place.is_dir():
                raise InputError(f"{name}: a folder; name a script in it, such as {place / 'film.scene'}")
            if place.exists() and not place.is_file():
                raise InputError(f"{name}: not an ordinary file; use - to read from standard input")
            with place.open("rb") as file:
                raw = file.read(SCRIPT_BYTES + 1)
        except FileNotFoundError as error:
            raise InputError(
                f"{name}: no such file; check the path, or start a project with: scenec new DIR"
            ) from error
        except (OSError, ValueError) as error:
            raise InputError(f"{name}: {reason(error)}; check the path and its permissions") from error
    if len(raw) > SCRIPT_BYTES:
        raise InputError(f"{name}: larger than {SCRIPT_BYTES // 1024**2} MB; split it and join the parts by [include]")
    return Source.read(name, decode(raw))
