"""The declared names, and which of them a mention means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from compiler.film.model import Subject
from compiler.syntax.nodes import Mention, Part, Run
from compiler.text.letters import NAME, UNSPACED, name_key

# What may follow a name's first letter.
_GOES_ON = re.compile(NAME.pattern.removeprefix(r"[^\W\d]").removesuffix("*") + "+")


class Meaning(NamedTuple):
    """What a written name stands for; ``length`` is how much of it is the name."""

    subject: Subject
    length: int


class Names:
    """All declared names. Looks each spelling up once."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self.subjects = {name_key(subject.name): subject for subject in subjects}
        self._longest = max(map(len, self.subjects), default=0)
        self._known: dict[str, Meaning | None] = {}

    def find(self, written: str) -> Meaning | None:
        """Return what ``written`` means: the name that it is, or in a script without word spaces the longest one that
        it begins with."""
        try:
            return self._known[written]
        except KeyError:
            found = self._known[written] = self._find(written)
            return found

    def _find(self, written: str) -> Meaning | None:
        subject = self.subjects.get(name_key(written))
        if subject is not None:
            return Meaning(subject, len(written))
        if written.isascii():
            return None
        # NFKC may join letters (half-width kana and its marks), so a spelling may be longer than its name.
        for length in range(min(len(written) - 1, 2 * self._longest), 0, -1):
            if not _may_end(written, length):
                continue
            subject = self.subjects.get(name_key(written[:length]))
            if subject is not None:
                return Meaning(subject, length)
        return None


def _may_end(written: str, length: int) -> bool:
    """Whether a name may end before ``written[length]``: at a letter of a script without word spaces."""
    last, following = written[length - 1], written[length]
    if unicodedata.category(following)[0] == "M":
        return False
    return UNSPACED.match(following) is not None or UNSPACED.match(last) is not None


def whole_run(parts: tuple[Part, ...], index: int) -> str:
    """Return the letters that a mention was written with, also where a former run has cut it to the name."""
    mention = parts[index]
    assert isinstance(mention, Mention)
    if index + 1 < len(parts) and not mention.name.isascii():
        rest = parts[index + 1]
        if isinstance(rest, Run) and rest.start == mention.end and len(rest.text) == rest.end - rest.start:
            match = _GOES_ON.match(rest.text)
            if match is not None:
                return mention.name + match.group()
    return mention.name


def split(parts: tuple[Part, ...], index: int, written: str, length: int) -> tuple[list[Part], int]:
    """Make the mention at ``index``, written with the letters ``written``, the first ``length`` of them, and the others
    plain text. Return what takes their place, and the index of the part behind it."""
    mention = parts[index]
    assert isinstance(mention, Mention)
    following = index + 1
    if len(mention.name) == length:
        return [mention], following
    start = mention.end - len(mention.name)
    text = written[length:]
    if len(mention.name) < len(written):
        run = parts[following]
        assert isinstance(run, Run)
        text += run.text[len(written) - len(mention.name) :]
        following += 1
    mention.name, mention.end = written[:length], start + length
    if not text:
        return [mention], following
    return [mention, Run(text, mention.end, mention.end + len(text))], following
