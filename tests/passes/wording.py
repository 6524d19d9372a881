"""Scripts and the prompts that they are worded as."""

from __future__ import annotations

from pathlib import Path

from tests.targets.harness import project, prompts

ALPHA = """[character: ALPHA]
A detective in her forties, wet charcoal trench coat, short black hair.
[voice: female, low, urgent]

"""


def worded(tmp_path: Path, script: str) -> list[str]:
    compilation = project(tmp_path, script)
    assert not [one for one in compilation.diagnostics if one.code.startswith("E")], compilation.diagnostics
    return prompts(compilation)


def shot(
    tmp_path: Path, body: str, *, before: str = "", scene: str = "[scene: A room]", tag: str = "[shot: 3s]"
) -> str:
    return worded(tmp_path, f"{before}{scene}\n{tag}\n{body}\n")[0]
