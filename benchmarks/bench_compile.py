"""Lines a second of check and compile, against the bare Lark parse of the same grammar and text in the same run.

The bare parse builds Lark's own tree with the collector off: the least that a parser with this grammar can do.
"""

from __future__ import annotations

import gc
import resource
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pyperf

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.generate import script  # noqa: E402

SIZES = (1_000, 10_000, 100_000)


def bare_parse(text: str, loops: int) -> float:
    """Return the seconds that ``loops`` bare Lark parses take."""
    from compiler.syntax.parser import bare_parser

    parser = bare_parser()
    gc.collect()
    gc.disable()
    begin = perf_counter()
    for _ in range(loops):
        parser.parse(text)
    spent = perf_counter() - begin
    gc.enable()
    return spent


def whole(text: str, loops: int, *, manifest: bool) -> float:
    """Return the seconds that ``loops`` runs of parser and all passes take, with code generation if asked for."""
    from compiler.driver import Compilation, Options, ProjectFiles
    from compiler.text.source import Source

    folder = Path.cwd()
    begin = perf_counter()
    for _ in range(loops):
        compilation = Compilation(Source.read("film.scene", text), ProjectFiles(folder, folder), Options())
        errors = [finding for finding in compilation.diagnostics if finding.severity == "error"]
        if errors:
            raise SystemExit(f"the generated script has errors: {errors[0].code} {errors[0].message}")
        if manifest:
            compilation.manifest_json()
    return perf_counter() - begin


def peak_memory(lines: int) -> int:
    """Return the bytes that a compile of ``lines`` lines adds to the process's peak."""
    code = (
        "import resource, sys; sys.path.insert(0, sys.argv[1])\n"
        "from benchmarks.bench_compile import whole\n"
        "from benchmarks.generate import script\n"
        "whole(script(50), 1, manifest=True); text = script(int(sys.argv[2]))\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "whole(text, 1, manifest=True)\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)\n"
    )
    root = str(Path(__file__).resolve().parents[1])
    shown = subprocess.run([sys.executable, "-c", code, root, str(lines)], check=True, capture_output=True, text=True)
    return int(shown.stdout)


def main() -> None:
    """Measure every size; memory only in the parent, once."""
    runner = pyperf.Runner(processes=2, values=2, warmups=1, loops=1)
    runner.metadata["description"] = "check and compile against the bare Lark parse"
    for lines in SIZES:
        text = script(lines)
        for name, measure in (
            ("bare parse", lambda loops, text=text: bare_parse(text, loops)),
            ("check", lambda loops, text=text: whole(text, loops, manifest=False)),
            ("compile", lambda loops, text=text: whole(text, loops, manifest=True)),
        ):
            metadata = {"lines": lines}
            if name == "compile" and not runner.args.worker:
                metadata["peak_memory_bytes"] = peak_memory(lines)
            runner.bench_time_func(f"{name} {lines}", measure, metadata=metadata)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
