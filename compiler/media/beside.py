"""Files written beside their place and renamed: what stands there is whole or was there before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def beside(output: Path) -> Iterator[Path]:
    """Give the name of a file to write; it takes the place of ``output`` at the end and is removed where writing it
    fails. Raises OSError."""
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
