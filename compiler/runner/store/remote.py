"""A store in a bucket: S3 and what speaks like it, or Google Cloud Storage.

A film's object carries the hash of its bytes in its name, and its entry is created, never replaced: of several writers
the first one's entry stands, and what it says is true of the object that it names.
"""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from compiler.runner.store.base import Entry, StoreError, file_sha256

Result = TypeVar("Result")

#: One request, the longest of which carries a whole film (seconds).
TIMEOUT = "300s"
_PROBE = "scenec-store"


class RemoteStore:
    """Objects below an address; ``scratch`` keeps local copies of what was fetched.

    Credentials and endpoints come from ``environment`` (by default the process's own) as the vendor's own tools read
    them: ``AWS_ACCESS_KEY_ID``, ``AWS_ENDPOINT_URL``, ``GOOGLE_APPLICATION_CREDENTIALS`` …
    """

    def __init__(self, address: str, scratch: Path, environment: Mapping[str, str] | None = None) -> None:
        from obstore.exceptions import BaseError
        from obstore.store import from_url

        self._address = address.rstrip("/")
        self._scratch = scratch
        self._error = BaseError
        # Plain HTTP is spoken only where the environment names such an endpoint: the vendors' own are not.
        client: Any = {"timeout": TIMEOUT, "connect_timeout": "10s", "allow_http": True}
        try:
            with _variables(environment or {}):
                self._bucket: Any = from_url(self._address, client_options=client)
        except (BaseError, ValueError) as error:
            raise StoreError(f"{address} cannot be used as a store: {_line(error)}") from None

    def check(self) -> None:
        """Make sure that objects can be written: there is a bucket, and the credentials are let in."""
        from obstore.exceptions import AlreadyExistsError

        with suppress(AlreadyExistsError):
            self._write(_PROBE, b"scenec keeps clips here\n", mode="create")

    def place(self, key: str, sha256: str) -> str:
        """Return a film's address for people."""
        return f"{self._address}/{_film(key, sha256)}"

    def find(self, key: str) -> Entry | None:
        """Return the entry of a clip whose object has the right length."""
        entry = self._entry(key)
        return entry if entry is not None and self._size(_film(key, entry.sha256)) == entry.size else None

    def put(self, key: str, path: Path, entry: Entry) -> Entry:
        """Upload a clip, then its entry, unless another writer's is there."""
        from obstore.exceptions import AlreadyExistsError

        existing = self.find(key)
        if existing is None:
            film = _film(key, entry.sha256)
            self._write(film, path)
            if self._size(film) != entry.size:
                raise StoreError(f"{self._address}/{film} did not arrive whole")
            try:
                self._write(f"{key}.json", entry.dump(), mode="create")
            except AlreadyExistsError:
                existing = self.find(key)
                if existing is None:
                    # That entry's film is gone, and this one takes its place.
                    self._write(f"{key}.json", entry.dump())
        kept = existing or entry
        self._keep(path, kept)
        return kept

    def fetch(self, key: str) -> Path:
        """Return a local copy, downloaded where there is none, checked by hash."""
        entry = self._entry(key)
        if entry is None:
            raise StoreError(f"{self._address}/{key}.json is not there")
        copy = self._scratch / f"{entry.sha256}.mp4"
        if copy.is_file() and file_sha256(copy) == entry.sha256:
            return copy
        film = _film(key, entry.sha256)
        self._download(film, copy)
        if file_sha256(copy) != entry.sha256:
            copy.unlink(missing_ok=True)
            raise StoreError(f"{self._address}/{film} was changed since it was filed; delete it and render again")
        return copy

    def put_asset(self, data: bytes) -> str:
        """Keep bytes under their hash."""
        digest = hashlib.sha256(data).hexdigest()
        name = f"assets/{digest[:2]}/{digest}"
        if self._size(name) != len(data):
            self._write(name, data)
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

    def _entry(self, key: str) -> Entry | None:
        data = self._get(f"{key}.json")
        return None if data is None else Entry.load(data)

    def _write(self, name: str, data: bytes | Path, **options: Any) -> None:
        import obstore

        try:
            self._ask(lambda: obstore.put(self._bucket, name, data, **options))
        except FileNotFoundError:
            raise StoreError(f"{self._address} cannot be written: there is no such bucket") from None

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
        except FileNotFoundError:
            raise StoreError(f"{self._address}/{name} is not there") from None
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
        from obstore.exceptions import AlreadyExistsError, PermissionDeniedError, UnauthenticatedError

        try:
            return work()
        except (FileNotFoundError, AlreadyExistsError):
            raise
        except (PermissionDeniedError, UnauthenticatedError) as error:
            raise StoreError(
                f"{self._address}: access is denied ({_line(error)}); check the store's credentials in the environment"
            ) from None
        except self._error as error:
            raise StoreError(f"{self._address}: {_line(error)}") from None


@contextmanager
def _variables(environment: Mapping[str, str]) -> Iterator[None]:
    """Show the library what ``.env`` says: it reads the process's own variables, at this moment and never again."""
    added = {
        name: value
        for name, value in environment.items()
        if name.startswith(("AWS_", "GOOGLE_")) and name not in os.environ
    }
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


def _film(key: str, sha256: str) -> str:
    return f"{key}-{sha256}.mp4"


def _line(error: Exception) -> str:
    """Return what the server said, without the request and the library's own account of it."""
    text = " ".join(str(error).partition("Debug source")[0].split())
    if _METADATA.search(text):
        return (
            "there are no credentials in the environment, and this machine has none of its own (for S3 set "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, for Google GOOGLE_APPLICATION_CREDENTIALS)"
        )
    status = re.search(r"status code: (\d{3})", text)
    code, message = re.search(r"<Code>(.*?)</Code>", text), re.search(r"<Message>(.*?)</Message>", text)
    if status is not None:
        said = ": ".join(found[1] for found in (code, message) if found)
        return f"{status[1]} {said}".strip()[:300]
    reason = text.rpartition(" - ")[2][:300]
    return f"it does not answer ({reason})" if "error sending request" in text else reason


#: Where the library looks for credentials last: the service of a cloud's own machines.
_METADATA = re.compile(r"/latest/(?:api/token|meta-data)|/computeMetadata/|Error performing token request")
