from __future__ import annotations

import errno
import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from compiler.runner.store import Entry, FolderStore, Store, StoreError, clip_key, open_store

KEY = clip_key("studio", "sha256:" + "ab" * 32, 1)


def entry(data: bytes) -> Entry:
    return Entry(hashlib.sha256(data).hexdigest(), len(data), "studio", "sha256:" + "ab" * 32, 1, "t", 3.0, "units")


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """An S3 server over real sockets."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    variables = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    import urllib.request

    with urllib.request.urlopen(urllib.request.Request(f"http://{host}:{port}/films", method="PUT")):
        pass
    yield "s3://films"
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return open_store(str(tmp_path / "store"), tmp_path / "copies")
    address = request.getfixturevalue("bucket")
    return open_store(f"{address}/{tmp_path.name}", tmp_path / "copies")


def put(store: Store, path: Path, data: bytes) -> Entry:
    path.write_bytes(data)
    return store.put(KEY, path, entry(data))


def test_a_clip_comes_back_byte_for_byte_and_is_written_once(store: Store, tmp_path: Path) -> None:
    data = os.urandom(3_000_000)
    assert store.find(KEY) is None
    assert put(store, tmp_path / "a", data) == entry(data)
    assert store.find(KEY) == entry(data)
    assert store.fetch(KEY).read_bytes() == data
    assert put(store, tmp_path / "b", b"another file") == entry(data)
    assert store.fetch(KEY).read_bytes() == data
    assert not (tmp_path / "a").exists()
    assert not (tmp_path / "b").exists()


def test_assets_are_kept_by_hash(store: Store) -> None:
    digest = store.put_asset(b"picture")
    assert digest == hashlib.sha256(b"picture").hexdigest()
    assert store.asset(store.put_asset(b"picture")) == b"picture"
    with pytest.raises(StoreError):
        store.asset("0" * 64)


def test_many_at_once_leave_one_whole_clip(store: Store, tmp_path: Path) -> None:
    data = os.urandom(200_000)
    threads = [threading.Thread(target=put, args=(store, tmp_path / str(number), data)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.fetch(KEY).read_bytes() == data


def test_a_changed_or_half_written_file_is_not_taken(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"), tmp_path / "copies")
    put(store, tmp_path / "a", b"x" * 1000)
    path = store.fetch(KEY)
    path.write_bytes(b"y" * 1000)
    with pytest.raises(StoreError, match="was changed"):
        store.fetch(KEY)
    path.write_bytes(b"x" * 999)
    assert store.find(KEY) is None
    path.write_bytes(b"x" * 1000)
    path.with_suffix(".json").unlink()
    assert store.find(KEY) is None


def test_an_address_that_is_no_store_is_refused_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be used as a store"):
        open_store("ftp://somewhere/else", tmp_path)


def test_a_clip_from_another_file_system_is_copied_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "clip.part"
    data = b"film" * 300_000
    source.write_bytes(data)
    replace = Path.replace

    def across(self: Path, target: Path) -> Path:
        if self == source:
            raise OSError(errno.EXDEV, "cross-device link")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", across)
    store = FolderStore(tmp_path / "store")
    store.put(KEY, source, entry(data))
    assert store.fetch(KEY).read_bytes() == data
    assert not source.exists()
