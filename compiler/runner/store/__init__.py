"""Where finished clips live: written once, verified by hash, never half-visible."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from compiler.runner.store.base import Entry, Store, StoreError, clip_key
from compiler.runner.store.folder import FolderStore

__all__ = ["Entry", "FolderStore", "Store", "StoreError", "clip_key", "open_store"]


def open_store(address: str, scratch: Path, environment: Mapping[str, str] | None = None) -> Store:
    """Return the store at ``address``: a folder, ``s3://bucket/prefix``, ``gs://bucket/prefix``.

    ``scratch`` is a local folder for copies of remote clips; ``environment`` holds a bucket's credentials, by default
    the process's own. Raises StoreError.
    """
    if "://" in address and not address.startswith("file://"):
        from compiler.runner.store.remote import RemoteStore

        return RemoteStore(address, scratch, environment)
    return FolderStore(Path(address.removeprefix("file://")))
