"""Shots and the tags inside them."""

from __future__ import annotations

from functools import lru_cache

from compiler.diagnostics.model import Diagnostic, Edit, Fix, Label
from compiler.diagnostics.wording import short
from compiler.film import vocabulary
from compiler.film.model import Shot
from compiler.passes.structure import report, values
from compiler.passes.structure.film_tags import attributes, empty_item, identifier, stray_attribute
from compiler.passes.structure.images import image
from compiler.passes.structure.walk import Walk
from compiler.syntax.nodes import Tag, Words
from compiler.syntax.tags import TagKind
from compiler.syntax.times import duration, is_duration
from compiler.text.letters import CJK
from compiler.text.nearest import nearest
from compiler.text.source import Span


def shot(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[shot: wide, low angle, 3s]``: ends the open shot and opens one."""
    opened = Shot(tag, end=tag.end)
    if walk.state in ("film", "subject") and not walk.stray_shot:
        walk.stray_shot = True
        labels = (Label(walk.subject.tag.span, "a definition ends the scene before it"),) if walk.subject else ()
        help = "open a scene above it: [scene: EXT. STREET - NIGHT]"
        message = f"this [{tag.name}] belongs to no scene"
        walk.diagnostics.append(Diagnostic("E103", message, tag.span, labels=labels, help=(help,)))
    if walk.stray_shot:
        walk.subject, walk.scene = None, None
    opened.split, opened.split_continues = walk.split, walk.split_continues
    walk.split, walk.split_continues = None, False
    walk.shot, walk.state, walk.seen = opened, "shot", {}
    if walk.scene is not None:
        walk.scene.shots.append(opened)
    if value.parts:
        _read(walk, opened, tag, kind, value)


def _read(walk: Walk, opened: Shot, tag: Tag, kind: TagKind, value: Words) -> None:
    taken = values.read(value, kind.attributes)
    if taken.attributes:
        attributes(walk, kind, taken)
        opened.id = identifier(walk, kind, taken.attributes.get("id"))
        lens = taken.attributes.get("lens")
        if lens is not None:
            opened.lens = lens.text or None
            if not lens.text:
                walk.wrong(kind, "lens= needs a lens", lens.span, help="write lens=35mm")
    if taken.words is None or not taken.words.parts:
        return
    angle_span: Span | None = None
    for item in values.items(taken.words):
        found = vocabulary.read_framing(item.text) if item.text else None
        if found is not None:
            framing, angle = found
            if framing is not None:
                if opened.framing_span is not None:
                    _twice(walk, "framing", item.span, opened.framing_span)
                else:
                    opened.framing, opened.framing_span = framing, item.span
            if angle is not None:
                if angle_span is not None:
                    _twice(walk, "angle", item.span, angle_span)
                else:
                    opened.angle, angle_span = angle, item.span
            continue
        milliseconds = duration(item.text)
        if milliseconds is None:
            _unknown(walk, opened, kind, item)
        elif opened.duration_span is not None:
            _twice(walk, "duration", item.span, opened.duration_span)
        else:
            opened.duration, opened.duration_span = milliseconds, item.span


def _twice(walk: Walk, what: str, span: Span, first: Span) -> None:
    message, label = f"a shot has one {what}", Label(first, f"its {what} is here")
    walk.diagnostics.append(Diagnostic("E103", message, span, labels=(label,), help=("keep one of the two",)))


def _unknown(walk: Walk, opened: Shot, kind: TagKind, item: values.Item) -> None:
    """Report an item that is no framing, no angle and no duration."""
    text = item.text
    if not text:
        empty_item(walk, kind, item.span)
        return
    key = values.unknown_attribute(text)
    if key is not None:
        stray_attribute(walk, kind, key, item.span)
        return
    if values.fold(text)[0] in "0123456789.-+":
        number = values.fold(text)
        opened.duration_span = opened.duration_span or item.span
        if is_duration(number):
            message, fix, help = f'"{short(text)}" is finer than a millisecond', None, "write [shot: wide, 3s]"
        else:
            bare = number.replace(".", "", 1).isdecimal()
            fix = Fix(f"write {short(text)}s", (Edit(item.span, f"{text}s"),)) if bare else None
            message, help = (
                f'"{short(text)}" is no duration',
                "a duration is a number and s: 3s" + (" or 2.5s" if not bare else ""),
            )
        walk.wrong(kind, message, item.span, help=help, fix=fix)
        return
    message = f'"{short(text)}" is no framing and no angle'
    pieces = _without_commas(text)
    if pieces is not None:
        if any(duration(piece) is not None for piece in pieces):
            opened.duration_span = opened.duration_span or item.span
        listed = ", ".join(pieces)
        help, fix = f"put commas between them: {listed}", report.replace(item.span, listed)
        walk.diagnostics.append(Diagnostic("E102", message, item.span, help=(help,), fix=fix))
        return
    shown = _nearest_terms(text) if walk.suggests(text) else []
    help = f"did you mean {' or '.join(shown)}?" if shown else "framings are wide, full, medium, close-up, insert, …"
    # A term in the place of more words than its own would drop some of them.
    whole = shown and len(text.split()) <= len(shown[0].split())
    fix = report.replace(item.span, shown[0]) if whole else None
    walk.diagnostics.append(Diagnostic("E102", message, item.span, help=(help,), fix=fix))


def _without_commas(text: str) -> list[str] | None:
    """Return the framing, angle and duration in ``text`` where it is nothing but several of them, the commas left
    out; None where it is not."""
    words = text.replace(";", " ").replace("；", " ").split()
    found, at = [], 0
    while at < len(words):
        for end in range(min(len(words), at + 4), at, -1):
            piece = " ".join(words[at:end])
            if duration(piece) is not None or vocabulary.read_framing(piece) is not None:
                found.append(piece)
                at = end
                break
        else:
            return None
    return found if len(found) > 1 else None


@lru_cache(maxsize=1024)
def _nearest_terms(text: str) -> list[str]:
    """Return the framings and angles nearest to a text, as people write them."""
    terms = [term for term in (*vocabulary.framings(), *vocabulary.angles()) if len(term) > 1]
    return list(dict.fromkeys(_spelled(term) for term in nearest(text, report.same_script(text, terms))))


def _spelled(term: str) -> str:
    """Return a term as people write it: the canonical word for English, the term itself for Chinese."""
    if CJK.search(term):
        return term
    found = vocabulary.framings().get(term) or vocabulary.angles().get(term)
    return found.key if found is not None else term


def _open(walk: Walk) -> Shot:
    assert walk.shot is not None
    return walk.shot


def camera(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[camera: slow dolly push-in]``."""
    _open(walk).camera = value


def lighting(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[lighting: …]`` for the shot."""
    _open(walk).lighting = value


def sound(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[sound: …]`` for the shot; each of its lines may bring one."""
    _open(walk).sounds.append(value)


def music(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[music: …]`` for the shot."""
    _open(walk).music = value


def physics(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[physics: …]``."""
    _open(walk).physics = value


def first(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[first: image]``."""
    opened = _open(walk)
    opened.first, opened.first_tag = image(walk, kind, value), tag


def last(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[last: image]``."""
    opened = _open(walk)
    opened.last, opened.last_tag = image(walk, kind, value), tag
