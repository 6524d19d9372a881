"""The drawing process: ``python -m compiler.sandbox.drawing`` draws one animatic a line of its standard input."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import BinaryIO


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    """Draw until ``orders`` ends: ``{"payload", "path"}`` a line in, ``{"error": null or text}`` a line out."""
    from compiler.media.animatic import render_clip

    for line in orders:
        order = json.loads(line)
        error: str | None = None
        try:
            render_clip(order["payload"], Path(order["path"]))
        except Exception as problem:
            error = " ".join(f"{type(problem).__name__}: {problem}".split())
        answers.write(json.dumps({"error": error}).encode() + b"\n")
        answers.flush()


def main() -> None:
    """Serve the process's own streams; whatever else writes to stdout goes to stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
