"""What a store is.

A clip has two objects: its bytes, and beside them an entry in JSON with their SHA-256. The entry is written last, so a
clip without one is not there.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol


class StoreError(Exception):
    """The store cannot be used, or what it holds is damaged; the message says which."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a stored clip."""

    sha256: str
    size: int
    provider: str
    identity: str
    take: int
    task: str | None
    amount: float
    currency: str
    notes: tuple[str, ...] = ()

    def dump(self) -> bytes:
        """Return the entry as JSON."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()

    @classmethod
    def load(cls, data: bytes) -> Entry:
        """Read what ``dump`` wrote. Raises StoreError."""
        try:
            values = json.loads(data)
            return cls(**{**values, "notes": tuple(values.get("notes", ()))})
        except (ValueError, TypeError) as error:
            raise StoreError(f"an entry of the store cannot be read: {error}") from None


class Store(Protocol):
    """Clips by key, and assets by hash. Methods block; all raise StoreError, or OSError where a disk refuses."""

    def check(self) -> None:
        """Make sure that clips can be filed here, before anything is paid for."""
        ...

    def place(self, key: str, sha256: str) -> str:
        """Return where the film with that hash lies, for people."""
        ...

    def find(self, key: str) -> Entry | None:
        """Return what is known of a clip, None where it is not there whole."""
        ...

    def put(self, key: str, path: Path, entry: Entry) -> Entry:
        """File a clip and return its entry: an earlier one's where it was filed before. Takes ``path`` away."""
        ...

    def fetch(self, key: str) -> Path:
        """Return a local copy of a clip whose bytes have the entry's hash."""
        ...

    def put_asset(self, data: bytes) -> str:
        """Keep the bytes of an asset and return their SHA-256."""
        ...

    def asset(self, sha256: str) -> bytes:
        """Return the bytes of an asset."""
        ...


def clip_key(provider: str, identity: str, take: int) -> str:
    """Return the key of a clip: provider, digest, take."""
    digest = identity.removeprefix("sha256:")
    return f"clips/{provider}/{digest[:2]}/{digest}/take-{take}"


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
