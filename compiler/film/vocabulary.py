"""The vocabularies of ``grammar/vocabulary`` as tables. Each file is read when it is first asked for, once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from compiler import resources
from compiler.film.lexicon import Lexicon, fold, key_of

_CAMERA_STOPS = re.compile("[,;.+&/、。，；→]|->")
_SHOT_WORDS = (" shot", " view", " framing", "鏡頭", "镜头")


@cache
def table(name: str) -> dict[str, Any]:
    """Return the file ``name`` (``framing``) of the vocabulary folder as it stands. Callers may not change it."""
    with (resources.folder("grammar") / "vocabulary" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True, slots=True)
class Framing:
    """A framing or an angle: its canonical ``key`` (``close-up``) and what prompts call it in each language."""

    key: str
    en: str
    zh: str


@cache
def framings() -> Lexicon[Framing]:
    """Return the framings by spelling."""
    return _framing_lexicon("framing")


@cache
def angles() -> Lexicon[Framing]:
    """Return the camera angles by spelling."""
    return _framing_lexicon("angle")


def _framing_lexicon(section: str) -> Lexicon[Framing]:
    spellings: list[tuple[str, Framing]] = []
    for key, entry in table("framing")[section].items():
        term = Framing(key, entry["en"], entry["zh"])
        spellings += [(word, term) for word in (key, term.en, term.zh, *entry["words"])]
    return Lexicon(spellings)


@cache
def read_framing(text: str) -> tuple[str | None, str | None] | None:
    """Read one item of a shot's value: the keys of its framing and its angle.

    Understands one (``CU``, ``仰拍``) or both together (``low-angle wide shot``, ``俯拍全景``). Returns None where
    the text is neither.
    """
    bare = _bare(text)
    for spelling in (text, bare):
        framing = framings().get(spelling)
        if framing is not None:
            return framing.key, None
        angle = angles().get(spelling)
        if angle is not None:
            return None, angle.key
    for cut in range(1, len(bare)):
        left, right = bare[:cut], bare[cut:]
        for first, second in ((left, right), (right, left)):
            angle, framing = angles().get(first), framings().get(_bare(second))
            if angle is not None and framing is not None and _separable(left, right):
                return framing.key, angle.key
    return None


def _bare(text: str) -> str:
    """Return ``text`` as terms compare, without a final word for "shot"."""
    key = key_of(text)
    for word in _SHOT_WORDS:
        if key.endswith(word) and key != word:
            return key.removesuffix(word).strip()
    return key


def _separable(left: str, right: str) -> bool:
    """Whether text may be cut here: at a space, or between letters of a script without any."""
    return left[-1] == " " or right[0] == " " or not (left[-1].isascii() and right[0].isascii())


@cache
def framing_label(framing: str | None, angle: str | None, language: str) -> str:
    """Return what a prompt in ``language`` (``en`` or ``zh``) calls a framing and an angle, given by their keys.

    ``wide`` is ``Wide shot``; with ``low angle`` it is ``Low-angle wide shot``. Empty where both are None. Raises
    KeyError for a key that the vocabulary does not have.
    """
    entries = table("framing")
    words = entries["framing"][framing][language] if framing is not None else ""
    view = entries["angle"][angle][language] if angle is not None else ""
    if language == "zh":
        return view + (words or "鏡頭") if view else words
    if not view:
        return str(words)
    if not words:
        return f"{view} shot"
    return f"{view} {words if words[:2].isupper() else words[0].lower() + words[1:]}"


@dataclass(frozen=True, slots=True)
class Move:
    """A camera move: its ``name`` (``push-in``), what it does to the frame (``motion``: ``push``, ``pan-left``, …) and
    its ``kind``: a ``move``, the ``rig`` that it rides on, or the ``manner`` in which the camera is held."""

    name: str
    motion: str
    kind: str


@cache
def moves() -> Lexicon[Move]:
    """Return the camera moves by spelling."""
    spellings: list[tuple[str, Move]] = []
    for name, entry in table("camera")["moves"].items():
        move = Move(name, entry["motion"], entry["kind"])
        spellings += [(word, move) for word in (name, *entry["words"])]
    return Lexicon(spellings)


@cache
def vague_camera_words(when: str) -> Lexicon[bool]:
    """Return words that tell no axis: ``always`` vague, or vague ``alone``, where the text names no move."""
    return Lexicon((word, True) for word in table("camera")["vague"][when])


@cache
def _camera_between() -> Lexicon[bool]:
    return Lexicon((word, True) for word in table("camera")["between"]["words"])


def camera_separators(text: str) -> list[int]:
    """Return the offsets in ``text`` at which one camera move ends and another may begin."""
    words = (hit.start for hit in _camera_between().find(text))
    return sorted({*words, *(match.start() for match in _CAMERA_STOPS.finditer(text))})


@cache
def _person_pattern() -> re.Pattern[str]:
    def choice(words: list[str]) -> str:
        longest_first = sorted(set(words), key=lambda word: (-len(word), word))
        return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) + ")"

    en, zh = table("persons")["en"], table("persons")["zh"]
    person = rf"{choice(en['marks'])}\s+(?:{choice(en['traits'])},?\s+)*{choice(en['people'])}"
    return re.compile(
        rf"(?P<never>\b{choice(en['never'])}\b|{choice(zh['never'])})"
        rf"|(?<![a-z0-9])(?:{person}|{choice(en['alone'])})(?![a-z0-9]|-[a-z])"
        rf"|{choice(zh['marks'])}(?:{choice(zh['traits'])})*{choice(zh['people'])}|{choice(zh['alone'])}"
    )


def unnamed_persons(text: str) -> list[tuple[int, int]]:
    """Return the places in ``text`` that speak of a person without a name ("an old man", 一名女子), as offsets."""
    folded = fold(text)
    matches = _person_pattern().finditer(folded.text)
    return [folded.place(*match.span()) for match in matches if match.lastgroup != "never"]
