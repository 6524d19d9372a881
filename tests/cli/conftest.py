"""Scripts that the command's tests run on, and a vendor for those that render."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.process import BROKEN, CLEAN, WARNED
from tests.runner.conftest import Sandbox, sandbox
from tests.runner.crash import command, environment

__all__ = ["Run", "folder", "sandbox", "scenec", "url"]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a clean script, one with an error and one with a warning."""
    for name, text in (("clean", CLEAN), ("broken", BROKEN), ("warned", WARNED)):
        (tmp_path / f"{name}.scene").write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def url(sandbox: Sandbox) -> str:
    """The address of a sandbox that makes no faults."""
    return sandbox().url


@pytest.fixture
def scenec(tmp_path: Path) -> Run:
    """Run the command in a project's folder, the sandbox at a rate that keeps no test waiting."""
    (tmp_path / "scenec.toml").write_text('[providers.sandbox]\nrate = "600/min"\n', "utf-8")

    def run(*arguments: str, cwd: Path = tmp_path, **variables: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command(*arguments), cwd=cwd, env=environment(**variables), capture_output=True, text=True, timeout=90
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return done

    return run
