"""``# scenec: allow W206``: warnings and hints that the script itself silences."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from compiler.diagnostics.model import Diagnostic
from compiler.film.model import Film
from compiler.syntax.nodes import Beat, Blank, Comment, Dialogue, File, Item, Prose, TagLine
from compiler.text.source import Source

_ALLOW = re.compile(r"#\s*scenec\s*[:：]\s*allow\b(?P<codes>.*)")
_CODE = re.compile(r"\b[WH]\d{3}\b")


class _Place(NamedTuple):
    start: int
    end: int
    codes: frozenset[str]


class Allowances:
    """What the files of a film allow.

    A comment in a file's header, before its first definition or scene, holds for the whole file; one further down for
    the next line that is neither a comment nor blank. Errors cannot be allowed.
    """

    def __init__(self, film: Film) -> None:
        self._everywhere: dict[int, set[str]] = {}
        self._places: dict[int, list[_Place]] = {}
        for file in film.files or [film.file]:
            if "scenec" in file.source.text:
                self._read(file, _header_end(film, file.source))

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether the script silences this diagnostic."""
        if diagnostic.severity == "error":
            return False
        source = id(diagnostic.span.source)
        if diagnostic.code in self._everywhere.get(source, ()):
            return True
        places = self._places.get(source, [])
        start = diagnostic.span.start
        at = bisect_right(places, start, key=lambda place: place.start) - 1
        return at >= 0 and start < places[at].end and diagnostic.code in places[at].codes

    def _read(self, file: File, header_end: int) -> None:
        everywhere = self._everywhere.setdefault(id(file.source), set())
        places = self._places.setdefault(id(file.source), [])
        waiting: set[str] = set()
        for position, item in enumerate(file.items):
            if isinstance(item, Comment):
                match = _ALLOW.match(item.text)
                if match:
                    (everywhere if item.start < header_end else waiting).update(_CODE.findall(match["codes"]))
            elif waiting and not isinstance(item, Blank):
                after = file.items[position + 1] if position + 1 < len(file.items) else None
                end = start_of(after) if after is not None else len(file.source.text) + 1
                places.append(_Place(start_of(item), end, frozenset(waiting)))
                waiting = set()


def _header_end(film: Film, source: Source) -> int:
    """Return the offset of the first definition or scene in ``source``."""
    tags = [subject.tag for subject in film.subjects.values()] + [scene.tag for scene in film.scenes]
    return min((tag.start for tag in tags if tag.source is source), default=len(source.text) + 1)


def start_of(item: Item) -> int:
    """Return the offset at which an item starts."""
    match item:
        case Prose():
            return item.line.words.start
        case Beat():
            return item.time_start
        case Dialogue():
            return item.speaker.start
        case TagLine():
            return item.tags[0].start
        case _:
            return item.start
