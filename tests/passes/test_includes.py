from __future__ import annotations

from tests.passes.world import check

SHOT = "[scene: A street]\n[shot: wide, 3s]\nRain.\n"


def test_files_are_listed_the_main_one_first_and_read_once() -> None:
    found = check(
        "[include: cast/a.scene]\n[include: cast/b.scene]\n" + SHOT,
        files={
            "cast/a.scene": "[include: c.scene]\n",
            "cast/b.scene": "[include: ./c.scene]\n",
            "cast/c.scene": "[character: MIRA]\n",
        },
    )
    assert not found.diagnostics
    assert [file.source.relative for file in found.film.files] == [
        "film.scene",
        "cast/a.scene",
        "cast/c.scene",
        "cast/b.scene",
    ]
    assert found.files.reads == ["cast/a.scene", "cast/c.scene", "cast/b.scene"]
    assert list(found.film.subjects) == ["mira"]


def test_a_file_with_a_scene_is_spliced_wherever_it_is_named() -> None:
    found = check("[include: title.scene]\n" + SHOT + "[include: title.scene]\n", files={"title.scene": SHOT})
    assert not found.diagnostics
    assert [scene.tag.source.relative for scene in found.film.scenes] == ["title.scene", "film.scene", "title.scene"]
    assert [scene.number for scene in found.film.scenes] == [1, 2, 3]


def test_a_circle_names_every_file_on_its_way() -> None:
    files = {"a.scene": "[include: b.scene]\n", "b.scene": "[include: c.scene]\n", "c.scene": "[include: a.scene]\n"}
    found = check("[include: a.scene]\n" + SHOT, files=files)
    one = found.one("E105")
    assert (one.span.source.relative, one.span.text) == ("c.scene", "a.scene")
    assert [(label.span.source.relative, label.message) for label in one.labels] == [
        ("a.scene", "b.scene is included here"),
        ("b.scene", "c.scene is included here"),
    ]


def test_a_deep_chain_ends_in_an_error() -> None:
    files = {f"{number}.scene": f"[include: {number + 1}.scene]\n" for number in range(3000)}
    assert "deep" in check("[include: 0.scene]\n" + SHOT, files=files).one("E105").message


def test_a_bomb_of_includes_ends_in_errors() -> None:
    files = {
        f"{number}.scene": f"[include: {number + 1}.scene]\n[include: {number + 1}.scene]\n{SHOT}"
        for number in range(25)
    }
    files["25.scene"] = SHOT
    found = check("[include: 0.scene]\n", files=files, until="includes")
    assert "more than 1000 files" in found.diagnostics[-1].message
    assert len(found.film.items) < 10_000


def test_the_shown_name_is_beside_the_script() -> None:
    from compiler.film.model import Film
    from compiler.passes import includes
    from compiler.passes.base import World
    from compiler.syntax.parser import parse
    from compiler.text.source import Source
    from tests.passes.world import MemoryFiles, target

    film = Film(parse(Source.read("films/one/film.scene", "[include: cast.scene]\n", relative="film.scene")))
    found = list(includes.PASS.run(film, World(MemoryFiles({"cast.scene": "[broken\n"}), target())))
    assert [(one.code, one.span.source.name, one.span.source.relative) for one in found] == [
        ("E101", "films/one/cast.scene", "cast.scene")
    ]
