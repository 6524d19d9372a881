from __future__ import annotations

import gc
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from compiler.driver import Compilation, InputError, Options, ScriptError
from tests.targets.harness import found, manifest, png, project

CLEAN = "[scene: One]\n[shot: wide, 3s]\nRain.\n"
CAST = "[character: BO]\nOld.\n\n"
PERSON = "A man walks past @BO.\n"


def test_diagnostics_come_by_position_and_code(tmp_path: Path) -> None:
    script = f"[aspect: 4:3]\n{CAST}[scene: One]\n[seed: many]\n[shot: 0.5s]\n{PERSON}"
    compilation = project(tmp_path, script)
    starts = [one.span.start for one in compilation.diagnostics]
    assert starts == sorted(starts)
    assert {"E104", "W206"} <= {one.code for one in compilation.diagnostics}
    assert compilation.failed


def test_every_finding_comes_once_although_a_file_is_included_twice(tmp_path: Path) -> None:
    script = "[include: cast.scene]\n[scene: One]\n[shot: wide, 3s]\n@BO waits.\n"
    compilation = project(tmp_path, script, files={"cast.scene": "[character: BO]\nOld.\n[colour: red]\n"})
    assert [one.code for one in compilation.diagnostics] == ["E102"]
    assert compilation.diagnostics[0].span.source.relative == "cast.scene"


def test_strict_takes_warnings_for_errors(tmp_path: Path) -> None:
    script = f"{CAST}[scene: One]\n[shot: wide, 3s]\n{PERSON}"
    relaxed, strict = project(tmp_path, script), project(tmp_path, script, strict=True)
    assert not relaxed.failed
    assert strict.failed
    assert [strict.severity(one) for one in found(strict, "W206")] == ["error"]
    assert manifest(relaxed)["clips"]
    with pytest.raises(ScriptError):
        strict.manifest_json()


def test_hints_fail_nothing(tmp_path: Path) -> None:
    compilation = project(tmp_path, "[scene: One]\n[shot: wide]\nRain.\n", strict=True)
    assert [one.code for one in compilation.diagnostics] == ["H308"]
    assert not compilation.failed


@pytest.mark.parametrize(
    ("script", "codes"),
    [
        (f"{CAST}[scene: One]\n[shot: wide, 3s]\n{PERSON}", ["W206"]),
        (f"{CAST}[scene: One]\n[shot: wide, 3s]\n# scenec: allow W206\n{PERSON}", []),
        (f"{CAST}[scene: One]\n[shot: wide, 3s]\n#scenec：allow W205, W206\n# and so on\n\n{PERSON}", []),
        (f"{CAST}[scene: One]\n[shot: wide, 3s]\n# scenec: allow W205\n{PERSON}", ["W206"]),
        (f"{CAST}[scene: One]\n[shot: wide, 3s]\n# scenec: allow W206\nRain.\n{PERSON}", ["W206"]),
        (f"# scenec: allow W206\n{CAST}[scene: One]\n[shot: wide, 3s]\n{PERSON}", []),
        (f"[film: X]\n# scenec: allow W206\n\n{CAST}[scene: One]\n[shot: wide, 3s]\n{PERSON}", []),
        (f"{CAST}# scenec: allow W206\n[scene: One]\n[shot: wide, 3s]\n{PERSON}", ["W206"]),
        ("[scene: One]\n# scenec: allow H308\n[shot: wide]\nRain.\n", []),
        ("# scenec: allow E102\n[scene: One]\n[shot: wide, 3s]\n[colour: red]\nRain.\n", ["E102"]),
        ("[scene: One]\n[shot: wide, 3s]\n# scenec: allow E102\n[colour: red]\nRain.\n", ["E102"]),
    ],
)
def test_allow_comments(tmp_path: Path, script: str, codes: list[str]) -> None:
    assert [one.code for one in project(tmp_path, script).diagnostics] == codes


def test_a_header_speaks_for_its_own_file(tmp_path: Path) -> None:
    other, allow = "[scene: Two]\n[shot: wide]\nSnow.\n", "# scenec: allow H308\n"
    script = f"{allow}[include: other.scene]\n{CLEAN}"
    compilation = project(tmp_path, script, files={"other.scene": other})
    assert [one.code for one in compilation.diagnostics] == ["H308"]
    quiet = project(tmp_path, f"[include: other.scene]\n{CLEAN}", files={"other.scene": allow + other})
    assert quiet.diagnostics == []


def test_an_unknown_target_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no target “kling”"):
        assert project(tmp_path, CLEAN, target="kling").diagnostics


def test_the_collector_is_left_as_it_was(tmp_path: Path) -> None:
    assert gc.isenabled()
    assert project(tmp_path, CLEAN).diagnostics == []
    assert gc.isenabled()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf",
        b"\n\n\n",
        b"\x00\x01\x02\xff\xfe" * 500,
        "[scene: \ud800".encode("utf-16-le", "surrogatepass"),
        b"[shot: \xff\xfe]\n@\xc3: hello\n[film: \xf0\x9f]\n[scene: x]\n[shot: 3s]\n\xed\xa0\x80\n",
        "[scene: One]\n[shot: 3s]\n\u202eevil\u2066\n".encode(),
        b"[" * 3000,
        b"# scenec: allow " + b"W206, " * 1000,
        "[scene:　]\n[shot：３s]\n（０s-３s）　\n".encode(),
    ],
)
def test_no_bytes_bring_it_down(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "film.scene"
    path.write_bytes(content)
    compilation = Compilation.of(path, Options())
    for one in compilation.diagnostics:
        assert one.span.first.line >= 1
    if not compilation.failed:
        assert json.loads(compilation.manifest_json())["scenec"] == 1


def test_a_manifest_tells_nothing_of_the_machine(tmp_path: Path) -> None:
    script = "[prop: BO]\nOld.\n[ref: refs/a.png]\n\n[scene: One]\n[shot: 3s]\n@BO lies there.\n"
    results = []
    for folder in (tmp_path / "here", tmp_path / "there" / "deeper"):
        compilation = project(folder, script, files={"refs/a.png": png(400, 300)})
        results.append(compilation.manifest_json())
        assert str(tmp_path).encode() not in results[-1]
        assert compilation.manifest_json() == results[-1]
    assert results[0] == results[1]


def test_standard_input_has_no_file_name(tmp_path: Path) -> None:
    code = "from compiler.driver import *; print(Compilation.of('-').manifest_json().decode())"
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r}); {code}"],
        input=CLEAN.encode(),
        capture_output=True,
        cwd=tmp_path,
        check=True,
    )
    content = json.loads(done.stdout)
    assert content["source"] == "<stdin>"
    assert content["film"] == "Untitled"


def test_checking_a_small_script_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "film.scene").write_text(CLEAN)
    code = "from compiler.driver import *; assert not Compilation.of('film.scene').diagnostics; print(*sys.modules)"
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r}); {code}"],
        capture_output=True,
        cwd=tmp_path,
        check=True,
        text=True,
    )
    heavy = {"pydantic", "PIL", "httpx", "dbos", "rich", "starlette", "uvicorn", "av", "numpy", "csv", "jinja2"}
    assert not heavy & set(re.findall(r"\S+", done.stdout))


def test_a_manifest_holds_the_files_as_they_were_checked(tmp_path: Path) -> None:
    script = "[prop: BO]\nOld.\n[video: m.mp4]\n\n[scene: One]\n[shot: 3s]\n@BO lies there.\n"
    compilation = project(tmp_path, script, files={"m.mp4": b"film"})
    assert compilation.diagnostics == []
    (tmp_path / "m.mp4").unlink()
    (asset,) = manifest(compilation)["clips"][0]["assets"]
    assert (asset["uri"], asset["bytes"]) == ("file:m.mp4", 4)
