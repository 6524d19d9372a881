"""A store in a folder."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from compiler.runner.store.base import Entry, StoreError, file_sha256


class FolderStore:
    """Files below ``root``. Several processes may share it."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def check(self) -> None:
        """Make sure that files can be written."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.root):
                return
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise
            reason = (error.strerror or str(error)).lower()
            raise StoreError(f"the store {self.root} cannot be written: {reason}") from None

    def place(self, key: str, sha256: str) -> str:
        """Return the film's path."""
        return str(self.root / f"{key}.mp4")

    def find(self, key: str) -> Entry | None:
        """Return what is known of a clip whose file has the right length."""
        try:
            entry = Entry.load((self.root / f"{key}.json").read_bytes())
            size = (self.root / f"{key}.mp4").stat().st_size
        except FileNotFoundError:
            return None
        return entry if size == entry.size else None

    def put(self, key: str, path: Path, entry: Entry) -> Entry:
        """Move a clip in, its entry last."""
        target = self.root / f"{key}.mp4"
        target.parent.mkdir(parents=True, exist_ok=True)
        # Two writers with different files must not mix one's film with the other's entry.
        with _alone(target.parent):
            existing = self.find(key)
            if existing is not None and file_sha256(target) == existing.sha256:
                path.unlink(missing_ok=True)
                return existing
            (self.root / f"{key}.json").unlink(missing_ok=True)
            sync_folder(target.parent)
            try:
                path.replace(target)
            except OSError:
                # Another file system: copy beside, then rename.
                with path.open("rb") as source:
                    self._write(target, source)
                path.unlink(missing_ok=True)
            self._write(self.root / f"{key}.json", entry.dump())
        return entry

    def fetch(self, key: str) -> Path:
        """Return where the clip lies, after reading it whole."""
        entry = self.find(key)
        path = self.root / f"{key}.mp4"
        if entry is None:
            raise StoreError(f"{path} is missing or has another length than it was filed with")
        if file_sha256(path) != entry.sha256:
            raise StoreError(f"{path} was changed since it was filed; delete it and render again")
        return path

    def put_asset(self, data: bytes) -> str:
        """Keep bytes under their hash."""
        digest = hashlib.sha256(data).hexdigest()
        path = self.root / "assets" / digest[:2] / digest
        if not path.is_file():
            self._write(path, data)
        return digest

    def asset(self, sha256: str) -> bytes:
        """Return the bytes, checked."""
        path = self.root / "assets" / sha256[:2] / sha256
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise StoreError(f"{path} is missing; render the script again from its own folder") from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(f"{path} was changed since it was filed; delete it and render again")
        return data

    def _write(self, path: Path, data: bytes | IO[bytes]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
        try:
            with part.open("wb") as file:
                if isinstance(data, bytes):
                    file.write(data)
                else:
                    shutil.copyfileobj(data, file, 1024 * 1024)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            with suppress(OSError):
                part.unlink()
        sync_folder(path.parent)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other writers, in other processes too, out of ``folder`` for a moment. A dead one keeps nobody out."""
    with (folder / ".lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` survive a power cut, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
