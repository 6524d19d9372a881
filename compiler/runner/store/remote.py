"""A store in a bucket: S3 and what speaks like it, or Google Cloud Storage."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from compiler.runner.store.base import Entry, StoreError, file_sha256

Result = TypeVar("Result")


class RemoteStore:
    """Objects below an address; ``scratch`` keeps local copies of what was fetched.

    Credentials and endpoints come from the environment as the vendor's own tools read them (``AWS_ACCESS_KEY_ID``,
    ``AWS_ENDPOINT_URL``, ``GOOGLE_APPLICATION_CREDENTIALS`` …).
    """

    def __init__(self, address: str, scratch: Path) -> None:
        from obstore.exceptions import BaseError
        from obstore.store import from_url

        self._address = address.rstrip("/")
        self._scratch = scratch
        self._error = BaseError
        options: dict[str, Any] = {}
        if os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://") and address.startswith("s3://"):
            options["client_options"] = {"allow_http": True}
        try:
            self._bucket: Any = from_url(self._address, **options)
        except (BaseError, ValueError) as error:
            raise StoreError(f"{address} cannot be used as a store: {_line(error)}") from None

    def find(self, key: str) -> Entry | None:
        """Return the entry of a clip whose object has the right length."""
        data = self._get(f"{key}.json")
        if data is None:
            return None
        entry = Entry.load(data)
        return entry if self._size(f"{key}.mp4") == entry.size else None

    def put(self, key: str, path: Path, entry: Entry) -> Entry:
        """Upload a clip, then its entry."""
        existing = self.find(key)
        if existing is not None:
            self._keep(path, existing)
            return existing
        import obstore

        self._ask(lambda: obstore.put(self._bucket, f"{key}.mp4", path))
        self._ask(lambda: obstore.put(self._bucket, f"{key}.json", entry.dump()))
        self._keep(path, entry)
        return entry

    def fetch(self, key: str) -> Path:
        """Return a local copy, downloaded where there is none, checked by hash."""
        data = self._get(f"{key}.json")
        if data is None:
            raise StoreError(f"{self._address}/{key}.mp4 is not there")
        entry = Entry.load(data)
        copy = self._scratch / f"{entry.sha256}.mp4"
        if copy.is_file() and file_sha256(copy) == entry.sha256:
            return copy
        self._download(f"{key}.mp4", copy)
        if file_sha256(copy) != entry.sha256:
            copy.unlink(missing_ok=True)
            raise StoreError(f"{self._address}/{key}.mp4 was changed since it was filed; delete it and render again")
        return copy

    def put_asset(self, data: bytes) -> str:
        """Keep bytes under their hash."""
        import obstore

        digest = hashlib.sha256(data).hexdigest()
        name = f"assets/{digest[:2]}/{digest}"
        if self._size(name) != len(data):
            self._ask(lambda: obstore.put(self._bucket, name, data))
        return digest

    def asset(self, sha256: str) -> bytes:
        """Return the bytes, checked."""
        name = f"assets/{sha256[:2]}/{sha256}"
        data = self._get(name)
        if data is None:
            raise StoreError(f"{self._address}/{name} is not there; render the script again from its own folder")
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(f"{self._address}/{name} was changed since it was filed; delete it and render again")
        return data

    def _keep(self, path: Path, entry: Entry) -> None:
        """Make the uploaded file the local copy, so that it need not be fetched to be assembled."""
        self._scratch.mkdir(parents=True, exist_ok=True)
        if file_sha256(path) == entry.sha256:
            path.replace(self._scratch / f"{entry.sha256}.mp4")
        else:
            path.unlink(missing_ok=True)

    def _download(self, name: str, copy: Path) -> None:
        import obstore

        copy.parent.mkdir(parents=True, exist_ok=True)
        part = copy.with_name(f".{copy.name}.{uuid.uuid4().hex}.part")

        def pour() -> None:
            with part.open("wb") as file:
                for chunk in obstore.get(self._bucket, name).stream(min_chunk_size=1024 * 1024):
                    file.write(chunk)
            part.replace(copy)

        try:
            self._ask(pour)
        finally:
            part.unlink(missing_ok=True)

    def _get(self, name: str) -> bytes | None:
        import obstore

        try:
            return self._ask(lambda: bytes(obstore.get(self._bucket, name).bytes()))
        except FileNotFoundError:
            return None

    def _size(self, name: str) -> int | None:
        import obstore

        try:
            return self._ask(lambda: int(obstore.head(self._bucket, name)["size"]))
        except FileNotFoundError:
            return None

    def _ask(self, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except FileNotFoundError:
            raise
        except self._error as error:
            raise StoreError(f"{self._address}: {_line(error)}") from None


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
