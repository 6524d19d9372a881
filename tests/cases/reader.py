"""Reads case files: scripts that say of themselves which diagnostics they give. README.md describes the form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent

_CASE = re.compile(r"# case: (?P<title>.+)")
_FILE = re.compile(r"# file: (?P<name>\S+)")
_SET = re.compile(r"# set: (?P<name>[^=]+)=(?P<value>.*)")
_UNTIL = re.compile(r"# until: (?P<name>\w+)")
_EXPECTED = re.compile(
    r"# (?P<severity>error|warning|hint): (?P<code>[EWH]\d{3})(?: @(?P<column>\d+))?(?: \"(?P<text>.*?)\"(?=$| ))?"
    r"(?: (?P<words>\S.*))?"
)
_FIX = re.compile(r"# fix: ?(?P<line>.*)")
_LOOKS_EXPECTED = re.compile(r"#\s*(error|warning|hint|fix|case|file|set|until)\b")


@dataclass
class Expected:
    """One expectation: at ``line`` of ``file``, counted in that file."""

    file: str
    line: int
    severity: str
    code: str
    column: int | None
    text: str | None
    words: str | None
    fixed: str | None = None


@dataclass
class Case:
    """One case: its files by name (``film.scene`` is compiled), the passes to run, and what is expected."""

    path: Path
    line: int
    title: str
    until: str
    files: dict[str, list[str]] = field(default_factory=lambda: {"film.scene": []})
    values: dict[str, str] = field(default_factory=dict)
    expected: list[Expected] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"{self.path.relative_to(FOLDER).with_suffix('')}: {self.title}"


def read(path: Path) -> Iterator[Case]:
    """Yield the cases of a file. Raises ValueError where it is not written as one."""
    until, case, name = "timing", None, "film.scene"
    waiting: list[Expected] = []
    for number, line in enumerate(path.read_text("utf-8").split("\n"), start=1):
        if match := _CASE.fullmatch(line):
            if case is not None:
                yield _whole(case, waiting)
            case, name = Case(path, number, match["title"], until), "film.scene"
        elif match := _UNTIL.fullmatch(line):
            until = match["name"]
            if case is not None:
                case.until = until
        elif case is None:
            if line.strip() and not line.startswith("#"):
                raise ValueError(f"{path}:{number}: text before the first case")
        elif match := _FILE.fullmatch(line):
            name = match["name"]
            case.files[name] = []
        elif match := _SET.fullmatch(line):
            case.values[match["name"]] = match["value"]
        else:
            case.files[name].append(line)
            _expect(case, name, line, waiting, f"{path}:{number}")
    if case is None:
        raise ValueError(f"{path}: no case")
    yield _whole(case, waiting)


def _expect(case: Case, name: str, line: str, waiting: list[Expected], place: str) -> None:
    """Take a line of a case: an expectation waits for the next line that is none."""
    if match := _EXPECTED.fullmatch(line):
        column = int(match["column"]) if match["column"] else None
        waiting.append(Expected(name, 0, match["severity"], match["code"], column, match["text"], match["words"]))
    elif match := _FIX.fullmatch(line):
        waiting[-1].fixed = match["line"]
    elif _LOOKS_EXPECTED.match(line):
        raise ValueError(f"{place}: cannot be read: {line}")
    else:
        for expected in waiting:
            expected.line = len(case.files[name])
        case.expected += waiting
        waiting.clear()


def _whole(case: Case, waiting: list[Expected]) -> Case:
    if waiting:
        raise ValueError(f"{case.path}: the case “{case.title}” ends before the line that it expects something at")
    return case


def cases() -> list[Case]:
    """Return all cases of the folder and those below it."""
    return [case for path in sorted(FOLDER.rglob("*.scene")) for case in read(path)]
