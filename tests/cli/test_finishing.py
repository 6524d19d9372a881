"""From a run's clips to the film."""

import pytest

from compiler.cli.finishing import language_of


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], None),
        (["We have to leave — now!"], "eng"),
        (["我們必須離開！", "快走。"], "zho"),
        (["行かなければならない。"], None),
        (["¿Dónde está?"], None),
    ],
)
def test_the_language_is_told_by_the_spoken_letters(lines: list[str], expected: str | None) -> None:
    shots = [{"dialogue": [{"text": line} for line in lines]}]
    assert language_of({"clips": [{"shots": shots}]}) == expected
