"""Names and persons in prose that are no mentions: W205 and W206."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from compiler.diagnostics.model import Diagnostic, Edit, Fix, Label
from compiler.film.model import Film, Paragraph, Subject
from compiler.film.vocabulary import table, unnamed_persons
from compiler.syntax.nodes import Beat, Part, Run, Words
from compiler.text.letters import UNSPACED
from compiler.text.source import Span

_WORD = re.compile(r"[\w-]+")
_LETTERS = re.compile("[a-z]+")
_NAME_SIGN = re.compile(r"[\w@＠-]")
# Stands for a mention in the text that is searched for persons: no letter of any word.
_MENTION = "\ufffc"


class Readers:
    """Looks through prose for names without ``@`` and for persons without a name."""

    def __init__(self, film: Film) -> None:
        self.persons = any(subject.kind == "character" for subject in film.subjects.values())
        self.subjects = {subject.name: subject for subject in film.subjects.values()}
        self.spaced = frozenset(name for name in self.subjects if not UNSPACED.search(name))
        # One letter of Chinese is too often a word of its own.
        unspaced = sorted((name for name in self.subjects if UNSPACED.search(name) and len(name) > 1), key=len)
        self.unspaced = re.compile("|".join(map(re.escape, reversed(unspaced)))) if unspaced else None
        self.people, self.person = _people()

    def film(self, film: Film) -> Iterator[Diagnostic]:
        """Look through the prose and the beats of every shot."""
        if not self.subjects:
            return
        for _, shot in film.shots():
            for item in shot.body:
                if isinstance(item, Paragraph):
                    for line in item.lines:
                        yield from self.words(line)
                elif isinstance(item, Beat):
                    yield from self.words(item.line.words)
                    for more in item.more:
                        yield from self.words(more.words)

    def words(self, words: Words) -> Iterator[Diagnostic]:
        """Look through one line."""
        people = False
        for index, part in enumerate(words.parts):
            if type(part) is not Run:
                continue
            text = part.text
            tokens = _WORD.findall(text)
            if not self.spaced.isdisjoint(tokens) or (self.spaced and "-" in text):
                yield from self.missing(words, index, _WORD)
            people = people or not self.people.isdisjoint(_LETTERS.findall(text.lower()))
            if not text.isascii():
                if self.unspaced is not None and self.unspaced.search(text):
                    yield from self.missing(words, index, self.unspaced)
                people = people or self.person.search(text) is not None
        if people and self.persons:
            yield from self.unnamed(words)

    def missing(self, words: Words, index: int, pattern: re.Pattern[str]) -> Iterator[Diagnostic]:
        """Report the names in one run of a line."""
        run = words.parts[index]
        assert isinstance(run, Run)
        for match in pattern.finditer(run.text):
            name, start, end = _bare(match, self.spaced) if pattern is _WORD else (match.group(), *match.span())
            subject = self.subjects.get(name)
            if subject is None or (pattern is _WORD and name not in self.spaced):
                continue
            if start == 0 and index and pattern is _WORD and _goes_on(words.parts[index - 1]):
                continue
            if _after_sign(words.parts, index, start):
                continue
            exact = len(run.text) == run.end - run.start
            span = Span(words.source, run.start, run.end)
            if exact:
                span = Span(words.source, run.start + start, run.start + end)
            yield _without_sign(subject, span, exact)

    def unnamed(self, words: Words) -> Iterator[Diagnostic]:
        """Report the unnamed persons of one line."""
        parts = words.parts
        text = "".join(part.text if isinstance(part, Run) else _MENTION for part in parts)
        for start, end in unnamed_persons(text):
            span = _place(words, start, end)
            yield Diagnostic(
                "W206",
                f"“{text[start:end]}” is nobody in particular",
                span,
                "every clip would show somebody else",
                help=("mention the character with @, or declare one",),
            )


def _bare(match: re.Match[str], names: frozenset[str]) -> tuple[str, int, int]:
    """Return the word of a match, or the name that it begins with where a dash follows (``MARA--look``)."""
    word, start = match.group(), match.start()
    if word not in names and "--" in word:
        head = word.split("--", 1)[0]
        return head, start, start + len(head)
    return word, start, match.end()


def _without_sign(subject: Subject, span: Span, exact: bool) -> Diagnostic:
    return Diagnostic(
        "W205",
        f"{subject.name} stands here without its @",
        span,
        labels=(Label(subject.name_span, f"the {subject.kind} is declared here"),),
        help=(f"write @{subject.name}: without it the model is told nothing of what {subject.name} looks like",),
        fix=Fix(f"write @{subject.name}", (Edit(Span(span.source, span.start, span.start), "@"),)) if exact else None,
    )


def _goes_on(part: Part) -> bool:
    """Whether a word that follows ``part`` at once is the rest of a longer one."""
    return isinstance(part, Run) and bool(part.text) and _NAME_SIGN.match(part.text[-1]) is not None


def _after_sign(parts: tuple[Part, ...], index: int, start: int) -> bool:
    """Whether the character before ``start`` is an ``@`` that is only a sign: escaped, or in an e-mail address."""
    part = parts[index] if start else parts[index - 1] if index else None
    end = start or None
    return isinstance(part, Run) and part.text[:end][-1:] in ("@", "＠")


def _place(words: Words, start: int, end: int) -> Span:
    """Return where a stretch of a line's text stands; mentions and parameters count one character."""
    at = 0
    first = last = None
    for part in words.parts:
        length = len(part.text) if isinstance(part, Run) else 1
        exact = isinstance(part, Run) and length == part.end - part.start
        if first is None and start < at + length:
            first = part.start + (start - at if exact else 0)
        if end <= at + length:
            last = part.start + end - at if exact else part.end
            break
        at += length
    return Span(words.source, words.start if first is None else first, words.end if last is None else last)


@cache
def _people() -> tuple[frozenset[str], re.Pattern[str]]:
    """Return what a line has to have to speak of an unnamed person: English words of which it has one, and what its
    Chinese matches. Quick to look for, and enough to pass over most lines."""
    english, chinese = table("persons")["en"], table("persons")["zh"]
    words = [_LETTERS.findall(term.lower()) for term in (*english["people"], *english["alone"])]
    starts = "|".join(map(re.escape, (*chinese["marks"], *chinese["alone"])))
    return frozenset(word[-1] for word in words if word), re.compile(starts)
