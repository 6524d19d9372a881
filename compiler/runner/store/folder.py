"""A store in a folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from contextlib import suppress
from pathlib import Path
from typing import IO

from compiler.runner.store.base import Entry, StoreError, file_sha256


class FolderStore:
    """Files below ``root``. Several processes may share it."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

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
        existing = self.find(key)
        if existing is not None and file_sha256(self.root / f"{key}.mp4") == existing.sha256:
            path.unlink(missing_ok=True)
            return existing
        target = self.root / f"{key}.mp4"
        target.parent.mkdir(parents=True, exist_ok=True)
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


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` survive a power cut, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
