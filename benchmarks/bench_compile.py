"""Lines a second of check and compile, against the bare Lark parse of the same grammar and text in the same run.

The bare parse builds Lark's own tree with the collector off: the least that a parser with this grammar can do. All
times are processor seconds of this one thread, so that the ratios hold on a busy machine too.
"""

from __future__ import annotations

import argparse
import gc
import resource
import subprocess
import sys
from pathlib import Path
from time import process_time

import pyperf

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.generate import script  # noqa: E402

SIZES = (1_000, 10_000, 100_000)


def bare_parse(text: str, loops: int) -> float:
    """Return the seconds that ``loops`` bare Lark parses take."""
    from compiler.syntax.parser import bare_parser

    parser = bare_parser()
    gc.collect()
    gc.disable()
    begin = process_time()
    for _ in range(loops):
        parser.parse(text)
    spent = process_time() - begin
    gc.enable()
    return spent


def whole(text: str, loops: int, *, manifest: bool) -> float:
    """Return the seconds that ``loops`` runs of parser and all passes take, with code generation if asked for."""
    from compiler.driver import Compilation, Options, ProjectFiles
    from compiler.text.source import Source

    folder = Path.cwd()
    begin = process_time()
    for _ in range(loops):
        compilation = Compilation(Source.read("film.scene", text), ProjectFiles(folder, folder), Options())
        errors = [finding for finding in compilation.diagnostics if finding.severity == "error"]
        if errors:
            raise SystemExit(f"the generated script has errors: {errors[0].code} {errors[0].message}")
        if manifest:
            compilation.manifest_json()
    return process_time() - begin


def peak() -> int:
    """Return the most bytes that this process has held so far."""
    status = Path("/proc/self/status")
    if status.exists():
        # getrusage would start from what the process that started this one held.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def growth(lines: int) -> int:
    """Return the bytes that a compile of ``lines`` lines, manifest included, adds to the peak of this process."""
    whole(script(50), 1, manifest=True)
    text = script(lines)
    before = peak()
    whole(text, 1, manifest=True)
    return peak() - before


def peak_memory(lines: int) -> float:
    """Return ``growth`` in a process of its own."""
    code = "import sys; from benchmarks.bench_compile import growth; print(growth(int(sys.argv[1])))"
    command = [sys.executable, "-c", code, str(lines)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return float(done.stdout)


def _pass_quick(command: list[str], arguments: argparse.Namespace) -> None:
    """Tell a worker process which benchmarks there are: it finds its own by number."""
    if arguments.quick:
        command.append("--quick")


def main() -> None:
    """Measure every size."""
    runner = pyperf.Runner(processes=2, values=3, warmups=1, loops=1, add_cmdline_args=_pass_quick)
    runner.argparser.add_argument("--quick", action="store_true", help="leave the largest script out")
    arguments = runner.parse_args()
    runner.metadata["description"] = "check and compile against the bare Lark parse"
    for lines in SIZES[:-1] if arguments.quick else SIZES:
        text = script(lines)
        for name, measure in (
            ("bare parse", lambda loops, text=text: bare_parse(text, loops)),
            ("check", lambda loops, text=text: whole(text, loops, manifest=False)),
            ("compile", lambda loops, text=text: whole(text, loops, manifest=True)),
        ):
            runner.bench_time_func(f"{name} {lines}", measure, metadata={"lines": lines})
        # A benchmark like the others, with bytes for its unit: pyperf keeps only metadata that all runs share.
        runner.bench_time_func(
            f"memory {lines}", lambda _, lines=lines: peak_memory(lines), metadata={"lines": lines, "unit": "byte"}
        )


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
