from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from compiler.diagnostics.codes import CODES
from compiler.diagnostics.model import Diagnostic
from compiler.film import model
from compiler.film.model import Film
from compiler.passes import pipeline
from compiler.passes.base import Pass, World
from compiler.passes.pipeline import PipelineError
from compiler.syntax import nodes
from compiler.syntax.parser import parse
from compiler.targets import get_target
from compiler.text.source import Source, Span
from tests.cases import reader
from tests.cases.reader import Case
from tests.passes.world import MemoryFiles, check

ORDERED = pipeline.passes()

CROWDED = """# Everything at once, most of it right.
[film: {title}]
[param: title = Crowded]
[include: cast.scene]
[split: auto]
[scene: EXT. @QUAY - NIGHT]
[lighting: night]
[shot: wide]
[camera: pan left]
@ALPHA waits. [sound: rain]
@ALPHA (low): Quick!
[shot: 4s]
(0s-2s) @阿明走進畫面。
(2s-4s) Rain.
[nonsense]
[scene: A label]
[shot: close-up, 4.5s]
@NOBODY runs.
"""
CAST = """[character: ALPHA]
A detective.
[ref: front.png]
[character: 阿明]
[place: QUAY]
"""


def world(values: dict[str, str] | None = None) -> World:
    files = MemoryFiles({"film.scene": CROWDED, "cast.scene": CAST, "front.png": ""})
    return World(files, get_target("guidances"), values or {})


def film() -> Film:
    return Film(parse(Source.read("film.scene", CROWDED)))


def test_every_code_belongs_to_one_pass_or_the_parser() -> None:
    counted = Counter(code for each in ORDERED for code in each.codes)
    assert counted == Counter(dict.fromkeys(set(CODES) - {"E101"}, 1))


def test_every_pass_is_named_as_its_module_and_writes_fields_that_there_are() -> None:
    assert tuple(each.name for each in ORDERED) == pipeline.NAMES
    kinds = {kind.__name__.lower(): kind for module in (model, nodes) for kind in vars(module).values()
             if is_dataclass(kind)}  # fmt: skip
    known = {f"{name}.{field.name}" for name, kind in kinds.items() for field in fields(kind)}
    for each in ORDERED:
        assert set(each.writes) <= known, each.name


def test_a_pass_before_what_it_needs_is_refused() -> None:
    first, second = Pass("first", lambda film, world: []), Pass("second", lambda film, world: [], needs=("first",))
    pipeline.check([first, second])
    with pytest.raises(PipelineError, match="second needs first"):
        pipeline.check([second, first])
    with pytest.raises(PipelineError, match="first is listed twice"):
        pipeline.check([first, first])


def test_until_stops_there() -> None:
    found = check("[scene: A street]\n[shot: wide]\n@NOBODY runs.\n", until="names")
    assert found.codes == ["E201"]
    assert found.film.scenes[0].shots[0].duration is None


def test_an_unknown_pass_is_refused() -> None:
    with pytest.raises(ValueError, match="no pass is called nonsense"):
        check("", until="nonsense")


def objects(root: Any) -> dict[int, Any]:
    """Return every dataclass object that can be reached from ``root``, sources and spans left out."""
    found: dict[int, Any] = {}
    waiting = [root]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Mapping):
            waiting += each.values()
        elif isinstance(each, list | tuple):
            waiting += each
        elif is_dataclass(each) and not isinstance(each, Span) and id(each) not in found:
            found[id(each)] = each
            waiting += (getattr(each, field.name) for field in fields(each))
    return found


def shallow(value: Any) -> Any:
    """Return what a field holds, other objects by identity."""
    if isinstance(value, Mapping):
        return [(key, shallow(each)) for key, each in value.items()]
    if isinstance(value, list | tuple):
        return [shallow(each) for each in value]
    return value if value is None or isinstance(value, str | int | float) else id(value)


@pytest.mark.parametrize("name", pipeline.NAMES)
def test_a_pass_keeps_to_its_declaration(name: str) -> None:
    outside, resolved = world(), film()
    for each in ORDERED:
        known = objects(resolved)
        before = {key: [shallow(getattr(one, field.name)) for field in fields(one)] for key, one in known.items()}
        found = list(each.run(resolved, outside))
        if each.name == name:
            break
    assert {one.code for one in found} <= {*each.codes, *(["E101"] if name == "includes" else [])}
    changed = {
        f"{type(one).__name__.lower()}.{field.name}"
        for key, one in known.items()
        for field, old in zip(fields(one), before[key], strict=True)
        if shallow(getattr(one, field.name)) != old
    }
    assert changed <= set(each.writes)


def said(diagnostics: list[Diagnostic]) -> list[tuple[Any, ...]]:
    return [(one.code, one.message, one.span.start, one.span.end, one.labels, one.help) for one in diagnostics]


def test_a_second_film_of_the_same_file_gives_the_same() -> None:
    file = parse(Source.read("film.scene", CROWDED))
    first, second = Film(file), Film(file)
    # A source keeps the line starts that somebody asked for; the two files are not told apart by it.
    outside = world({"title": "Other"})
    found = pipeline.run(first, outside), pipeline.run(second, outside)
    assert [one[:4] for one in said(found[0])] == [one[:4] for one in said(found[1])]
    assert repr(first.scenes) == repr(second.scenes)
    assert first.title == "Other"
    assert {one.code for one in found[0]} >= {"E102", "E201", "E305", "H308"}


def test_a_film_with_parameters_leaves_its_file_alone() -> None:
    file = parse(Source.read("film.scene", CROWDED))
    before = copy.deepcopy(file.items)
    pipeline.run(Film(file), world({"title": "Other"}))
    assert repr(file.items) == repr(before)


@pytest.mark.parametrize("case", reader.cases(), ids=lambda case: case.id)
def test_every_case_runs_through_all_passes_and_keeps_to_the_codes(case: Case) -> None:
    files = {name: "\n".join(lines) for name, lines in case.files.items()}
    outside = World(MemoryFiles(files), get_target("guidances"), case.values)
    resolved = Film(parse(Source.read("film.scene", files["film.scene"])))
    for each in ORDERED:
        found = {one.code for one in each.run(resolved, outside)}
        assert found <= {*each.codes, *(["E101"] if each.name == "includes" else [])}, each.name
