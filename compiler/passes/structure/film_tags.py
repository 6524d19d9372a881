"""The tags of the film header."""

from __future__ import annotations

import re
import unicodedata

from compiler.diagnostics.wording import short
from compiler.film.model import Budget
from compiler.passes import parameters
from compiler.passes.structure import report, values
from compiler.passes.structure.walk import Walk
from compiler.syntax.nodes import Tag, Use, Words
from compiler.syntax.tags import TagKind
from compiler.syntax.values import Attribute
from compiler.text.source import Span

ASPECTS = ("16:9", "9:16", "1:1")
MODES = ("standard", "professional")
RESOLUTIONS = ("720p", "1080p")
AUDIO = ("auto", "on", "off")
LANGUAGES = ("en", "zh")
SPLITS = ("never", "auto", "auto, continue")
LARGEST_SEED = 2**32 - 1

_WHOLE = re.compile(r"\d{1,12}", re.ASCII)
_MONEY = re.compile(r"(\d{1,12}(?:\.\d{1,6})?) ?([A-Za-z]{3,12})", re.ASCII)


def title(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[film: Neon Rain]``."""
    walk.film.title = value.plain()


def aspect(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[aspect: 16:9]``."""
    walk.film.aspect = choice(walk, kind, value, ASPECTS) or walk.film.aspect


def film_mode(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[mode: professional]`` for the film."""
    walk.film.mode = choice(walk, kind, value, MODES) or walk.film.mode


def resolution(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[resolution: 1080p]``."""
    walk.film.resolution = choice(walk, kind, value, RESOLUTIONS)


def audio(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[audio: off]``."""
    walk.film.audio = choice(walk, kind, value, AUDIO) or walk.film.audio


def language(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[language: zh]``."""
    walk.film.language = choice(walk, kind, value, LANGUAGES)


def film_style(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[style: …]`` for the film."""
    walk.film.style = value


def film_seed(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[seed: 4211]`` for the film."""
    walk.film.seed = seed(walk, kind, value)


def film_negative(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[negative: …]`` for the film; ``none`` for no negative prompt at all."""
    if values.plain(value) == "none":
        walk.film.no_negative = True
    else:
        walk.film.negative = negatives(walk, kind, value)


def film_split(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[split: auto]`` for the film."""
    if not value.parts:
        help = "in the film header write [split: auto] or [split: auto, continue]; [split] alone stands between shots"
        walk.wrong(kind, f"[{tag.name}] needs a value here", tag.span, help=help)
        return
    found = choice(walk, kind, value, SPLITS)
    walk.film.split = found if found is not None else walk.film.split  # type: ignore[assignment]


def budget(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[budget: 40 USD]``."""
    match = _MONEY.fullmatch(unicodedata.normalize("NFKC", value.plain()).strip())
    if match is None:
        walk.wrong(kind, f'"{short(value.plain())}" is no amount with a currency', value.span)
        return
    currency = match[2].upper() if len(match[2]) == 3 else match[2].lower()
    walk.film.budget = Budget(float(match[1]), currency, value.span)


def parameter(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[param: name = default]``; its meaning is the parameters pass's, its form is checked here."""
    if parameters.read(tag) is None:
        names = any(isinstance(part, Use) for part in value.parts[:1])
        message = "a parameter's name cannot be another one's value" if names else "this declares no parameter"
        walk.wrong(kind, message, value.span)


def include(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[include: path]`` behind other text on its line: the includes pass follows those on lines of tags."""
    help = f"put [{tag.name}] on a line of its own"
    walk.diagnostics.append(report.outside(tag.span, f"[{tag.name}] does not belong behind text", help))


def choice(walk: Walk, kind: TagKind, value: Words, choices: tuple[str, ...]) -> str | None:
    """Return the one of ``choices`` that a value is, or report that it is none."""
    word = values.plain(value)
    if "," in word:
        word = ", ".join(item.strip() for item in word.split(","))
    if word in choices:
        return word
    near = values.closest(word, choices)
    form = report.FORMS[kind.name]
    help = f"did you mean {near}? Write {form}" if near else f"write {form}"
    fix = report.replace(value.span, near) if near else None
    walk.wrong(kind, f'"{short(value.plain())}" is no {kind.name} that there is', value.span, help=help, fix=fix)
    return None


def seed(walk: Walk, kind: TagKind, value: Words) -> int | None:
    """Return a seed, or report that the value is none."""
    text = unicodedata.normalize("NFKC", value.plain()).strip()
    if _WHOLE.fullmatch(text) and int(text) <= LARGEST_SEED:
        return int(text)
    walk.wrong(kind, f'"{short(value.plain())}" is no seed', value.span)
    return None


def negatives(walk: Walk, kind: TagKind, value: Words) -> list[Words]:
    """Return the items of a negative list."""
    listed = values.word_items(value)
    if not listed:
        walk.wrong(kind, "this list has nothing in it", value.span)
    return listed


def identifier(walk: Walk, kind: TagKind, attribute: Attribute | None) -> str | None:
    """Return the word that an ``id=`` gives, or report that it is none."""
    if attribute is None:
        return None
    if re.fullmatch(r"[\w.\-]+", attribute.text):
        return attribute.text
    walk.wrong(kind, "an id is one word", attribute.span, help="write id=opening: letters, digits, _, - and dots")
    return None


def attributes(walk: Walk, kind: TagKind, value: values.Value) -> None:
    """Report what stands wrong among a value's attributes."""
    for attribute in value.repeated:
        walk.wrong(kind, f"{attribute.key}= is here twice", attribute.span, help="keep one of the two")


def stray_attribute(walk: Walk, kind: TagKind, key: str, span: Span) -> None:
    """Report ``key=`` where it could not be read as an attribute."""
    if key in kind.attributes:
        help = f'attributes come last, and a value with spaces stands in quotes: {key}="…"'
        walk.wrong(kind, f"{key}= cannot be read here", span, help=help)
        return
    near = values.closest(key, kind.attributes)
    takes = " and ".join(f"{name}=" for name in kind.attributes)
    help = f"did you mean {near}=?" if near else f"[{kind.name}] takes {takes}"
    walk.wrong(kind, f"{key}= is no attribute of [{kind.name}]", span, help=help)


def empty_item(walk: Walk, kind: TagKind, span: Span) -> None:
    """Report an item without anything in it."""
    walk.wrong(kind, "nothing stands between these commas", span, help="take the comma out")
