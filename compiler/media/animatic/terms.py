"""The words that the animatic understands (``terms.toml``), English and Chinese, and where they stand in a text."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

from compiler.text.letters import CJK


class Found(NamedTuple):
    """A term in a text: its key, and where its spelling begins and ends."""

    key: str
    start: int
    end: int


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("terms.toml").read_text(encoding="utf-8"))


@cache
def _pattern(section: str) -> tuple[re.Pattern[str], dict[str, str]]:
    keys: dict[str, str] = {}
    spellings: dict[str, str] = {}
    for key, words in _tables()[section].items():
        for word in words:
            spelling = unicodedata.normalize("NFKC", word).lower()
            spellings.setdefault(spelling, key)
    parts: list[str] = []
    for spelling in sorted(spellings, key=lambda item: (-len(item), item)):
        group = f"t{len(keys)}"
        keys[group] = spellings[spelling]
        body = re.escape(spelling.rstrip("*")).replace(r"\ ", r"[\s-]+")
        if CJK.search(spelling):
            parts.append(f"(?P<{group}>{body})")
        elif spelling.endswith("*"):
            parts.append(rf"(?P<{group}>(?<![a-z0-9]){body}[a-z]*)")
        else:
            parts.append(rf"(?P<{group}>(?<![a-z0-9]){body}(?![a-z0-9]))")
    return re.compile("|".join(parts)), keys


def keys(section: str) -> frozenset[str]:
    """Return all keys of ``section``."""
    return frozenset(_tables()[section])


def find_all(section: str, text: str) -> list[Found]:
    """Return every term of ``section`` in ``text``, in order of place; of overlapping spellings the longest."""
    pattern, keys = _pattern(section)
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return [Found(keys[match.lastgroup or ""], *match.span()) for match in pattern.finditer(lowered)]


def first(section: str, text: str) -> str | None:
    """Return the key of the first term of ``section`` in ``text``."""
    found = find_all(section, text)
    return found[0].key if found else None


def keys_in(section: str, text: str) -> tuple[str, ...]:
    """Return the keys of ``section`` in ``text``, each once, in order of place."""
    return tuple(dict.fromkeys(item.key for item in find_all(section, text)))
