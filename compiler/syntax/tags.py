"""The table of tags, ``grammar/tags.toml``: every spelling, where a tag may stand and what its value is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast, get_args

from compiler.resources import folder
from compiler.text.letters import name_key

Place = Literal["film", "film body", "subject", "scene", "scene body", "shot", "cut"]
ValueKind = Literal[
    "text",
    "list",
    "name",
    "word",
    "integer",
    "money",
    "parameter",
    "path",
    "image",
    "images",
    "shot",
    "none",
]


@dataclass(frozen=True, slots=True)
class TagKind:
    """What the language says of one tag.

    ``name`` is the canonical name, ``spellings`` every one with it first. ``optional`` means that the value may be
    left out; ``repeats`` that one place may hold several; ``mentions`` that ``@NAME`` in the value is a mention.
    """

    name: str
    spellings: tuple[str, ...]
    places: tuple[Place, ...]
    value: ValueKind
    repeats: bool
    optional: bool
    attributes: tuple[str, ...]
    mentions: bool


@cache
def table() -> dict[str, TagKind]:
    """Return every tag by its canonical name, in the table's order. Raises ValueError where the table is wrong."""
    rows = tomllib.loads((folder("grammar") / "tags.toml").read_text("utf-8"))
    kinds: dict[str, TagKind] = {}
    for name, row in rows.items():
        spellings = tuple(cast("list[str]", row["names"]))
        places, value = tuple(row["places"]), row["value"]
        unknown = [place for place in places if place not in get_args(Place)]
        if spellings[0] != name or unknown or value not in get_args(ValueKind):
            raise ValueError(f"grammar/tags.toml: [{name}] has wrong names, places or value")
        kinds[name] = TagKind(
            name=name,
            spellings=spellings,
            places=places,
            value=value,
            repeats=row.get("repeats", False),
            optional=row.get("optional", value == "none"),
            attributes=tuple(row.get("attributes", ())),
            mentions=row.get("mentions", False),
        )
    return kinds


@cache
def _by_spelling() -> dict[str, TagKind]:
    kinds: dict[str, TagKind] = {}
    for kind in table().values():
        for spelling in kind.spellings:
            if kinds.setdefault(name_key(spelling), kind) is not kind:
                raise ValueError(f"grammar/tags.toml: two tags are spelled {spelling}")
    return kinds


def lookup(spelling: str) -> TagKind | None:
    """Return the tag that ``spelling`` names (``鏡頭``, ``Shot``), or None. Spellings compare as names do."""
    return _by_spelling().get(name_key(spelling))


def spellings() -> tuple[str, ...]:
    """Return every spelling of every tag, for finding the nearest."""
    return tuple(spelling for kind in table().values() for spelling in kind.spellings)
