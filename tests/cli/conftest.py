"""Scripts that the command's tests run on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.process import BROKEN, CLEAN, WARNED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a clean script, one with an error and one with a warning."""
    for name, text in (("clean", CLEAN), ("broken", BROKEN), ("warned", WARNED)):
        (tmp_path / f"{name}.scene").write_text(text, "utf-8")
    return tmp_path
