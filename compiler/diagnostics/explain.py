"""Explanations of the codes at length, read from ``explanations/`` (its README tells the form of a file)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from compiler.diagnostics.codes import CODES

FOLDER = Path(__file__).parent / "explanations"
_FRONT = re.compile(r"\A\+\+\+\n(.*?)^\+\+\+\n", re.DOTALL | re.MULTILINE)
_BLOCK = re.compile(r"^```scene (wrong|right)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One code explained. ``text`` is the whole page in Markdown; ``wrong`` gives the code and ``right`` does not.

    ``images`` (name → width and height in pixels) and ``files`` (name → text) are what both scripts need beside them;
    ``target`` is the text of a target's TOML file, None for the default one.
    """

    code: str
    text: str
    wrong: str
    right: str
    images: dict[str, tuple[int, int]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    target: str | None = None


def explanation(code: str) -> Explanation:
    """Return the explanation of ``code``, in any case. Raises KeyError where there is no such code."""
    code = code.upper()
    if code not in CODES:
        raise KeyError(code)
    written = (FOLDER / f"{code}.md").read_text(encoding="utf-8")
    front = _FRONT.match(written)
    needs = tomllib.loads(front[1]) if front else {}
    text = written[front.end() :] if front else written
    scripts = dict(_BLOCK.findall(text))
    return Explanation(
        code,
        text,
        scripts["wrong"],
        scripts["right"],
        {name: (size[0], size[1]) for name, size in needs.get("images", {}).items()},
        {name: content.lstrip("\n") for name, content in needs.get("files", {}).items()},
        needs.get("target"),
    )
