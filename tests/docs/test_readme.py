"""What the README shows is what scenec does."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)
    assert found, f"the README has no {language} block"
    return found[1]


def scenec(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "compiler", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def test_the_ten_lines_compile_to_the_payload_below_them(tmp_path: Path) -> None:
    script = block("scene")
    assert len(script.splitlines()) == 10
    (tmp_path / "last-light.scene").write_text(script, encoding="utf-8")
    done = scenec("compile", "--strict", "last-light.scene", "-o", "out", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(block("json")) == json.loads((tmp_path / "out" / "s01c01.json").read_text("utf-8"))


def test_every_linked_page_and_picture_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    missing = [link for link in links if not link.startswith("http") and not (ROOT / link).exists()]
    assert not missing


def test_ci_runs_the_readme_s_test_command() -> None:
    commands = re.findall(r"^```bash\n(.*?)\n```$", README, re.M | re.S)
    assert len(commands) >= 2
    assert commands[1] in (ROOT / ".ci" / "run").read_text("utf-8")
