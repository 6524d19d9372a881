"""Small pieces of prompts: names for mentions, lists, descriptions, the language of a film."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from compiler.film.model import Film, Paragraph, Subject, subject_of
from compiler.syntax.nodes import Dialogue, Mention, Run, Use, Words
from compiler.text.letters import CJK, HANGUL, join, name_key

_ITEMS = re.compile(r"[,，、]")
_OFF_SCREEN = frozenset(["vo", "os", "oc", "voiceover", "offscreen", "畫外音", "画外音", "旁白", "話外音", "话外音"])
_NOT_LETTERS = re.compile(r"[\s.．\-‐-–]+")
_ARROW = re.compile(r"->|→")
_NAME_PARTS = re.compile(r"[\W_]+")
_FIRST_WORD = re.compile(r"[^\W\d_]+")


def plain(words: Words) -> str:
    """Return a text with names alone in place of mentions."""
    return worded(words, _label)


def worded(words: Words, name: Callable[[Subject], str]) -> str:
    """Return a text with what ``name`` gives in place of mentions; names that are nobody's stay as they are."""
    parts = words.parts
    if len(parts) == 1 and type(parts[0]) is Run:
        return parts[0].text
    return "".join([part.text if isinstance(part, Run) else named(part, name) for part in parts])


def named(part: Mention | Use, name: Callable[[Subject], str]) -> str:
    """Return one mention as ``name`` gives it, a parameter without a value as it was written."""
    if not isinstance(part, Mention):
        return f"{{{part.name}}}"
    subject = subject_of(part)
    return name(subject) if subject is not None else part.name


def _label(subject: Subject) -> str:
    return subject.label


def spoken(item: Dialogue) -> str:
    """Return the words of a line of dialogue. Nobody speaks a description: mentions are names."""
    text = plain(item.line.words)
    for line in item.more:
        text = join(text, plain(line.words))
    return text


def items(text: str) -> list[str]:
    """Return the items of a list in running text."""
    return [item for part in _ITEMS.split(text) if (item := part.strip())]


def once(texts: Iterable[str]) -> list[str]:
    """Return ``texts`` without the ones that say the same as an earlier one."""
    found: dict[str, str] = {}
    for text in texts:
        found.setdefault(name_key(text), text)
    return list(found.values())


def combined(texts: list[str]) -> list[str]:
    """Return descriptions that hold together, without saying an item twice.

    A text is left out where a later one says all of it again; a later one leaves out what was said, unless it is a
    change (``dusk -> night``), whose two sides only make sense whole.
    """
    if len(texts) < 2:
        return texts
    kept: list[str] = []
    for position, text in enumerate(texts):
        later = {name_key(item) for other in texts[position + 1 :] for item in items(_ARROW.sub(",", other))}
        said = {name_key(item) for other in kept for item in items(other)}
        if _ARROW.search(text):
            kept.append(text)
        elif not all(name_key(item) in later for item in items(text)):
            new = [item for item in items(text) if name_key(item) not in said]
            kept += [text] if len(new) == len(items(text)) else new
    return kept


def lowered(text: str) -> str:
    """Return ``text`` in lower case where all of its letters are capitals, else as it is."""
    return text.lower() if text == text.upper() else text


def off_screen(delivery: Iterable[str]) -> bool:
    """Whether a delivery says that the speaker is not in the picture."""
    return any(_NOT_LETTERS.sub("", item).casefold() in _OFF_SCREEN for item in delivery)


def lens_text(lens: str, language: str) -> str:
    """Return what a prompt says of a lens: ``35mm`` is ``35mm lens``."""
    lens = lens.strip()
    if language == "zh":
        return lens if lens.endswith(("鏡頭", "镜头")) else f"{lens}鏡頭"
    return lens if lens.casefold().endswith("lens") else f"{lens} lens"


def unstopped(text: str) -> str:
    """Return ``text`` without its final full stop; that of an ellipsis or an abbreviation (``V.O.``) stays."""
    if text[-1:] not in (".", "。", "．") or "." in text[:-1].rsplit(" ", 1)[-1]:
        return text
    return text[:-1].rstrip()


def as_apposition(description: str, name: str) -> str:
    """Return a description as it stands in brackets after a name: no final full stop, no capital that only the
    start of a sentence asked for; the subject's own ``name`` keeps its."""
    text = unstopped(description.strip())
    first = _FIRST_WORD.match(text)
    if first and text[0].isupper() and (len(first[0]) == 1 or first[0][1:].islower()):
        if name_key(first[0]) in _NAME_PARTS.split(name_key(name)):
            return text
        text = text[0].lower() + text[1:]
    return text


def language_of(film: Film) -> str:
    """Return the language of a film's labels: as written, else Chinese where most letters of its shots are."""
    if film.language is not None:
        return film.language
    ideographs = others = 0
    for _, shot in film.shots():
        for item in shot.body:
            lines = item.lines if isinstance(item, Paragraph) else [item.line.words]
            for words in lines:
                for part in words.parts:
                    text = part.text if isinstance(part, Run) else part.name
                    if text.isascii():
                        others += len(text) - text.count(" ")
                    else:
                        found = len(CJK.findall(text)) - len(HANGUL.findall(text))
                        ideographs += found
                        others += len(text) - text.count(" ") - found
    return "zh" if ideographs > others else "en"
