"""Scene headings: ``INT. KITCHEN - NIGHT`` is a setting, anything else a label."""

from __future__ import annotations

import re
from functools import cache

from compiler.film.lexicon import Lexicon
from compiler.film.model import Setting
from compiler.film.vocabulary import table
from compiler.syntax.nodes import Words
from compiler.syntax.words import cut, flat

_LATIN = re.compile(
    r"\s*(?:(?P<both>INT[.．]?\s*[/／]\s*EXT|EXT[.．]?\s*[/／]\s*INT|I\s*[/／]\s*E)|(?P<inside>INT)|(?P<outside>EXT))"
    r"(?:[.．]\s*|\s+)",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"\s*(?:(?P<both>[內内]外景?|[內内]景?[/／]外景?)|(?P<inside>[內内]景?)|(?P<outside>外景?))"
    r"(?:(?<=景)[\s.．。·・:：,，、]*|[\s.．。·・:：]+)"
)
_DASH = re.compile(r"(?<=\s)[-\u2010-\u2013－]+(?=\s|$)|[\u2014\u2015\u2e3a]+")
_CHINESE_DASH = re.compile(r"[-\u2010-\u2015－\u2e3a]+|[．。·・，]")
_SIDES = {"both": "interior and exterior", "inside": "interior", "outside": "exterior"}


def read(heading: Words) -> Setting | None:
    """Return what a heading says of the place and time, None where it is only a label.

    The time is what follows the last dash, or the last two where both sides of it are times
    (``NIGHT - CONTINUOUS``). Chinese headings may use a dash without spaces, a middle dot, or a space before a time
    (``內景 燈塔 夜``).
    """
    text = flat(heading)
    match, dash = _LATIN.match(text), _DASH
    if match is None:
        match, dash = _CHINESE.match(text), _CHINESE_DASH
    if match is None:
        return None
    side = _SIDES[match.lastgroup or "inside"]
    cuts = [dashes.span() for dashes in dash.finditer(text, match.end())]
    end, start = cuts[-1] if cuts else (len(text), len(text))
    for before, after in reversed(cuts[:-1]):
        if _times().get(text[start:]) is None or _times().get(text[after:end]) is None:
            break
        end, start = before, after
    if not cuts and dash is _CHINESE_DASH:
        space = max(text.rfind(" "), text.rfind("\u3000"))
        if space > match.end() and _times().get(text[space:]) is not None:
            end, start = space, space + 1
    place = cut(heading, match.end(), end)
    if place is None:
        return None
    return Setting(side, place, cut(heading, start, len(text)) if start < len(text) else None)


@cache
def _times() -> Lexicon[bool]:
    """Return the words of headings for times, and for going on from the scene before."""
    sections = table("lighting")
    entries = [*sections["heading"].values(), *sections["follows"].values()]
    return Lexicon((word, True) for entry in entries for word in entry["words"])
