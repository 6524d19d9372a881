"""``scenec fmt``."""

from __future__ import annotations

from pathlib import Path

from tests.cli.process import CLEAN, refused, scenec

LOOSE = CLEAN.replace("[shot: wide, 4s]", "[shot:wide,4s ]").replace("[lighting: moonlight]", "[lighting:moonlight]")


def test_in_place(folder: Path) -> None:
    (folder / "film.scene").write_text(LOOSE, "utf-8")
    result = scenec("fmt", "film.scene", "clean.scene", cwd=folder)
    assert (result.code, result.out) == (0, "")
    assert result.err == "formatted film.scene\n"
    assert (folder / "film.scene").read_text("utf-8") == CLEAN


def test_standard_input(folder: Path) -> None:
    result = scenec("fmt", "-", cwd=folder, stdin=LOOSE)
    assert (result.code, result.out) == (0, CLEAN)
    refused(scenec("fmt", "-", "clean.scene", cwd=folder), "stands alone")


def test_check_changes_nothing(folder: Path) -> None:
    (folder / "film.scene").write_text(LOOSE, "utf-8")
    result = scenec("fmt", "--check", "film.scene", "clean.scene", cwd=folder)
    assert result.code == 1
    assert result.err == "film.scene would be formatted\n"
    assert (folder / "film.scene").read_text("utf-8") == LOOSE
    assert scenec("fmt", "--check", "clean.scene", cwd=folder).code == 0


def test_diff(folder: Path) -> None:
    (folder / "film.scene").write_text(LOOSE, "utf-8")
    result = scenec("fmt", "--diff", "film.scene", cwd=folder)
    assert result.code == 0
    assert "\n-[shot:wide,4s ]\n+[shot: wide, 4s]\n" in result.out
    assert (folder / "film.scene").read_text("utf-8") == LOOSE
    assert scenec("fmt", "--diff", "--check", "film.scene", cwd=folder).code == 1


def test_line_ends_and_mark_stay(folder: Path) -> None:
    (folder / "film.scene").write_bytes(b"\xef\xbb\xbf" + LOOSE.replace("\n", "\r\n").encode())
    assert scenec("fmt", "film.scene", cwd=folder).code == 0
    assert (folder / "film.scene").read_bytes() == b"\xef\xbb\xbf" + CLEAN.replace("\n", "\r\n").encode()


def test_what_cannot_be_read_stays_and_is_reported(folder: Path) -> None:
    script = LOOSE.replace("Fishing", "[sound: waves\n[sound:gulls]\nFishing")
    (folder / "film.scene").write_text(script, "utf-8")
    result = scenec("fmt", "film.scene", cwd=folder)
    assert result.code == 1
    assert "error[E101]" in result.err
    written = (folder / "film.scene").read_text("utf-8")
    assert "[sound: waves\n" in written
    assert "[shot: wide, 4s]" in written


def test_a_symbolic_link_stays_one(folder: Path) -> None:
    (folder / "film.scene").write_text(LOOSE, "utf-8")
    (folder / "link.scene").symlink_to("film.scene")
    assert scenec("fmt", "link.scene", cwd=folder).code == 0
    assert (folder / "link.scene").is_symlink()
    assert (folder / "film.scene").read_text("utf-8") == CLEAN
