"""Scenes and the tags before their first shot."""

from __future__ import annotations

import re

from compiler.diagnostics.model import Diagnostic, Label
from compiler.diagnostics.wording import short
from compiler.film.model import Scene, Transition
from compiler.passes.structure import headings, values
from compiler.passes.structure.film_tags import (
    MODES,
    SPLITS,
    attributes,
    choice,
    identifier,
    negatives,
    seed,
)
from compiler.passes.structure.walk import Walk
from compiler.syntax.nodes import Tag, Words
from compiler.syntax.tags import TagKind
from compiler.syntax.times import duration

_TRANSITION = re.compile(r"(cut|dissolve|fade)\b\s*,?\s*(.*)", re.DOTALL)


def scene(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[scene: EXT. STREET - NIGHT]``: ends what is open and opens a scene."""
    walk.end_shots()
    walk.subject, walk.state, walk.stray_shot = None, "scene", False
    taken = values.read(value, kind.attributes)
    attributes(walk, kind, taken)
    heading = taken.words if taken.words is not None and taken.words.parts else None
    if heading is None:
        walk.wrong(kind, f"[{tag.name}] needs a heading", tag.span)
    opened = Scene(tag, len(walk.film.scenes) + 1, heading)
    if heading is not None:
        opened.setting = headings.read(heading)
    opened.id = identifier(walk, kind, taken.attributes.get("id"))
    walk.scene, walk.seen = opened, opened.tags
    walk.first_scene = walk.first_scene or tag
    walk.film.scenes.append(opened)


def _open(walk: Walk) -> Scene:
    assert walk.scene is not None
    return walk.scene


def lighting(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[lighting: …]`` for the scene."""
    _open(walk).lighting = value


def sound(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[sound: …]`` for the scene."""
    _open(walk).sound = value


def music(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[music: …]`` for the scene."""
    _open(walk).music = value


def style(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[style: …]`` for the scene."""
    _open(walk).style = value


def negative(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[negative: …]`` for the scene, added to the film's."""
    if values.plain(value) == "none":
        help = "a scene adds to the film's list; [negative: none] stands in the film header"
        walk.wrong(kind, "a scene cannot take the negative prompt away", value.span, help=help)
    else:
        _open(walk).negative = negatives(walk, kind, value)


def scene_seed(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[seed: 12]`` for the scene."""
    _open(walk).seed = seed(walk, kind, value)


def mode(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[mode: professional]`` for the scene."""
    _open(walk).mode = choice(walk, kind, value, MODES)


def split(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[split: auto]`` for the scene."""
    if not value.parts or values.plain(value) == "continue":
        label = Label(_open(walk).tag.span, "the scene opens here")
        help = "[split] stands between two shots; before the first one write [split: auto] or [continue]"
        message = f"no shot stands before this [{tag.name}] in its scene"
        walk.diagnostics.append(Diagnostic("E103", message, tag.span, labels=(label,), help=(help,)))
        return
    _open(walk).split = choice(walk, kind, value, SPLITS)  # type: ignore[assignment]


def continues(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[continue]``."""
    if _open(walk).number == 1:
        label = Label(_open(walk).tag.span, "this is the film's first scene")
        help = "take it out; [first: image] gives a clip its first frame"
        message = "there is no clip before this scene to continue"
        walk.diagnostics.append(Diagnostic("E103", message, tag.span, labels=(label,), help=(help,)))
        return
    _open(walk).continues = tag


def transition(walk: Walk, tag: Tag, kind: TagKind, value: Words) -> None:
    """``[transition: dissolve 0.5s]``."""
    match = _TRANSITION.fullmatch(values.plain(value))
    if match is None:
        word = values.plain(value).split()[0] if values.plain(value) else ""
        near = values.closest(word, ("cut", "dissolve", "fade"))
        help = f"did you mean {near}? Write [transition: cut], dissolve 0.5s or fade 1s" if near else ""
        walk.wrong(kind, f'"{short(value.plain())}" is no transition', value.span, help=help)
        return
    name, length = match[1], match[2]
    if name == "cut":
        if length:
            walk.wrong(kind, "a cut has no duration", value.span, help="write [transition: cut]")
        else:
            _open(walk).transition = Transition("cut", 0, tag)
        return
    milliseconds = duration(length)
    if not milliseconds:
        message = f"a {name} needs its duration" if not length else f'"{short(length)}" is no duration of a {name}'
        walk.wrong(kind, message, value.span, help=f"write [transition: {name} 0.5s]")
        return
    _open(walk).transition = Transition("dissolve" if name == "dissolve" else "fade", milliseconds, tag)
