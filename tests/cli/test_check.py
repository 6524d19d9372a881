"""``scenec check``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.cli.process import BROKEN, CLEAN, ROOT, environment, scenec

HEAVY = ("dbos", "av", "numpy", "httpx", "starlette", "uvicorn", "rich", "pydantic", "PIL", "sqlalchemy", "wcwidth")


def test_a_clean_script(folder: Path) -> None:
    result = scenec("check", "--strict", "clean.scene", cwd=folder)
    assert (result.code, result.out) == (0, "")


def test_errors_go_to_stdout_and_the_count_to_stderr(folder: Path) -> None:
    result = scenec("check", "broken.scene", cwd=folder)
    assert result.code == 1
    assert result.out.startswith("error[E201]")
    assert "\n  --> broken.scene:10:1\n" in result.out
    assert "1 error" in result.err


def test_a_warning_fails_only_a_strict_check(folder: Path) -> None:
    loose = scenec("check", "warned.scene", cwd=folder)
    assert loose.code == 0
    assert loose.out.startswith("warning[W204]")
    strict = scenec("check", "--strict", "warned.scene", cwd=folder)
    assert strict.code == 1
    assert strict.out.startswith("error[W204]")


def test_several_files_in_one_array(folder: Path) -> None:
    result = scenec("check", "--format", "json", "broken.scene", "clean.scene", "warned.scene", cwd=folder)
    assert result.code == 1
    assert [(one["code"], one["file"]) for one in json.loads(result.out)] == [
        ("E201", "broken.scene"),
        ("W204", "warned.scene"),
    ]


def test_formats(folder: Path) -> None:
    assert json.loads(scenec("check", "--format", "json", "clean.scene", cwd=folder).out) == []
    written = scenec("check", "--format", "json", "broken.scene", cwd=folder).out
    assert scenec("check", "--json", "broken.scene", cwd=folder).out == written
    log = json.loads(scenec("check", "--format", "sarif", "broken.scene", cwd=folder).out)
    assert log["runs"][0]["results"][0]["ruleId"] == "E201"
    annotation = scenec("check", "--format", "github", "broken.scene", cwd=folder).out
    assert annotation.startswith("::error file=broken.scene,line=10,col=1,endLine=10,endColumn=6,title=E201::")


def test_standard_input(folder: Path) -> None:
    result = scenec("check", "-", cwd=folder, stdin=BROKEN)
    assert result.code == 1
    assert " --> <stdin>:10:1\n" in result.out


def test_colour_is_for_terminals_and_for_whom_asks(folder: Path) -> None:
    assert "\x1b[" not in scenec("check", "broken.scene", cwd=folder).out
    forced = environment(FORCE_COLOR="1")
    assert "\x1b[" in scenec("check", "broken.scene", cwd=folder, env=forced).out
    assert "\x1b[" not in scenec("check", "--no-color", "broken.scene", cwd=folder, env=forced).out
    both = environment(FORCE_COLOR="1", NO_COLOR="1")
    assert "\x1b[" not in scenec("check", "broken.scene", cwd=folder, env=both).out


def test_another_locale_changes_nothing(folder: Path) -> None:
    (folder / "名.scene").write_text(CLEAN.replace("Fishing", "@阿明 Fishing"), "utf-8")
    latin = environment(LC_ALL="C", PYTHONIOENCODING="cp1252")
    result = scenec("check", "名.scene", cwd=folder, env=latin)
    assert result.code == 1
    assert "@阿明" in result.out
    assert "名.scene:7:1" in result.out


def test_quiet_says_no_count(folder: Path) -> None:
    assert scenec("check", "-q", "clean.scene", cwd=folder).err == ""
    assert scenec("-q", "check", "clean.scene", cwd=folder).err == ""


def test_parameters(folder: Path) -> None:
    script = "[param: what]\n" + CLEAN.replace("Fishing boats", "{what}")
    (folder / "ad.scene").write_text(script, "utf-8")
    assert scenec("check", "ad.scene", "--set", "what=Tugs", cwd=folder).code == 0
    (folder / "ad.csv").write_text("what\nTugs\nBarges\n", "utf-8")
    assert scenec("check", "ad.scene", "--each", "ad.csv", cwd=folder).code == 0


def test_a_finding_of_some_rows_says_which(folder: Path) -> None:
    script = "[param: long]\n" + CLEAN.replace("4s", "{long}")
    (folder / "ad.scene").write_text(script, "utf-8")
    (folder / "ad.csv").write_text("long\n4s\n2.5s\n", "utf-8")
    result = scenec("check", "ad.scene", "--each", "ad.csv", "--format", "json", cwd=folder)
    assert result.code == 1
    found = [one for one in json.loads(result.out) if one["code"] == "E305"]
    assert len(found) == 1
    assert "row 2 (line 3)" in found[0]["help"][-1]


def test_nothing_heavy_is_imported(folder: Path) -> None:
    program = f"import sys; from compiler.cli.main import run; code = run(['check', 'clean.scene']); \
print(code, sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment(), capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "0 []\n", done.stdout + done.stderr


def test_rubbish_is_a_diagnostic(folder: Path) -> None:
    (folder / "rubbish.scene").write_bytes(bytes(range(256)) * 40)
    result = scenec("check", "rubbish.scene", cwd=folder)
    assert result.code == 1
    assert "error[E101]" in result.out


def test_an_empty_file_is_checked(folder: Path) -> None:
    (folder / "empty.scene").write_bytes(b"")
    assert scenec("check", "empty.scene", cwd=folder).code in (0, 1)


def test_the_samples_are_found_from_anywhere(tmp_path: Path) -> None:
    result = scenec("check", "--strict", str(ROOT / "samples" / "neon-rain.scene"), cwd=tmp_path)
    assert (result.code, result.out) == (0, "")
