"""Writing files so that nobody ever sees half of one."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from compiler.cli.errors import CommandError, os_error
from compiler.text.source import Source


def encode(source: Source, text: str) -> bytes:
    """Return new text for a source's file as its bytes: with the byte-order mark and the line ends that it had, and
    the bytes that were never UTF-8 as they were."""
    written = text.replace("\n", source.newline) if source.newline != "\n" else text
    return ("\ufeff" + written if source.mark else written).encode("utf-8", "surrogateescape")


def write_file(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file beside its place, then rename it there; a device or pipe is written directly.

    A symbolic link stays one, and the file keeps its permissions. Raises CommandError where it cannot be written; the
    old file is then as it was.
    """
    write_files({path: chunks})


def write_files(files: Mapping[Path, Iterable[bytes]]) -> None:
    """Write several files: all are written out before the first takes its place. Raises as ``write_file`` does."""
    staged: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, chunks in files.items():
            place = path.resolve()
            if place.exists() and not place.is_file():
                if place.is_dir():
                    raise CommandError(f"cannot write {path}: a folder is there; name a file")
                with place.open("wb") as stream:
                    stream.writelines(chunks)
                continue
            staged.append((_stage(place, chunks), place))
        while staged:
            temporary, place = staged[0]
            temporary.replace(place)
            del staged[0]
    except OSError as error:
        error.filename = None
        raise CommandError(f"cannot write {path}: {os_error(error)}; {_advice(error)}") from error
    finally:
        for temporary, _ in staged:
            with suppress(OSError):
                temporary.unlink()


def refuse_to_replace(path: Path, suffixes: Sequence[str], what: str) -> None:
    """Keep the user's other files: refuse a result whose name belongs to another kind of file, above all the script's.

    ``suffixes`` are those that ``what`` may have, the usual one first. A device or a pipe is refused as well where the
    result is renamed into its place. Raises CommandError.
    """
    if path.suffix and path.suffix.lower() not in suffixes:
        better = path.with_suffix(suffixes[0]).name
        raise CommandError(f"cannot write {path}: {path.suffix} is not the name of {what}; name it {better}")
    if path.exists() and not path.is_file() and not path.is_dir():
        raise CommandError(f"cannot write {path}: it is not an ordinary file; name another")


def try_place(path: Path) -> None:
    """Make sure that a file can be written at ``path``, by making and removing one beside it. Raises CommandError."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.resolve().parent)
        os.close(handle)
        Path(name).unlink()
    except OSError as error:
        error.filename = None
        raise CommandError(f"cannot write {path}: {os_error(error)}; {_advice(error)}") from None


def _stage(place: Path, chunks: Iterable[bytes]) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(chunks)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(stat.S_IMODE(place.stat().st_mode) if place.exists() else 0o666 & ~_umask())
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _advice(error: OSError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "make the folder first, or name another"
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return "choose a place that you may write to"
    return "free some space or choose another place"
