"""Spoken lines kept by what was said and how: engines answer differently each time, a kept line is the same."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any


def folder() -> Path:
    """Return where spoken lines are kept: ``SCENEC_CACHE_DIR``, or the user's cache folder."""
    chosen = os.environ.get("SCENEC_CACHE_DIR")
    if chosen:
        return Path(chosen) / "speech"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "scenec" / "speech"


def _path(job: dict[str, Any]) -> Path:
    text = json.dumps(job, ensure_ascii=False, sort_keys=True)
    return folder() / (hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() + ".pcm")


def load(job: dict[str, Any]) -> bytes | None:
    """Return a line's sound as it was first spoken, or None."""
    try:
        return _path(job).read_bytes()
    except (OSError, RuntimeError):
        return None


def keep(job: dict[str, Any], sound: bytes) -> None:
    """Keep a line's sound; where nothing can be written nothing is kept."""
    with contextlib.suppress(OSError, RuntimeError):
        path = _path(job)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(sound)
        Path(name).replace(path)
