"""What every command does with input and output that cannot be used: one line, the right code, nothing half-written."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.process import CLEAN, command, environment, refused, scenec

READERS = ["check", "fmt", "compile", "plan"]


@pytest.mark.parametrize("name", READERS)
def test_a_missing_file(folder: Path, name: str) -> None:
    refused(scenec(name, "none.scene", cwd=folder), "none.scene", "no such file")


@pytest.mark.parametrize("name", READERS)
def test_a_folder(folder: Path, name: str) -> None:
    refused(scenec(name, ".", cwd=folder), "a folder")


@pytest.mark.parametrize("name", READERS)
def test_an_unreadable_file(folder: Path, name: str) -> None:
    (folder / "loop.scene").symlink_to("loop.scene")
    refused(scenec(name, "loop.scene", cwd=folder), "loop.scene")


@pytest.mark.parametrize("name", READERS)
def test_no_file_at_all(folder: Path, name: str) -> None:
    refused(scenec(name, cwd=folder), "Missing argument", f"scenec {name} --help")


@pytest.mark.parametrize("name", READERS)
def test_bytes_that_are_not_utf8(folder: Path, name: str) -> None:
    raw = CLEAN.encode().replace(b"Fishing", b"Fi\xff\xfeing")
    (folder / "latin.scene").write_bytes(raw)
    result = scenec(name, "latin.scene", cwd=folder)
    assert result.code == 1
    assert "error[E101]" in result.out + result.err
    assert (folder / "latin.scene").read_bytes() == raw


def test_an_unknown_command(folder: Path) -> None:
    refused(scenec("chek", cwd=folder), "chek", "did you mean check?")


def test_nothing_said_shows_the_help_and_is_wrong_usage(folder: Path) -> None:
    result = scenec(cwd=folder)
    assert (result.code, result.out) == (2, "")
    assert "Usage: scenec" in result.err


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from compiler.cli.main import main
main(sys.argv[2:])
"""
"""Runs scenec where no file can grow beyond so many bytes, which is how a full disk feels."""


def limited(size: int, *arguments: str) -> list[str]:
    """Return the command line of scenec on a disk with room for ``size`` bytes a file."""
    return [sys.executable, "-c", LIMITED, str(size), *arguments]


@pytest.mark.parametrize(
    "arguments", [["compile", "clean.scene"], ["check", "warned.scene"], ["fmt", "-"], ["explain"]]
)
def test_a_full_disk_behind_stdout(folder: Path, arguments: list[str]) -> None:
    with (folder / "written").open("wb") as full:
        done = subprocess.run(
            limited(10, *arguments),
            cwd=folder,
            input=CLEAN,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(PYTHONDONTWRITEBYTECODE="1"),
            timeout=60,
        )
    assert done.returncode == 2
    assert "error: cannot write to standard output: file too large; free some space" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["compile", "clean.scene", "-o", "out"], ["fmt", "film.scene"], ["new", "film"], ["check", "--fix", "fix.scene"]],
)
def test_a_disk_that_fills_while_files_are_written(folder: Path, arguments: list[str]) -> None:
    (folder / "film.scene").write_text(CLEAN.replace("4s]", "4s ]") + "More rain. " * 40 + "\n", "utf-8")
    (folder / "fix.scene").write_text(CLEAN.replace(", 4s", "") + "More rain. " * 40 + "\n", "utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = subprocess.run(
        limited(200, *arguments),
        cwd=folder,
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("error: cannot ")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_file_where_a_folder_should_be(folder: Path) -> None:
    refused(scenec("compile", "clean.scene", "-o", "clean.scene", cwd=folder), "a file is there")
    refused(scenec("compile", "clean.scene", "-o", "clean.scene/deep", cwd=folder), "clean.scene/deep")
    assert (folder / "clean.scene").read_text("utf-8") == CLEAN


def test_a_folder_where_a_file_should_be(folder: Path) -> None:
    (folder / "plan").mkdir()
    refused(scenec("plan", "clean.scene", "-o", "plan", cwd=folder), "a folder is there")
    refused(
        scenec("plan", "clean.scene", "-o", "none/plan.json", cwd=folder), "none/plan.json", "make the folder first"
    )


@pytest.mark.parametrize("output", ["clean.scene", "./clean.scene", "other.scene", "link.json"])
def test_a_plan_is_not_written_over_a_script(folder: Path, output: str) -> None:
    (folder / "other.scene").write_text(CLEAN, "utf-8")
    (folder / "link.json").symlink_to("clean.scene")
    refused(scenec("plan", "clean.scene", "-o", output, cwd=folder), "a script has that name", "plan.json")
    assert (folder / "clean.scene").read_text("utf-8") == CLEAN
    assert (folder / "other.scene").read_text("utf-8") == CLEAN


def test_a_reader_that_goes_away(folder: Path) -> None:
    script = CLEAN + "".join(f"\n[scene: S{n}]\n[lighting: moonlight]\n\n[shot: wide, 4s]\nRain.\n" for n in range(300))
    (folder / "long.scene").write_text(script, "utf-8")
    process = subprocess.Popen(
        command("compile", "long.scene"), cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.read(1) == b"{"
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 141


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("arguments", [["check", "broken.scene"], ["plan", "clean.scene"], ["nonsense"]])
def test_streams_that_are_closed_change_nothing_else(folder: Path, arguments: list[str], closed: str) -> None:
    usual = scenec(*arguments, cwd=folder)
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *command(*arguments)]
    done = subprocess.run(shell, cwd=folder, env=environment(), capture_output=True, text=True, timeout=60)
    assert done.returncode == usual.code
    assert done.stdout == ("" if ">&-" in closed.split() else usual.out)
    assert done.stderr == ("" if "2>&-" in closed.split() else usual.err)


def test_control_c(folder: Path) -> None:
    process = subprocess.Popen(
        command("check", "-"),
        cwd=folder,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None and process.stderr is not None
    # More than a pipe holds: when it has been taken, the command is reading.
    process.stdin.write(b"# wait\n" * 100_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    assert complaint.strip() == b"error: interrupted"


FAULTY = """
import sys
import compiler.cli.scripts as scripts
def jobs(*arguments):
    raise RuntimeError("the moon\\nfell down")
scripts.jobs = jobs
from compiler.cli.main import main
main(["check", "clean.scene"])
"""


def test_a_fault_of_our_own_is_one_line_and_asks_for_a_report(folder: Path) -> None:
    def run(**changes: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", FAULTY],
            cwd=folder,
            env=environment(**changes),
            capture_output=True,
            text=True,
            timeout=60,
        )

    done = run()
    assert done.returncode == 70
    assert done.stderr.startswith("error: internal error: RuntimeError: the moon fell down;")
    assert done.stderr.count("\n") == 1
    assert "Traceback" in run(SCENEC_DEBUG="1").stderr


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("a,b\n1\n", ("row 1",)),
        ("who\nMira\n", ("row 1", "who")),
        ("", ("no rows",)),
        ("what,what\n1,2\n", ("twice",)),
    ],
)
def test_tables_that_do_not_fit(folder: Path, table: str, words: tuple[str, ...]) -> None:
    (folder / "ad.scene").write_text("[param: what]\n" + CLEAN.replace("Fishing boats", "{what}"), "utf-8")
    (folder / "ad.csv").write_text(table, "utf-8")
    refused(scenec("compile", "ad.scene", "--each", "ad.csv", cwd=folder), "ad.csv", *words)


def test_a_manifest_that_is_not_ours_costs_nobody_a_file(folder: Path) -> None:
    out = folder / "out"
    out.mkdir()
    (out / "manifest.json").write_text(json.dumps({"clips": [{"id": "mine"}]}), "utf-8")
    (out / "mine.json").write_text("{}", "utf-8")
    assert scenec("compile", "clean.scene", "-o", "out", cwd=folder).code == 0
    assert (out / "mine.json").is_file()
