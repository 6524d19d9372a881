"""A script and its formatted text compile to the same payloads, however untidy the script."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from benchmarks.generate import script
from compiler.driver import Compilation, Options, ProjectFiles
from compiler.syntax.formatter import format_text
from compiler.text.source import Source

SAMPLES = Path(__file__).parents[2] / "samples"


def payloads(text: str, folder: Path) -> list[object]:
    compilation = Compilation(Source.read("film.scene", text), ProjectFiles(folder, folder), Options())
    assert [found.message for found in compilation.diagnostics if found.severity == "error"] == []
    clips = json.loads(compilation.manifest_json())["clips"]
    assert clips
    return [(clip["id"], clip["digest"], clip["duration"], clip["request"]) for clip in clips]


def untidy(text: str, chance: random.Random) -> str:
    """Return ``text`` with odd spacing, widths, indents and blank lines where none of them means anything."""
    lines = []
    for line in text.split("\n"):
        if line.startswith("[") and line.count("[") == 1:
            blank = chance.choice(["", " ", "  ", "\t", "\u3000"])
            name, colon, value = line[1:-1].partition("：" if "：" in line else ":")
            if name in ("shot", "鏡頭", "voice", "聲線", "negative", "ref"):
                value = value.replace("，", chance.choice(["、", " , ", "，"])).replace(
                    ",", chance.choice(["，", " ,"])
                )
            opening, closing = chance.choice(["[]", "［］", "【】"])
            line = f"{blank}{opening}{blank}{name}{blank}{colon and chance.choice(':：')}{blank}{value}{blank}{closing}"
        elif line.startswith("(") and chance.random() < 0.5:
            line = line.replace("(", "（ ", 1).replace("s-", " 秒–", 1).replace(")", " ）", 1)
        elif line.startswith("@"):
            line = chance.choice(["", "  ", "\t"]) + line if ":" in line or "：" in line else line
        lines.append(line)
        if not line or line.lstrip().startswith("["):
            lines.extend([""] * chance.choice([0, 0, 1, 3]))
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(6))
def test_generated_scripts(seed: int, tmp_path: Path) -> None:
    text = untidy(script(200, seed), random.Random(seed))
    formatted = format_text(Source.read("film.scene", text))
    assert formatted != text
    assert payloads(formatted, tmp_path) == payloads(text, tmp_path)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.scene")), ids=lambda path: path.stem)
def test_samples(path: Path) -> None:
    text = untidy(path.read_text("utf-8"), random.Random(3))
    formatted = format_text(Source.read("film.scene", text))
    assert formatted != text
    assert payloads(formatted, SAMPLES) == payloads(text, SAMPLES) == payloads(path.read_text("utf-8"), SAMPLES)


@pytest.mark.parametrize("lines", [60, 1000])
def test_generated_scripts_have_their_length_and_their_form(lines: int) -> None:
    text = script(lines, seed=2)
    assert text.count("\n") == lines
    assert script(lines, seed=2) == text
    assert format_text(Source("film.scene", text)) == text
