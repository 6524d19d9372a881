"""Gather the explanations of all diagnostics into ``docs/diagnostics.md``.

Run it after an explanation has changed: ``python docs/make_diagnostics.py``. A test compares the two.
"""

from __future__ import annotations

import sys
from pathlib import Path

PLACE = Path(__file__).resolve().parent / "diagnostics.md"
sys.path.insert(0, str(PLACE.parents[1]))

from compiler.diagnostics.codes import CODES  # noqa: E402
from compiler.diagnostics.explain import explanation  # noqa: E402

HEAD = """\
# Diagnostics

Made from `compiler/diagnostics/explanations/` by `docs/make_diagnostics.py`; do not edit it here.

`E` is an error, `W` a warning (an error under `--strict`), `H` a hint that never fails anything. `scenec explain CODE`
shows the same page in the terminal. A comment `# scenec: allow W206` on the line before, or in the film's header for
the whole file, silences a warning or a hint; errors cannot be silenced.

| code | says |
|---|---|
"""


def page() -> str:
    """Return the whole page."""
    rows = "".join(f"| [{code}](#{anchor(code)}) | {title} |\n" for code, title in CODES.items())
    bodies = "\n".join("#" + explanation(code).text.strip() + "\n" for code in CODES)
    return f"{HEAD}{rows}\n{bodies}"


def anchor(code: str) -> str:
    """Return the anchor that a code's heading gets where Markdown is shown."""
    heading = explanation(code).text.partition("\n")[0].removeprefix("# ").lower()
    return "".join(letter for letter in heading.replace(" ", "-") if letter.isalnum() or letter in "-_")


if __name__ == "__main__":
    PLACE.write_text(page(), "utf-8", newline="\n")
