"""``docs/diagnostics.md`` is what the explanations say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_is_up_to_date() -> None:
    program = "import make_diagnostics, sys; sys.stdout.buffer.write(make_diagnostics.page().encode())"
    made = subprocess.run([sys.executable, "-c", program], cwd=DOCS, capture_output=True, timeout=60, check=True)
    assert made.stdout.decode() == (DOCS / "diagnostics.md").read_text("utf-8"), "run python docs/make_diagnostics.py"
