"""The wheel carries everything: installed alone, it compiles a sample from another folder."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "neon-rain.scene"


@pytest.fixture(scope="module")
def scenec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``scenec`` command of a fresh environment that holds the built wheel.

    The dependencies come from this environment by a path file, which hands on none of this environment's own path
    files: an editable checkout stays out of sight.
    """
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, text=True)
    (wheel,) = folder.glob("scenec-*.whl")
    venv.create(folder / "env", with_pip=False, symlinks=True)
    python = folder / "env" / "bin" / "python"
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True, text=True)
    (site,) = (folder / "env" / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return folder / "env" / "bin" / "scenec"


def run(command: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(command), *arguments], cwd=folder, env=clean, capture_output=True, text=True, timeout=120
    )


def test_the_package_is_the_wheel_s_own(scenec: Path, tmp_path: Path) -> None:
    code = "import compiler, compiler.resources as r; print(compiler.__file__); print(r.folder('grammar'))"
    shown = subprocess.run(
        [str(scenec.parent / "python"), "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert all(line.startswith(str(scenec.parents[1])) for line in shown), shown


def test_it_compiles_a_sample_from_another_folder(scenec: Path, tmp_path: Path) -> None:
    done = run(scenec, "compile", str(SAMPLE), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    manifest = json.loads(done.stdout)
    assert manifest["film"] == "Neon Rain"
    assert [clip["id"] for clip in manifest["clips"]] == ["s01c01"]
    prompts = [guidance["prompt"] for guidance in manifest["clips"][0]["request"]["body"]["guidances"]]
    assert prompts[0].startswith("Wide shot: Neon lights reflected")


def test_it_gives_the_bytes_of_the_checkout(scenec: Path, tmp_path: Path) -> None:
    from_wheel = run(scenec, "compile", str(SAMPLE), folder=tmp_path).stdout
    here = subprocess.run(
        [sys.executable, "-m", "compiler", "compile", str(SAMPLE)], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert from_wheel == here
