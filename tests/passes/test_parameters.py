from __future__ import annotations

import pytest

from compiler.film.model import Paragraph
from compiler.syntax.nodes import Run
from tests.passes.world import check

SHOT = "[scene: A street]\n[shot: wide, 3s]\n"


def lines(script: str, **values: str) -> list[str]:
    """Return the plain prose of a script's shots."""
    found = check(script, values=values)
    assert not found.diagnostics, found.said()
    shots = [shot for _, shot in found.film.shots()]
    return [line.plain() for shot in shots for item in shot.body if isinstance(item, Paragraph) for line in item.lines]


@pytest.mark.parametrize(
    ("values", "expected"),
    [({}, "The Aurora Watch."), ({"product": "Ray"}, "The Ray."), ({"PRODUCT": "Ray\nOne"}, "The Ray One.")],
)
def test_a_value_from_outside_replaces_the_default(values: dict[str, str], expected: str) -> None:
    assert lines("[param: product = Aurora Watch]\n" + SHOT + "The {product}.\n", **values) == [expected]


def test_a_value_is_plain_text() -> None:
    script = "[param: x = none]\n" + SHOT + "So {x}.\n"
    assert lines(script, x="[split] @NOBODY {y} # (0s-1s)") == ["So [split] @NOBODY {y} # (0s-1s)."]


def test_an_empty_value_is_nothing() -> None:
    assert lines("[param: x =]\n" + SHOT + "So{x}.\n") == ["So."]


@pytest.mark.parametrize("value", ["a", "abc", "abcd", "abcde"])
def test_no_part_of_a_value_passes_for_source_text(value: str) -> None:
    found = check("[param: abc = x]\n" + SHOT + "{abc}\n", values={"abc": value})
    body = found.film.scenes[0].shots[0].body[0]
    assert isinstance(body, Paragraph)
    [line] = body.lines
    assert line.plain() == value
    assert all(isinstance(part, Run) and len(part.text) != part.end - part.start for part in line.parts)


def test_defaults_build_on_defaults_before_them() -> None:
    script = "[param: city = Lisbon]\n[param: title = A day in {city}]\n" + SHOT + "{title}\n"
    assert lines(script) == ["A day in Lisbon"]
    assert lines(script, city="Rome") == ["A day in Rome"]


def test_the_film_keeps_what_is_declared() -> None:
    found = check("[param: City = Lisbon]\n[param: day]\n" + SHOT + "{city} {City}\n", values={"day": "Monday"})
    assert {name: (one.default, one.uses) for name, one in found.film.parameters.items()} == {
        "City": ("Lisbon", 2),
        "day": (None, 0),
    }
    assert found.codes == ["W204"]


def test_a_value_for_nothing_is_an_error_where_nothing_is_declared() -> None:
    one = check(SHOT, values={"product": "x"}).one("E106")
    assert (one.span.start, one.span.end) == (0, 0)
    assert one.help == ("the script declares no parameters",)


def test_values_reach_every_text() -> None:
    script = (
        "[param: x = Rome]\n[film: {x}]\n[style: {x}]\n[character: A as=\"{x}\"]\n{x}\n[voice: {x}, low]\n"
        "[scene: EXT. {x} - NIGHT]\n[lighting: {x}]\n[shot: wide, 3s]\n[camera: {x}]\n"
        "(0s-3s) @A {x}.\n  {x}. [sound: {x}]\n@A ({x}): {x}!\n"
    )  # fmt: skip
    found = check(script)
    assert not found.diagnostics, found.said()
    film = found.film
    assert film.parameters["x"].uses == 13
    assert film.title == "Rome"
    subject = film.subjects["a"]
    assert subject.label == "Rome" and subject.voice is not None and subject.voice.traits == ("Rome", "low")
    setting = film.scenes[0].setting
    assert setting is not None and setting.place.plain() == "Rome"
    [line] = film.scenes[0].shots[0].dialogue()
    assert line.delivery is not None and line.delivery.plain() == "Rome"
