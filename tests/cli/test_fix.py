"""``scenec check --fix``: what it writes, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.cli.fixing import apply, choose
from compiler.diagnostics.model import Diagnostic, Edit, Fix
from compiler.text.source import Source
from tests.cli.process import CLEAN, refused, scenec

FIXABLE = CLEAN.replace("[film: Harbour]", "[film: Harbour]\n\n[character: MIRA]\nA harbour pilot.") + (
    "\n[shot: medium, 3s]\n@MIRA waits.\n\n[shot: close-up]\nMIRA looks up.\n"
)


def test_fixes_are_applied_and_reported(folder: Path) -> None:
    (folder / "film.scene").write_text(FIXABLE, "utf-8")
    assert scenec("check", "--strict", "film.scene", cwd=folder).code == 1
    result = scenec("check", "--fix", "--strict", "film.scene", cwd=folder)
    assert result.code == 0, result
    written = (folder / "film.scene").read_text("utf-8")
    assert "@MIRA looks up." in written
    assert "[shot: close-up, 3s]" in written
    assert written.replace("@MIRA looks", "MIRA looks").replace("close-up, 3s", "close-up") == FIXABLE
    assert "fixed W205 at film.scene:" in result.err
    assert "fixed H308 at film.scene:" in result.err


def test_line_ends_mark_and_permissions_stay(folder: Path) -> None:
    path = folder / "film.scene"
    path.write_bytes(b"\xef\xbb\xbf" + FIXABLE.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    assert scenec("check", "--fix", "film.scene", cwd=folder).code == 0
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf[film")
    assert raw.count(b"\r\n") == raw.count(b"\n") == FIXABLE.count("\n")
    assert b"@MIRA looks" in raw
    assert path.stat().st_mode & 0o777 == 0o640


def test_an_included_file_is_mended_in_its_place(folder: Path) -> None:
    (folder / "parts").mkdir()
    (folder / "parts" / "end.scene").write_text("[shot: close-up, 3s]\nMIRA looks up.\n", "utf-8")
    (folder / "film.scene").write_text(
        FIXABLE.partition("\n[shot: close-up]")[0] + "\n[include: parts/end.scene]\n", "utf-8"
    )
    result = scenec("check", "--fix", "film.scene", cwd=folder)
    assert "E105" not in result.out
    assert (folder / "parts" / "end.scene").read_text("utf-8") == "[shot: close-up, 3s]\n@MIRA looks up.\n"


def test_a_script_without_fixes_is_not_written(folder: Path) -> None:
    before = (folder / "clean.scene").stat()
    assert scenec("check", "--fix", "clean.scene", cwd=folder).code == 0
    after = (folder / "clean.scene").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_standard_input_cannot_be_fixed(folder: Path) -> None:
    refused(scenec("check", "--fix", "-", cwd=folder, stdin=CLEAN), "standard input")


def test_nothing_is_left_beside_the_file(folder: Path) -> None:
    (folder / "film.scene").write_text(FIXABLE, "utf-8")
    before = {path.name for path in folder.iterdir()}
    scenec("check", "--fix", "film.scene", cwd=folder)
    assert {path.name for path in folder.iterdir()} == before


def found(source: Source, *edits: tuple[int, int, str]) -> Diagnostic:
    """Return a diagnostic with a fix of these edits."""
    fix = Fix("mend", tuple(Edit(source.span(start, end), text) for start, end, text in edits))
    return Diagnostic("W205", "found", source.span(0, 0), fix=fix)


def test_fixes_that_meet_wait_for_another_round() -> None:
    source = Source("a.scene", "abcdef")
    first, second, third = (
        found(source, (0, 2, "X")),
        found(source, (1, 3, "Y"), (5, 6, "Z")),
        found(source, (4, 5, "")),
    )
    chosen, edits = choose([first, second, third])
    assert chosen == [first, third], "all of a fix or nothing of it"
    assert apply(source.text, edits[source]) == "Xcdf"


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab\n阿", max_size=30), st.data())
def test_chosen_edits_never_overlap(text: str, data: st.DataObject) -> None:
    source = Source("a.scene", text)
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    every = [
        found(source, *((start, end, "#") for start, end in data.draw(st.lists(spans, min_size=1, max_size=1))))
        for _ in range(data.draw(st.integers(1, 6)))
    ]
    chosen, edits = choose(every)
    assert chosen
    mended = apply(text, edits[source])
    removed = sum(edit.span.end - edit.span.start for edit in edits[source])
    assert len(mended) == len(text) - removed + len(edits[source])
