"""What can go wrong with pictures and sound, as one line for people."""

from __future__ import annotations

from pathlib import Path


class MediaError(Exception):
    """A file cannot be read, made or written. The message is one line that names the file and says why."""


def reason_of(error: BaseException) -> str:
    """Return an operating system's or a codec's reason, in lower case, without the file's name."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split()).rstrip(".").lower()


def cannot(verb: str, path: Path, error: BaseException) -> MediaError:
    """Return the error for a file that cannot be read or written."""
    return MediaError(f"cannot {verb} {path}: {reason_of(error)}")
