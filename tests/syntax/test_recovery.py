"""A broken line costs one E101; the rest of the file is still parsed."""

from __future__ import annotations

import random

import pytest

from compiler.syntax.nodes import BadLine, Prose, TagLine
from compiler.syntax.recovery import MOST_ERRORS
from tests.syntax.reading import places, read, said


@pytest.mark.parametrize(
    ("broken", "place", "message"),
    [
        ("[shot: wide, 3s", (1, "["), "not closed"),
        ("[shot: wide, 3s\nmore words", (1, "["), "not closed"),
        ("［鏡頭：遠景", (1, "［"), "not closed"),
        ("prose [sound: rain", (7, "["), "not closed"),
        ("[camera: slow [shot: wide]", (1, "["), "not closed"),
        ("[", (1, "["), "not closed"),
        ("shot: wide, 3s]", (15, "]"), "closes no tag"),
        ("[shot: wide] and text", (14, "and text"), "behind a tag"),
        ("prose [sound: x] more", (18, "more"), "behind a tag"),
        ("[: wide]", (1, "[:"), "begins with its name"),
        ("[]", (1, "[]"), "begins with its name"),
        ("[3 shots: x]", (1, "[3"), "begins with its name"),
        ("[shot = wide]", (7, "="), "colon is missing"),
        ("[shot: {wide]", (8, "{"), "brace"),
        ("[shot: wide}]", (12, "}"), "brace"),
        ("a { b", (3, "{"), "brace"),
        ("@ALPHA (a {): x", (11, "{"), "brace"),
        ("by @1ST", (4, "@"), "no name"),
        ("[ref: a.png,\n# front\nb.png]", (1, "#"), "comment"),
    ],
)
def test_one_precise_error(broken: str, place: tuple[int, str], message: str) -> None:
    file = read(f"before\n{broken}\n[camera: pan]\nafter\n")
    (finding,) = file.diagnostics
    assert finding.code == "E101"
    assert (finding.span.first.column, finding.span.text) == place
    assert message in finding.message
    assert finding.help
    assert isinstance(file.items[0], Prose)
    assert [type(item) for item in file.items[-2:]] == [TagLine, Prose]
    assert sum(isinstance(item, BadLine) for item in file.items) == 1


def test_an_open_tag_loses_its_own_line_only() -> None:
    file = read("[shot: wide, 3s\nNeon lights.\nRain.\n[camera: pan]")
    assert [type(item) for item in file.items] == [BadLine, Prose, Prose, TagLine]
    (finding,) = file.diagnostics
    assert [label.span.first for label in finding.labels] == [(4, 1)]
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    assert (edit.span.start, edit.text) == (15, "]")


def test_a_fix_is_offered_only_for_known_tags() -> None:
    (finding,) = read("[then he left\nand came back").diagnostics
    assert finding.fix is None


def test_an_error_in_a_wrapped_tag_costs_the_whole_tag() -> None:
    file = read("[ref: a.png,\n b{.png,\n c.png]\nprose")
    assert places(file.diagnostics) == [(2, 3, "{")]
    assert [type(item) for item in file.items] == [BadLine, Prose]
    bad = file.items[0]
    assert isinstance(bad, BadLine)
    assert file.source.text[bad.start : bad.end] == "[ref: a.png,\n b{.png,\n c.png]"


def test_the_bad_line_is_the_whole_line() -> None:
    file = read("one\n  two ] [sound: x] \nthree")
    bad = file.items[1]
    assert isinstance(bad, BadLine)
    assert file.source.text[bad.start : bad.end] == "  two ] [sound: x] "


BROKEN = [
    "[shot: wide, 3s",
    "shot: wide]",
    "a { b",
    "[: x]",
    "@A: run } away",
    "[sound: x] tail",
    "@1st",
    "x [camera: pan",
    "bell \x07",
    "\u202eright to left",
    "@A:",
    "(0s-1s)",
]
GOOD = ["[shot: wide, 3s]", "Rain.", "@A: Run!", "(0s-2s) x", "# c", "", "霓虹燈。[音效：雨]", "[ref: a,\n  b]"]


@pytest.mark.parametrize("seed", range(20))
def test_every_injected_error_is_reported_once(seed: int) -> None:
    chance = random.Random(seed)
    lines: list[str] = []
    injected = 0
    for _ in range(60):
        # A tag line in front: it ends what is open, and a wrapped or hanging line never swallows the next.
        lines.append("[camera: pan]")
        if chance.random() < 0.4:
            lines.append(chance.choice(BROKEN))
            injected += 1
        else:
            lines.append(chance.choice(GOOD))
    file = read("\n".join([*lines, "[camera: pan]"]))
    assert len(file.diagnostics) == injected > 0
    assert sum(isinstance(item, BadLine) for item in file.items) == injected
    assert sum(isinstance(item, TagLine) for item in file.items) >= 61


def test_thousands_of_sparse_errors_are_all_reported() -> None:
    file = read("[shot: wide, 3s\nprose\n[camera: pan]\n" * 3000)
    assert len(file.diagnostics) == 3000
    assert not file.given_up


def test_a_file_of_errors_is_given_up_and_says_so() -> None:
    file = read('{"a": 1},\n' * 20_000)
    assert len(file.diagnostics) == MOST_ERRORS + 2
    assert "nothing more" in file.diagnostics[-1].message
    assert file.given_up
    last = file.items[-1]
    assert isinstance(last, BadLine)
    assert last.end == len(file.source.text) - 1


def test_diagnostics_come_in_the_order_of_the_file() -> None:
    found = read("@A:\na ] b\n\x07\n[x\n[y]\n(0s-1s)").diagnostics
    assert [finding.span.first.line for finding in found] == [1, 2, 3, 4, 6]


def test_what_follows_an_error_is_read_as_ever() -> None:
    items = read("a ] b\n@A: One\n  two").items
    assert [said(line) for line in (items[1].line, *items[1].more)] == ["One", "two"]  # type: ignore[union-attr]
