"""Running scenec as people do: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

CLEAN = """\
[film: Harbour]

[scene: EXT. HARBOUR - NIGHT]
[lighting: moonlight]

[shot: wide, 4s]
Fishing boats rock at the quay.
"""
BROKEN = CLEAN + "\n[shot: medium, 3s]\n@MIRA waits.\n"
WARNED = CLEAN.replace("[scene:", "[character: MIRA]\nA harbour pilot.\n\n[scene:")


@dataclass(frozen=True)
class Result:
    """What a process left: exit code, stdout and stderr."""

    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    """Return this process's environment without what would colour output, with the checkout importable."""
    kept = {
        name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "NO_COLOR", "SCENEC_DEBUG")
    }
    return {**kept, "PYTHONPATH": str(ROOT), **changes}


def command(*arguments: str) -> list[str]:
    """Return the command line of scenec with these arguments."""
    return [sys.executable, "-m", "compiler", *arguments]


def scenec(*arguments: str, cwd: Path, stdin: str | bytes = "", env: dict[str, str] | None = None) -> Result:
    """Run scenec to its end. Fails the test where it shows a traceback."""
    done = subprocess.run(
        command(*arguments),
        cwd=cwd,
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        env=env or environment(),
        capture_output=True,
        timeout=60,
    )
    result = Result(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in result.out + result.err, result
    return result


def refused(result: Result, *words: str, code: int = 2) -> None:
    """Assert that a command refused with one line on stderr that holds ``words``, and nothing on stdout."""
    assert result.code == code, result
    assert result.out == ""
    assert result.err.startswith("error: "), result.err
    assert result.err.count("\n") == 1, result.err
    for word in words:
        assert word in result.err
