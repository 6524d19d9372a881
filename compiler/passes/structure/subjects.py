"""Definitions: characters, props and places, and the tags below them."""

from __future__ import annotations

import re
from typing import cast

from compiler.diagnostics.model import Edit, Fix
from compiler.diagnostics.wording import short
from compiler.film.model import Subject, SubjectKind, Voice
from compiler.passes.structure import report, values
from compiler.passes.structure.film_tags import attributes, empty_item, stray_attribute
from compiler.passes.structure.images import image, images
from compiler.passes.structure.walk import Walk
from compiler.syntax.nodes import Tag, Words
from compiler.syntax.tags import TagKind
from compiler.text.letters import NAME, name_key

_NOT_IN_NAME = re.compile(r"[^\w-]+")


def define(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[character: ALPHA as="…"]``: ends what is open and opens a definition."""
    walk.end_shots()
    walk.scene, walk.state, walk.seen, walk.stray_shot = None, "subject", {}, False
    taken = values.read(value, kind.attributes)
    attributes(walk, kind, taken)
    words = taken.words
    name = words.plain() if words is not None else ""
    span = words.span if words is not None and words.parts else tag.span
    if not NAME.fullmatch(name):
        _bad_name(walk, tag, kind, name, words)
    label = taken.attributes.get("as")
    if label is not None and not label.text:
        walk.wrong(kind, "as= needs the words that prompts use", label.span, help='write as="the old captain"')
    shown = label.text if label is not None and label.text else name
    subject = Subject(cast(SubjectKind, kind.name), name, shown, tag, span)
    walk.subject = subject
    if not NAME.fullmatch(name):
        return
    key = name_key(name)
    if key in walk.film.subjects:
        walk.film.repeated.append(subject)
    else:
        walk.film.subjects[key] = subject


def _bad_name(walk: Walk, tag: Tag, kind: TagKind, name: str, words: Words | None) -> None:
    if words is None or not words.parts:
        walk.wrong(kind, f"[{tag.name}] needs a name", tag.span)
        return
    key = next((key for word in name.split() if (key := values.unknown_attribute(word))), None)
    if key is not None:
        stray_attribute(walk, kind, key, words.span)
        return
    mended = _NOT_IN_NAME.sub("_", name.lstrip("@＠").strip()).strip("_-")
    fix = Fix(f"name it {short(mended)}", (Edit(words.span, mended),)) if NAME.fullmatch(mended) else None
    help = f"{report.FORMS[kind.name]}" + (
        f': write {short(mended)}, and as="{short(name)}" for the words of prompts' if fix else ""
    )
    walk.wrong(kind, f'"{short(name)}" is no name', words.span, help=f"names are written {help}", fix=fix)


def references(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[ref: front.png, side.png]``."""
    if walk.subject is not None:
        walk.subject.references = images(walk, kind, value)


def video(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[video: walk.mp4]``."""
    if walk.subject is not None:
        walk.subject.video = image(walk, kind, value)


def voice(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[voice: female, low id=…]``."""
    taken = values.read(value, kind.attributes)
    attributes(walk, kind, taken)
    traits = []
    for item in values.items(taken.words) if taken.words is not None else ():
        key = values.unknown_attribute(item.text)
        if key is not None:
            stray_attribute(walk, kind, key, item.span)
        elif item.text:
            traits.append(item.text)
        else:
            empty_item(walk, kind, item.span)
    given = taken.attributes.get("id")
    if given is not None and not given.text:
        walk.wrong(kind, "id= needs the vendor's name of the voice", given.span)
    if walk.subject is not None and (traits or given is not None):
        walk.subject.voice = Voice(tuple(traits), given.text or None if given is not None else None, value.span)


def element(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[element: 160]``."""
    text = value.plain()
    if any(letter.isspace() for letter in text):
        walk.wrong(kind, "an element's id is one word", value.span)
    elif walk.subject is not None:
        walk.subject.element, walk.subject.element_span = text, value.span
