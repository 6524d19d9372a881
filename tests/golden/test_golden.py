from __future__ import annotations

import json
from pathlib import Path

import pytest

from compiler.driver.manifest import Manifest
from tests.golden.films import FILMS, FOLDER, compiled, kept


@pytest.mark.parametrize("name", FILMS)
def test_a_manifest_is_what_it_was(name: str, tmp_path: Path) -> None:
    compilation = compiled(name, tmp_path)
    assert not compilation.failed, compilation.diagnostics
    assert compilation.manifest_json().decode() == kept(name).read_text("utf-8")


@pytest.mark.parametrize("name", FILMS)
def test_two_compilations_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    first, second = (compiled(name, folder) for folder in folders)
    assert first.manifest_json() == second.manifest_json()
    assert b"".join(first.manifest_chunks()) == first.manifest_json()


@pytest.mark.parametrize("name", FILMS)
def test_a_payload_alone_is_the_one_in_the_manifest(name: str, tmp_path: Path) -> None:
    compilation = compiled(name, tmp_path)
    entries = json.loads(compilation.manifest_json())["clips"]
    for clip, entry in zip(compilation.film.clips, entries, strict=True):
        assert json.loads(compilation.payload_json(clip)) == entry["request"]["body"]
        assert list(json.loads(compilation.payload_json(clip))) == list(entry["request"]["body"])


@pytest.mark.parametrize("name", FILMS)
def test_the_model_reads_what_was_written(name: str, tmp_path: Path) -> None:
    compilation = compiled(name, tmp_path)
    assert isinstance(compilation.manifest, Manifest)
    again = compilation.manifest.model_dump(mode="json", exclude_unset=True)
    assert json.dumps(again) == json.dumps(json.loads(compilation.manifest_json()))


def test_every_script_is_a_film_or_a_cast() -> None:
    assert {path.stem for path in (FOLDER / "scripts").glob("*.scene")} == {*FILMS, "cast"}
    assert {path.stem for path in (FOLDER / "manifests").glob("*.json")} == set(FILMS)


def test_the_order_of_keys(tmp_path: Path) -> None:
    content = json.loads(compiled("neon-rain", tmp_path).manifest_json())
    assert list(content) == ["scenec", "film", "target", "source", "duration", "aspect", "resolution", "clips"]
    (clip,) = content["clips"]
    assert list(clip) == [
        *("id", "scene", "heading", "duration", "depends_on", "transition", "digest", "cost", "shots", "assets"),
        "request",
    ]
    assert list(clip["shots"][0]) == ["duration", "source", "dialogue"]
    assert list(clip["request"]) == ["method", "path", "body"]
