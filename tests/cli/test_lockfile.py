from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.cli.errors import CommandError
from compiler.cli.lockfile import LockedFilm, dump, pin_take, pinned, read_all, read_film, takes_of
from compiler.driver import Options
from compiler.runner.prepare import Film, prepare
from tests.runner.manifests import body, clip, manifest, plain

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@settings(max_examples=60)
@given(
    st.dictionaries(TEXT, st.tuples(st.lists(st.integers(1, 40), min_size=1), st.lists(TEXT, min_size=1)), max_size=3)
)
def test_whatever_scenes_are_called_they_come_back(scenes: dict[str, tuple[list[int], list[str]]]) -> None:
    film = {
        "scene": {key: {"cuts": cuts, "shots": shots} for key, (cuts, shots) in scenes.items()},
        "clip": [{"id": "s01c01", "digest": "sha256:a", "take": 2, "assets": {"file:refs/雨.png": "b"}}],
    }
    films = {"燈塔.scene product=“x”": film}
    read = tomllib.loads(dump(films))["film"]
    assert read["燈塔.scene product=“x”"]["clip"] == film["clip"]
    assert read["燈塔.scene product=“x”"].get("scene", {}) == film["scene"]


def test_cuts_and_shots_reach_the_compiler(tmp_path: Path) -> None:
    films = {"a.scene": {"scene": {"int. room": {"cuts": [2], "shots": ["x", "y", "z"]}}, "clip": []}}
    (tmp_path / "scenec.lock").write_text(dump(films), "utf-8")
    options = pinned(Options(), tmp_path, "a.scene")
    assert options.cuts == {"int. room": (2,)}
    assert options.former_shots == {"int. room": ("x", "y", "z")}
    assert pinned(Options(), tmp_path, "b.scene").cuts == {}


def test_a_lock_that_cannot_be_read_is_refused_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "scenec.lock").write_text("<<<<<<< ours\n", "utf-8")
    with pytest.raises(CommandError, match="mend it or delete it"):
        read_all(tmp_path)


def test_a_take_is_picked_also_where_the_lock_does_not_know_the_clip(tmp_path: Path) -> None:
    first, second = prepare(plain(2)).clips
    pin_take(tmp_path, "film.scene", first, 2, 7)
    pin_take(tmp_path, "film.scene", second, 3)
    pin_take(tmp_path, "film.scene", first, 4)
    clips = read_all(tmp_path)["film.scene"]["clip"]
    assert clips == [
        {"id": "s01c01", "digest": first.digest, "take": 4},
        {"id": "s02c01", "digest": second.digest, "take": 3},
    ]


def test_a_take_counts_for_the_clip_that_it_continues_alone(tmp_path: Path) -> None:
    def film(takes: dict[str, int]) -> Film:
        return prepare(manifest(clip(1, body(1)), clip(2, body(2, frame="clip:s01c01#last"), ["s01c01"])), takes)

    pin_take(tmp_path, "film.scene", film({"s01c01": 2}).clips[1], 3)
    lock = LockedFilm(read_all(tmp_path)["film.scene"]["clip"])
    assert takes_of(lock, film({}).manifest) == {}
    pin_take(tmp_path, "film.scene", film({}).clips[0], 2)
    lock = LockedFilm(read_all(tmp_path)["film.scene"]["clip"])
    assert takes_of(lock, film({}).manifest) == {"s01c01": 2, "s02c01": 3}


@pytest.mark.parametrize(
    ("clip", "says"),
    [
        ('digest = "a"\ntake = 1', "the id of clip 1 is missing"),
        ('id = "s01c01"\ntake = 1', "the digest of s01c01 is missing"),
        ('id = "s01c01"\ndigest = "a"', "the take of s01c01 is no number from 1"),
        *(
            (f'id = "s01c01"\ndigest = "a"\ntake = {take}', "the take of s01c01 is no number from 1")
            for take in ("0", "-1", '"2"', "1.0", "true")
        ),
    ],
)
def test_a_lock_that_says_nonsense_is_refused_before_anything_is_paid_for(tmp_path: Path, clip: str, says: str) -> None:
    (tmp_path / "scenec.lock").write_text(f'[[film."a.scene".clip]]\n{clip}\n', "utf-8")
    with pytest.raises(CommandError, match=says):
        read_film(tmp_path, "a.scene")
