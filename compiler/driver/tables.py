"""Tables for ``--each``: one compilation a row."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compiler.driver.errors import InputError
from compiler.driver.files import SCRIPT_BYTES, reason
from compiler.film.model import Parameter
from compiler.text.letters import name_key

_UNFIT = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``number`` from 1, the ``line`` of the table it starts on, a parameter's value by its column, and
    ``name``, unique in the table and fit for a file name (``02-aurora-watch``)."""

    number: int
    line: int
    name: str
    values: dict[str, str]

    def place(self) -> str:
        """Return how messages call the row."""
        return f"row {self.number} (line {self.line})"


def rows(path: str | Path) -> list[Row]:
    """Read a table: CSV with a header, or JSON Lines where the name ends in ``.jsonl`` or ``.ndjson``.

    Raises InputError, naming the row where it is about one.
    """
    name = str(path)
    try:
        raw = Path(path).read_bytes() if not Path(path).is_dir() else None
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: {reason(error)}; --each takes a .csv or .jsonl file") from error
    if raw is None:
        raise InputError(f"{name}: a folder; --each takes a .csv or .jsonl file")
    if len(raw) > SCRIPT_BYTES:
        raise InputError(f"{name}: larger than {SCRIPT_BYTES // 1024**2} MB; split the table")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}:{line}: not UTF-8; save the table as UTF-8") from error
    json_lines = Path(path).suffix.lower() in (".jsonl", ".ndjson", ".json")
    found = list(_json_lines(name, text) if json_lines else _csv(name, text))
    if not found:
        raise InputError(f"{name}: no rows; the first line names the parameters, each further one is a film")
    width = max(2, len(str(len(found))))
    return [
        Row(number, line, _stem(number, width, values), values) for number, (line, values) in enumerate(found, start=1)
    ]


def check_row(table: str | Path, row: Row, parameters: Mapping[str, Parameter], given: Mapping[str, str]) -> None:
    """Raise InputError, naming the row, for a column that no parameter has or a parameter without any value.

    ``given`` are the values of ``--set``, which hold for all rows; a column of the same name wins.
    """
    declared = {name_key(parameter): parameter for parameter in parameters}
    columns = {name_key(column) for column in row.values}
    for column in row.values:
        if name_key(column) not in declared:
            known = ", ".join(declared.values()) or "none"
            raise InputError(
                f"{table}: {row.place()}: the script declares no parameter “{column}”; it declares {known}"
            )
    set_outside = {name_key(name) for name in given}
    for key, parameter in declared.items():
        if parameters[parameter].default is None and key not in columns and key not in set_outside:
            raise InputError(
                f"{table}: {row.place()}: no value for the parameter “{parameter}”; add a column or a default"
            )


def _csv(name: str, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    import csv

    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    line = 1
    number = 0
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(name, start, cells)
                continue
            number += 1
            if len(cells) != len(header):
                raise InputError(
                    f"{name}: row {number} (line {start}): {len(cells)} cells where the header has {len(header)}; "
                    "put values with commas in double quotes"
                )
            yield start, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise InputError(f"{name}:{line}: {error}; a value with a comma or a quote is put in double quotes") from error


def _header(name: str, line: int, cells: list[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    seen: set[str] = set()
    for column in header:
        if not column:
            raise InputError(f"{name}:{line}: a column without a name; the first line names the parameters")
        if name_key(column) in seen:
            raise InputError(f"{name}:{line}: the column “{column}” is there twice; remove one")
        seen.add(name_key(column))
    return header


def _json_lines(name: str, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    number = 0
    for line, content in enumerate(text.split("\n"), start=1):
        if not content.strip():
            continue
        number += 1
        where = f"{name}: row {number} (line {line})"
        try:
            found = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{where}: not JSON; every line is one object of parameter names and values") from error
        if not isinstance(found, dict):
            raise InputError(f'{where}: not an object; write {{"name": "value"}}')
        values: dict[str, str] = {}
        seen: set[str] = set()
        for column, value in found.items():
            if name_key(column) in seen:
                raise InputError(f"{where}: “{column}” is there twice; remove one")
            seen.add(name_key(column))
            values[column] = _text(where, column, value)
        yield line, values


def _text(where: str, column: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return json.dumps(value)
    what = "nothing" if value is None else "a list" if isinstance(value, list) else "an object"
    raise InputError(f"{where}: “{column}” holds {what}; a value is text or a number")


def _stem(number: int, width: int, values: Mapping[str, str]) -> str:
    first = next(iter(values.values()), "")
    words = _UNFIT.sub("-", unicodedata.normalize("NFKC", first)).strip("-.").lower()[:40].rstrip("-.")
    return f"{number:0{width}d}-{words}" if words else f"{number:0{width}d}"
