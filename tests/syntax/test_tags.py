"""The table of tags."""

from __future__ import annotations

import pytest

from compiler.syntax.tags import lookup, spellings, table


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("film", "影片"),
        ("character", "角色/人物"),
        ("prop", "道具"),
        ("place", "地點/地点/場地/场地"),
        ("scene", "場景/场景"),
        ("shot", "鏡頭/镜头"),
        ("camera", "運鏡/运镜"),
        ("lighting", "光影/燈光/灯光"),
        ("sound", "音效/聲音/声音"),
        ("music", "音樂/音乐"),
        ("voice", "聲線/声线/配音"),
        ("ref", "參考/参考"),
        ("style", "風格/风格"),
        ("negative", "反向/負向/负向"),
        ("seed", "種子/种子"),
        ("mode", "模式"),
        ("aspect", "比例"),
        ("physics", "物理"),
    ],
)
def test_chinese_spellings(name: str, written: str) -> None:
    for spelling in written.split("/"):
        kind = lookup(spelling)
        assert kind is not None
        assert kind.name == name
        assert spelling in spellings()


def test_every_tag_of_the_language_is_there() -> None:
    film = {"film", "aspect", "mode", "resolution", "audio", "style", "negative", "seed", "language", "split"}
    film |= {"budget", "param", "include"}
    definitions = {"character", "prop", "place", "ref", "video", "voice", "element"}
    scene = {"scene", "lighting", "sound", "music", "continue", "transition"}
    shot = {"shot", "camera", "physics", "first", "last"}
    assert set(table()) == film | definitions | scene | shot


def test_spellings_compare_as_names_do() -> None:
    assert lookup("SHOT") is lookup("ｓｈｏｔ") is table()["shot"]
    assert lookup("shots") is None


def test_attributes_and_mentions() -> None:
    assert table()["shot"].attributes == ("lens", "id")
    assert table()["character"].attributes == ("as",)
    assert [name for name, kind in table().items() if kind.mentions] == [
        "style",
        "scene",
        "lighting",
        "sound",
        "music",
        "camera",
        "physics",
    ]


def test_a_spelling_belongs_to_one_tag() -> None:
    assert len(set(spellings())) == len(spellings())
