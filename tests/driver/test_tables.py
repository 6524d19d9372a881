from __future__ import annotations

from pathlib import Path

import pytest

from compiler.driver import InputError, check_row, rows
from tests.targets.harness import project, prompts

SCRIPT = "[param: product = Watch]\n[param: city]\n[scene: One]\n[shot: 3s]\n{product} in {city}.\n"


def table(tmp_path: Path, content: str | bytes, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_csv_with_mark_quotes_and_line_ends(tmp_path: Path) -> None:
    content = '\ufeffproduct,city\r\n"Aurora, ""A"" Watch",Lisbon\r\n\r\n"two\r\nlines",台北\r\n'
    first, second = rows(table(tmp_path, content))
    assert first.values == {"product": 'Aurora, "A" Watch', "city": "Lisbon"}
    assert (first.number, first.line, first.name) == (1, 2, "01-aurora-a-watch")
    assert second.values == {"product": "two\r\nlines", "city": "台北"}
    assert (second.number, second.line, second.name) == (2, 4, "02-two-lines")


def test_json_lines(tmp_path: Path) -> None:
    content = '{"product": "Watch", "city": "台北"}\n\n{"product": 3, "city": true}\n{"product": 1.5}\n'
    found = rows(table(tmp_path, content, "table.jsonl"))
    assert [row.values for row in found] == [
        {"product": "Watch", "city": "台北"},
        {"product": "3", "city": "true"},
        {"product": "1.5"},
    ]
    assert [row.line for row in found] == [1, 3, 4]


def test_names_are_fit_for_files_and_unique(tmp_path: Path) -> None:
    values = ["../../etc", "台北 101", "", "a" * 99, "a" * 99, "CON."]
    found = rows(table(tmp_path, "product,city\n" + "".join(f"{value},x\n" for value in values)))
    names = [row.name for row in found]
    assert names == ["01-etc", "02-台北-101", "03", f"04-{'a' * 40}", f"05-{'a' * 40}", "06-con"]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.csv", "", "no rows"),
        ("t.csv", "product\n", "no rows"),
        ("t.csv", "product,city\nWatch\n", r"row 1 \(line 2\): 1 cells where the header has 2"),
        ("t.csv", "product,city\na,b\nc,d,e\n", r"row 2 \(line 3\): 3 cells"),
        ("t.csv", "product,Product\na,b\n", "there twice"),
        ("t.csv", "product,\na,b\n", "without a name"),
        ("t.csv", 'product\n"a\n', "t.csv:2"),
        ("t.csv", b"product\n\xff\xfe\n", "t.csv:2: not UTF-8"),
        ("t.jsonl", "{}\n[1]\n", r"row 2 \(line 2\): not an object"),
        ("t.jsonl", '{"a": 1}\n{"a": \n', r"row 2 \(line 2\): not JSON"),
        ("t.jsonl", '{"a": {"b": 1}}\n', r"row 1 \(line 1\): “a” holds an object"),
        ("t.jsonl", '{"a": null}\n', r"row 1 \(line 1\): “a” holds nothing"),
        ("t.jsonl", '{"a": "1", "A": "2"}\n', "there twice"),
    ],
)
def test_a_broken_table_is_refused_by_row(tmp_path: Path, name: str, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        rows(table(tmp_path, content, name))
    assert "\n" not in str(caught.value)


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        rows(tmp_path / "gone.csv")
    with pytest.raises(InputError, match="a folder"):
        rows(tmp_path)


def test_rows_are_held_against_the_scripts_parameters(tmp_path: Path) -> None:
    parameters = project(tmp_path, SCRIPT).film.parameters
    good, bad, short = (
        rows(table(tmp_path, content))[0]
        for content in ("CITY,product\nLisbon,Clock\n", "city,produkt\nLisbon,Clock\n", "product\nClock\n")
    )
    check_row("t.csv", good, parameters, {})
    with pytest.raises(InputError, match=r"t\.csv: row 1 \(line 2\): the script declares no parameter “produkt”"):
        check_row("t.csv", bad, parameters, {})
    with pytest.raises(InputError, match=r"t\.csv: row 1 \(line 2\): no value for the parameter “city”"):
        check_row("t.csv", short, parameters, {})
    check_row("t.csv", short, parameters, {"City": "Porto"})


def test_one_script_is_compiled_with_many_values(tmp_path: Path) -> None:
    compilation = project(tmp_path, SCRIPT, values={"city": "Lisbon"})
    assert prompts(compilation) == ["Watch in Lisbon."]
    other = compilation.with_values({"CITY": "台北", "product": "Clock"})
    assert prompts(other) == ["Clock in 台北."]
    assert other.file is compilation.file
    assert prompts(compilation) == ["Watch in Lisbon."]
