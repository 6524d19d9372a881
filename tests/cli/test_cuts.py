"""Scenes that the compiler cuts, rendered, edited and rendered again: what is paid for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from compiler.cli.lockfile import read_all
from tests.cli.conftest import Run
from tests.runner.conftest import ask


def scene(heading: str, shots: Sequence[tuple[str, int]]) -> str:
    lines = [f"[scene: {heading}]", "[lighting: day]", "[split: auto]", ""]
    for text, seconds in shots:
        lines += [f"[shot: wide, {seconds}s]", f"{text}.", ""]
    return "\n".join(lines) + "\n"


LONG = [("Rain on glass", 5), ("A tram", 5), ("A dog", 5), ("A door", 5), ("A lamp", 5), ("Leaves", 5), ("A clock", 5)]
SHORT = [("A kettle", 5), ("Steam", 5)]
FILM = "[film: Town]\n\n" + scene("INT. ROOM - DAY", LONG) + scene("INT. KITCHEN - DAY", SHORT)
HALL = [("A coat", 4)]


def edited(**changes: Sequence[tuple[str, int]]) -> str:
    return (
        "[film: Town]\n\n"
        + scene("INT. ROOM - DAY", changes.get("long", LONG))
        + scene("INT. KITCHEN - DAY", changes.get("short", SHORT))
    )


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (edited(long=[("Snow on glass", 5), *LONG[1:]]), [15]),
        (edited(long=[*LONG[:4], ("Smoke", 5), *LONG[4:]]), [15]),
        (edited(long=[LONG[0], ("Smoke", 5), *LONG[1:]]), [10, 10]),
        (edited(long=LONG[:-1]), [5]),
        # A scene of one clip that has become too long keeps it.
        (edited(short=[*SHORT, ("Bread", 6)]), [6]),
        (edited(short=[("Bread", 6), *SHORT]), [6]),
        # Another scene under the heading of one that was rendered, before it.
        ("[film: Town]\n\n" + scene("INT. ROOM - DAY", HALL) + FILM.partition("\n\n")[2], [4]),
        ("[film: Town]\n\n" + scene("INT. KITCHEN - DAY", SHORT) + scene("INT. ROOM - DAY", LONG), []),
    ],
)
def test_an_edit_pays_for_the_fewest_clips(
    tmp_path: Path, scenec: Run, url: str, text: str, seconds: list[int]
) -> None:
    (tmp_path / "town.scene").write_text(FILM, "utf-8")
    assert scenec("render", "town.scene", "--provider-url", url).returncode == 0
    before = [row["seconds"] for row in ask(url, "ledger")]
    assert sum(before) == 45
    scenes = read_all(tmp_path)["town.scene"]["scene"]
    assert {key: entry["cuts"] for key, entry in scenes.items()}.keys() == {"int. room day", "int. kitchen day"}
    assert scenes["int. kitchen day"]["cuts"] == []
    (tmp_path / "town.scene").write_text(text, "utf-8")
    rendered = scenec("render", "town.scene", "--provider-url", url)
    assert rendered.returncode == 0, rendered.stderr
    after = [row["seconds"] for row in ask(url, "ledger")]
    assert sorted(after[len(before) :], reverse=True) == seconds
