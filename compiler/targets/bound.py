"""How long a prompt can be, told from its parts without wording it: templates take longer to load than a short script
to check."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple


class Bound(NamedTuple):
    """The characters that a template adds at most: to a shot, for each line of its body, for each of its texts."""

    shot: int
    line: int
    text: int


def read_bound(folder: Path) -> Bound | None:
    """Return what ``labels.toml`` in ``folder`` says its template adds, None where it does not say."""
    try:
        table = tomllib.loads((folder / "labels.toml").read_text("utf-8")).get("bound")
    except (OSError, ValueError):
        return None
    return Bound(int(table["shot"]), int(table["line"]), int(table["text"])) if table else None


def at_most(parts: Mapping[str, Any], bound: Bound) -> int:
    """Return a length that the prompt of ``parts`` does not pass."""
    texts = list(_texts(parts))
    return sum(map(len, texts)) + bound.text * len(texts) + bound.line * len(parts["body"]) + bound.shot


def _texts(parts: Mapping[str, Any]) -> Iterator[str]:
    for name in ("opening", "physics", "style", "music"):
        yield parts[name]
    for name in ("camera", "lighting", "sounds"):
        yield from parts[name]
    if parts["setting"] is not None:
        yield from parts["setting"]
    for line in parts["body"]:
        yield from (line.text, line.speaker, line.introduction, str(line.begin), str(line.finish), *line.traits)
