from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pytest

from compiler import resources
from compiler.film.lexicon import Lexicon, key_of
from compiler.film.safety import find_unsafe, unsafe_words
from compiler.film.vocabulary import angles, framing_label, framings, moves, read_framing, table, unnamed_persons
from compiler.passes.lighting.terms import DIMENSIONS, TIMES

MOTIONS = {
    *("push", "pull", "pan-left", "pan-right", "whip-pan", "tilt-up", "tilt-down", "orbit", "orbit-left"),
    *("crane-up", "crane-down", "zoom-in", "zoom-out", "dolly-zoom", "track", "track-left", "track-right"),
    *("fly", "roll", "handheld", "static"),
}


def twice(spellings: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return the spellings that stand for more than one thing."""
    meanings: dict[str, set[str]] = defaultdict(set)
    for word, meaning in spellings:
        meanings[key_of(word)].add(meaning)
    return {word: found for word, found in meanings.items() if len(found) > 1}


def test_every_file_is_read_by_somebody() -> None:
    files = {path.stem for path in (resources.folder("grammar") / "vocabulary").glob("*.toml")}
    assert files == {"framing", "persons", "camera", "lighting", "safety"}


def test_framings_and_angles_are_told_apart() -> None:
    entries = [
        (word, key)
        for section in ("framing", "angle")
        for key, entry in table("framing")[section].items()
        for word in (key, entry["en"], entry["zh"], *entry["words"])
    ]
    assert not twice(entries)
    assert len({entry["zh"] for entry in table("framing")["framing"].values()}) == len(table("framing")["framing"])


@pytest.mark.parametrize("key", table("framing")["framing"])
def test_a_framing_is_read_in_every_spelling(key: str) -> None:
    entry = table("framing")["framing"][key]
    for word in (key, key.upper(), entry["en"], entry["zh"], *entry["words"]):
        assert read_framing(word) == (key, None), word


@pytest.mark.parametrize("key", table("framing")["angle"])
def test_an_angle_is_read_alone_and_with_a_framing(key: str) -> None:
    entry = table("framing")["angle"][key]
    assert read_framing(key) == (None, key)
    assert read_framing(f"{entry['en']} wide shot") == ("wide", key)
    assert read_framing(f"{entry['zh']}全景") == ("full", key)


@pytest.mark.parametrize(
    ("framing", "angle", "en", "zh"),
    [
        ("wide", None, "Wide shot", "遠景"),
        ("close-up", None, "Close-up", "特寫"),
        ("two-shot", None, "Two-shot", "雙人鏡頭"),
        ("POV", None, "POV shot", "主觀鏡頭"),
        ("over-the-shoulder", None, "Over-the-shoulder shot", "過肩鏡頭"),
        ("extreme close-up", None, "Extreme close-up", "大特寫"),
        ("wide", "low angle", "Low-angle wide shot", "仰拍遠景"),
        ("POV", "high angle", "High-angle POV shot", "俯拍主觀鏡頭"),
        (None, "low angle", "Low-angle shot", "仰拍鏡頭"),
        (None, None, "", ""),
    ],
)
def test_labels(framing: str | None, angle: str | None, en: str, zh: str) -> None:
    assert framing_label(framing, angle, "en") == en
    assert framing_label(framing, angle, "zh") == zh


@pytest.mark.parametrize("text", ["", "shot", "wide wide", "nonsense", "lowwide", "鏡頭", "wide night"])
def test_what_is_no_framing(text: str) -> None:
    assert read_framing(text) is None


def test_framings_and_angles_can_be_listed() -> None:
    assert {"wide", "cu", "特寫"} <= set(framings())
    assert {"low angle", "仰拍"} <= set(angles())


def test_a_move_has_one_meaning() -> None:
    entries = table("camera")["moves"]
    assert not twice((word, name) for name, entry in entries.items() for word in (name, *entry["words"]))
    assert {entry["motion"] for entry in entries.values()} <= MOTIONS
    assert {entry["kind"] for entry in entries.values()} == {"move", "rig", "manner"}


def test_a_move_is_found_in_every_spelling() -> None:
    for name, entry in table("camera")["moves"].items():
        for word in entry["words"]:
            (hit,) = moves().find(f"slow {word} now")
            assert hit.value.name == name, word


def test_vague_words_are_no_moves() -> None:
    vague = table("camera")["vague"]
    assert not [word for word in (*vague["always"], *vague["alone"]) if moves().get(word)]


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_a_lighting_term_has_one_meaning_in_its_dimension(dimension: str) -> None:
    entries = table("lighting")[dimension]
    assert not twice(
        (word, key) for key, entry in entries.items() for word in (*entry["words"], *entry.get("prose", ()))
    )
    for key, entry in entries.items():
        assert set(entry) <= {"words", "prose", "times", "is", "excludes", "accent"}, key
        assert set(entry.get("times", ())) <= set(TIMES), key
        keys = {other.get("is", name) for name, other in entries.items()}
        assert set(entry.get("excludes", ())) <= keys - {entry.get("is", key)}, key
        assert entry.get("is", key) in keys, key


def test_no_lighting_word_says_two_times_or_excludes_itself() -> None:
    """A word may stand in two dimensions, but what it says of the time must be one thing."""
    said: dict[str, set[frozenset[str]]] = defaultdict(set)
    for dimension in ("time", "source", "weather"):
        for entry in table("lighting")[dimension].values():
            for word in (*entry["words"], *entry.get("prose", ())):
                said[key_of(word)].add(frozenset(entry.get("times", ())))
    assert not {word: times for word, times in said.items() if len(times) > 1}


def test_heading_words_have_one_time_and_do_not_follow_on() -> None:
    headings, follows = table("lighting")["heading"], table("lighting")["follows"]
    assert not twice(
        (word, key) for section in (headings, follows) for key, e in section.items() for word in e["words"]
    )
    assert all(set(entry["times"]) <= set(TIMES) and entry["times"] for entry in headings.values())


def test_an_unsafe_word_has_one_level_and_is_found_as_itself() -> None:
    data = table("safety")
    pairs = [(word, level) for level in ("refused", "doubtful") for words in data[level].values() for word in words]
    assert not twice(pairs)
    for word, level in pairs:
        plain = word.removesuffix("*")
        assert [hit.value.level for hit in find_unsafe(plain)] == [level], word


def test_a_harmless_phrase_hides_its_words() -> None:
    phrases = table("safety")["never"]["phrases"]
    assert phrases
    for phrase in phrases:
        assert not find_unsafe(phrase.removesuffix("*")), phrase


def test_an_unsafe_word_names_its_category() -> None:
    (hit,) = unsafe_words().find("to behead")
    assert (hit.value.level, hit.value.category) == ("refused", "gore")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A man enters.", ["A man"]),
        ("Then the old woman and someone else's child", ["the old woman"]),
        ("a tall, dark-haired man", ["a tall, dark-haired man"]),
        ("A man-made lake; the manor; humane woman; a manual", []),
        ("一個男人走進來，一名年輕女子看著他", ["一個男人", "一名年輕女子"]),
        ("一个男人和那位老人", ["一个男人", "那位老人"]),
        ("沒有人說話，所有人都看著", []),
        ("有人敲門", ["有人"]),
        ("ＴＨＥ ＷＯＭＡＮ", ["ＴＨＥ ＷＯＭＡＮ"]),
    ],
)
def test_unnamed_persons(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in unnamed_persons(text)] == expected


def test_a_term_is_a_line_of_data(monkeypatch: pytest.MonkeyPatch) -> None:
    words = table("lighting")["source"]["neon"]["words"]
    monkeypatch.setitem(table("lighting")["source"], "plasma", {"words": ["plasma globe"]})
    assert "plasma globe" not in words
    from compiler.passes.lighting import terms

    fresh = terms.description_terms.__wrapped__()
    assert isinstance(fresh, Lexicon)
    assert [hit.value.key for hit in fresh.find("a plasma globe hums")] == ["plasma"]
