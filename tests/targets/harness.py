"""Compiling small scripts in a folder of their own."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import Any

from compiler.diagnostics.model import Diagnostic
from compiler.driver import Compilation, Options
from compiler.passes.prompts import complete

SMALL = """
name = "small"
version = "7"
model = "small-1"
dialect = "guidances"
method = "POST"
path = "/generate"
features = ["references", "first", "last"]
ignored = ["seed", "lens", "element"]

[limits]
shots = 2
clip_seconds = [4, 10]
shot_seconds = 2
step_seconds = 1
prompt = 200
single_prompt = 400
negative = 100
references_clip = 2
references_subject = 1
videos = 0
image_side = 320
image_bytes = 20_000
image_ratio = 1.5

[pricing]
currency = "USD"
rates = { standard = 0.1 }

[sizes]
"16:9" = { 720p = [1280, 720] }
"""
"""A made-up target: two shots, ten seconds, no audio, no negative prompt, nothing continued."""


def png(width: int, height: int, shade: int = 0) -> bytes:
    """Return a black or white PNG, the same bytes wherever it is made: its pixels are stored, not compressed."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    row = b"\0" + bytes([255 * shade]) * ((width + 7) // 8)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(row * height, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def project(folder: Path, script: str, *, files: dict[str, bytes | str] | None = None, **options: Any) -> Compilation:
    """Write ``film.scene`` and ``files`` into ``folder`` and return the compilation of the script."""
    for name, content in {"film.scene": script, **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Compilation.of(folder / "film.scene", Options(**options))


def small(folder: Path, changes: dict[str, str] | None = None) -> str:
    """Write the made-up target, with ``changes`` to its text, and return the path of its file."""
    text = SMALL
    for old, new in (changes or {}).items():
        assert old in text
        text = text.replace(old, new)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "small.toml").write_text(text, "utf-8")
    return str(folder / "small.toml")


def found(compilation: Compilation, *codes: str) -> list[Diagnostic]:
    """Return the diagnostics with one of ``codes``; without any, all of them."""
    return [one for one in compilation.diagnostics if not codes or one.code in codes]


def manifest(compilation: Compilation) -> dict[str, Any]:
    """Return the manifest as data; the script must be clean of errors."""
    assert not compilation.failed, [(one.code, one.message, one.span.first) for one in compilation.diagnostics]
    content: dict[str, Any] = json.loads(compilation.manifest_json())
    return content


def bodies(compilation: Compilation) -> list[dict[str, Any]]:
    """Return every clip's payload."""
    return [clip["request"]["body"] for clip in manifest(compilation)["clips"]]


def prompts(compilation: Compilation) -> list[str]:
    """Return every shot's prompt, in order."""
    complete(compilation.film, compilation.target)
    return [prompt for clip in compilation.film.clips for prompt in clip.prompts]
