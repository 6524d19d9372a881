from __future__ import annotations

import errno
import hashlib
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from compiler.runner.runner import Runner
from compiler.runner.store import Entry, FolderStore, Store, StoreError, clip_key, open_store
from compiler.runner.store import folder as folder_store
from compiler.settings import load
from tests.runner import buckets
from tests.runner.buckets import Remote

KEY = clip_key("studio", "sha256:" + "ab" * 32, 1)


def entry(data: bytes) -> Entry:
    return Entry(hashlib.sha256(data).hexdigest(), len(data), "studio", "sha256:" + "ab" * 32, 1, "t", 3.0, "units")


@pytest.fixture(scope="module")
def s3() -> Iterator[Remote]:
    with buckets.s3() as remote:
        yield remote


@pytest.fixture(scope="module")
def gcs() -> Iterator[Remote]:
    with buckets.gcs() as remote:
        yield remote


@pytest.fixture(params=["s3", "gcs"])
def remote(request: pytest.FixtureRequest) -> Iterator[Remote]:
    found: Remote = request.getfixturevalue(request.param)
    with buckets.variables(found.variables):
        yield found


@pytest.fixture(params=["folder", "s3", "gcs"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "folder":
        yield open_store(str(tmp_path / "store"), tmp_path / "copies")
        return
    found: Remote = request.getfixturevalue(request.param)
    with buckets.variables(found.variables):
        yield open_store(f"{found.address}/{tmp_path.name}", tmp_path / "copies")


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
    # Not the same bytes: what one writes must never stand beside what another says of it.
    start = threading.Barrier(6)
    told: list[Entry] = []

    def write(number: int) -> None:
        data = bytes([number]) * 6_000_000
        start.wait()
        told.append(put(store, tmp_path / str(number), data))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = store.find(KEY)
    assert kept is not None
    assert told == [kept] * 6
    assert hashlib.sha256(store.fetch(KEY).read_bytes()).hexdigest() == kept.sha256


def test_a_writer_that_dies_between_film_and_entry_leaves_nothing_to_be_seen(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class DiedError(Exception):
        pass

    def die(self: Entry) -> bytes:
        raise DiedError

    with monkeypatch.context() as patched:
        patched.setattr(Entry, "dump", die)
        with pytest.raises(DiedError):
            put(store, tmp_path / "a", b"first" * 1000)
    assert store.find(KEY) is None
    with pytest.raises(StoreError):
        store.fetch(KEY)
    assert put(store, tmp_path / "b", b"other" * 1001) == entry(b"other" * 1001)
    assert store.fetch(KEY).read_bytes() == b"other" * 1001


def test_what_is_fetched_by_another_machine_is_checked(remote: Remote, tmp_path: Path) -> None:
    data = os.urandom(12_000_000)
    address = f"{remote.address}/{tmp_path.name}"
    put(open_store(address, tmp_path / "here"), tmp_path / "a", data)
    there = open_store(address, tmp_path / "there")
    assert there.find(KEY) == entry(data)
    assert there.fetch(KEY).read_bytes() == data
    assert there.fetch(KEY).parent == tmp_path / "there"
    _corrupt(address, there.place(KEY, entry(data).sha256).removeprefix(f"{address}/"))
    with pytest.raises(StoreError, match="was changed since it was filed"):
        open_store(address, tmp_path / "elsewhere").fetch(KEY)
    assert not list((tmp_path / "elsewhere").iterdir())
    assert put(open_store(address, tmp_path / "here"), tmp_path / "b", data) == entry(data)


def _corrupt(address: str, film: str) -> None:
    import obstore
    from obstore.store import from_url

    options = {"client_options": {"allow_http": True}} if address.startswith("s3:") else {}
    bucket = from_url(address, **options)  # type: ignore[arg-type]
    data = bytearray(bytes(obstore.get(bucket, film).bytes()))
    data[len(data) // 2] ^= 1
    obstore.put(bucket, film, bytes(data))


def test_an_upload_that_breaks_off_is_not_seen_and_done_again(gcs: Remote, tmp_path: Path) -> None:
    assert gcs.gcs is not None
    data = os.urandom(6_000_000)
    with buckets.variables(gcs.variables):
        store = open_store(f"{gcs.address}/{tmp_path.name}", tmp_path / "copies")
        gcs.gcs.bucket.breaks = 2
        assert put(store, tmp_path / "a", data) == entry(data)
        assert gcs.gcs.bucket.breaks == 0
        assert open_store(f"{gcs.address}/{tmp_path.name}", tmp_path / "there").fetch(KEY).read_bytes() == data


def test_an_upload_that_came_short_is_not_entered(
    remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import obstore

    store = open_store(f"{remote.address}/{tmp_path.name}", tmp_path / "copies")
    upload = obstore.put

    def short(bucket: object, name: str, file: object, **options: object) -> object:
        body = file.read_bytes()[:-1] if isinstance(file, Path) else file
        return upload(bucket, name, body, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(obstore, "put", short)
    with pytest.raises(StoreError, match="did not arrive whole"):
        put(store, tmp_path / "a", b"x" * 1000)
    assert store.find(KEY) is None
    # What was paid for is still here.
    assert (tmp_path / "a").read_bytes() == b"x" * 1000


def test_a_bucket_that_is_not_there_is_told_before_anything_is_paid(remote: Remote, tmp_path: Path) -> None:
    store = open_store(f"{remote.address}-elsewhere/clips", tmp_path / "copies")
    with pytest.raises(StoreError, match="elsewhere/clips cannot be written: there is no such bucket"):
        store.check()


def test_a_key_that_is_not_let_in_is_told_in_a_line_without_it(gcs: Remote, tmp_path: Path) -> None:
    assert gcs.gcs is not None
    with buckets.variables({"GOOGLE_SERVICE_ACCOUNT_KEY": gcs.gcs.account(another_key=True)}):
        store = open_store(gcs.address, tmp_path / "copies")
        with pytest.raises(StoreError) as caught:
            store.check()
    message = str(caught.value)
    assert message == (
        "gs://films: access is denied (401 AuthenticationRequired: Authentication required.); check the store's "
        "credentials in the environment"
    )


def test_a_machine_without_credentials_is_told_which_to_set(s3: Remote, gcs: Remote, tmp_path: Path) -> None:
    assert gcs.gcs is not None
    # None of Amazon's machines: what answers where those ask for credentials knows nothing of them.
    elsewhere = {"AWS_METADATA_ENDPOINT": gcs.gcs.url, "AWS_ENDPOINT_URL": s3.variables["AWS_ENDPOINT_URL"]}
    with buckets.variables(elsewhere), pytest.raises(StoreError, match="s3://films: there are no credentials in the"):
        open_store(s3.address, tmp_path / "copies").check()


def test_a_server_that_is_not_there_is_told_in_a_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    nowhere = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "hidden",
    }
    with buckets.variables(nowhere), pytest.raises(StoreError) as caught:
        open_store("s3://films", tmp_path / "copies").check()
    assert str(caught.value) == "s3://films: it does not answer (HTTP error: error sending request)"


def test_a_store_that_can_be_written_is_let_pass(store: Store) -> None:
    store.check()
    assert store.find(KEY) is None


def test_a_folder_that_cannot_be_made_is_told_before_anything_is_paid(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    with pytest.raises(StoreError, match="cannot be written: not a directory"):
        open_store(str(tmp_path / "file" / "store"), tmp_path).check()


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


def test_a_damaged_clip_is_filed_anew_its_old_entry_gone_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderStore(tmp_path / "store")
    put(store, tmp_path / "a", b"x" * 1000)
    store.fetch(KEY).write_bytes(b"y" * 1000)
    seen: list[bool] = []
    sync = folder_store.sync_folder

    def look(folder: Path) -> None:
        seen.append(store.find(KEY) is None)
        sync(folder)

    monkeypatch.setattr(folder_store, "sync_folder", look)
    assert put(store, tmp_path / "b", b"z" * 1000) == entry(b"z" * 1000)
    assert seen[0] and not seen[-1]
    assert store.fetch(KEY).read_bytes() == b"z" * 1000


def test_a_buckets_credentials_may_stand_in_dotenv(gcs: Remote, tmp_path: Path) -> None:
    lines = [f"{name}='{value}'" for name, value in gcs.variables.items()]
    (tmp_path / ".env").write_text("\n".join([*lines, f"SCENEC_STORE={gcs.address}/dotenv"]), "utf-8")
    before = dict(os.environ)
    settings = load(tmp_path, {})
    runner = Runner(settings)
    runner.store.check()
    runner.stop()
    assert dict(os.environ) == before
    assert put(runner.store, tmp_path / "a", b"film") == entry(b"film")
    assert gcs.gcs is not None
    assert any(name.startswith("dotenv/clips/") for name in gcs.gcs.bucket.objects)


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
