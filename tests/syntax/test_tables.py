"""The parser's tables between runs: only from a folder that nobody else can write to, and never needed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from compiler.syntax.parser import parse
from compiler.syntax.tables import tables_file
from compiler.text.source import Source


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def parse_in_a_new_thread() -> int:
    """Parse with a parser that is made for it: each thread has its own."""
    with ThreadPoolExecutor(1) as pool:
        return len(pool.submit(parse, Source("a", "[film: A]\nRain.\n")).result().items)


def test_the_folder_is_closed_to_others(home: Path) -> None:
    path = tables_file()
    assert path is not None
    folder = Path(path).parent
    assert folder.is_relative_to(home)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_second_parser_reads_what_the_first_wrote(home: Path) -> None:
    assert parse_in_a_new_thread() == 2
    path = Path(str(tables_file()))
    written = path.stat().st_mtime_ns, path.read_bytes()
    assert parse_in_a_new_thread() == 2
    assert (path.stat().st_mtime_ns, path.read_bytes()) == written


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"x" * 64 + b"\n\x80"])
def test_a_damaged_file_is_made_anew(home: Path, damage: bytes) -> None:
    path = Path(str(tables_file()))
    path.write_bytes(damage)
    assert parse_in_a_new_thread() == 2
    assert path.read_bytes() != damage


def test_a_folder_that_others_can_enter_is_not_used(home: Path) -> None:
    folder = home / "scenec" / "grammar"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    assert tables_file() is None
    assert parse_in_a_new_thread() == 2
    assert list(folder.iterdir()) == []


def test_a_link_is_not_followed(home: Path) -> None:
    target = home / "elsewhere"
    target.mkdir(mode=0o700)
    (home / "scenec").mkdir()
    (home / "scenec" / "grammar").symlink_to(target)
    assert tables_file() is None


def test_without_a_place_for_it_there_is_none(home: Path) -> None:
    (home / "scenec").write_text("a file where the folder should be")
    assert tables_file() is None
    assert parse_in_a_new_thread() == 2


def test_a_relative_cache_folder_is_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    path = tables_file()
    assert path is not None
    assert Path(path).is_relative_to(tmp_path / ".cache")
    assert [found.name for found in tmp_path.iterdir()] == [".cache"]
