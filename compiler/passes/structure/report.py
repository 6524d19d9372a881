"""What the structure pass says of a tag or line that it cannot use."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from compiler.diagnostics.model import Diagnostic, Edit, Fix, Label
from compiler.diagnostics.wording import short
from compiler.syntax import tags
from compiler.syntax.nodes import Run, Tag, Words
from compiler.syntax.tags import Place, TagKind
from compiler.text.letters import CJK
from compiler.text.nearest import nearest
from compiler.text.source import Span

_PLACES: dict[Place, str] = {
    "film": "in the film header",
    "film body": "on a line of its own, outside a scene's shots",
    "subject": "below a [character], [prop] or [place]",
    "scene": "in a scene before its first shot",
    "scene body": "in a scene",
    "shot": "inside a shot",
    "cut": "between two shots",
}

# What a right value looks like, for the help of E104.
FORMS: dict[str, str] = {
    "film": "[film: Neon Rain]",
    "aspect": "[aspect: 16:9], 9:16 or 1:1",
    "mode": "[mode: standard] or professional",
    "resolution": "[resolution: 720p] or 1080p",
    "audio": "[audio: auto], on or off",
    "style": "[style: 35mm film, warm grain]",
    "negative": "[negative: blurry, flicker], or none for no negative prompt",
    "seed": "[seed: 4211], a whole number from 0 to 4294967295",
    "language": "[language: en] or zh",
    "split": "[split: never], auto, or auto, continue; between two shots [split] or [split: continue]",
    "budget": "[budget: 40 USD], an amount and a currency",
    "param": "[param: name = default], the default being plain text",
    "include": "[include: cast.scene]",
    "character": "[character: ALPHA], a letter first, then letters, digits, _ and -",
    "prop": "[prop: LANTERN], a letter first, then letters, digits, _ and -",
    "place": "[place: QUAY], a letter first, then letters, digits, _ and -",
    "ref": "[ref: refs/front.png, refs/side.png], files beside the script or https addresses",
    "video": "[video: refs/walk.mp4], one file beside the script or an https address",
    "voice": "[voice: female, low, urgent]",
    "element": "[element: 160]",
    "scene": "[scene: EXT. STREET - NIGHT]",
    "lighting": "[lighting: neon night, wet reflections]",
    "sound": "[sound: steady rain]",
    "music": "[music: slow piano]",
    "continue": "[continue], without a value",
    "transition": "[transition: cut], dissolve 0.5s or fade 1s",
    "shot": "[shot: wide, low angle, 3s]",
    "camera": "[camera: slow dolly push-in]",
    "physics": "[physics: heavy rain, cloth in the wind]",
    "first": "[first: refs/opening.png]",
    "last": "[last: refs/closing.png]",
}


def unknown_tag(tag: Tag, *, suggest: bool) -> tuple[Diagnostic, Tag | None]:
    """Return the E102 at a tag's name, and the tag that was probably meant. The nearest are looked for where
    ``suggest`` says so."""
    message = f"there is no tag [{short(tag.name)}]"
    first = tag.name.split()[0]
    if tag.value is None and first != tag.name and tags.lookup(first) is not None:
        start = tag.name_start + len(first)
        gap = tag.source.text[start : tag.name_end]
        at = start + len(gap) - len(gap.lstrip())
        fix = Fix(f"change it to [{first}: …]", (Edit(Span(tag.source, start, at), ": "),))
        help = f"put a colon behind the name: [{first}: {short(gap)}]"
        value = Words(tag.source, (Run(gap.strip(), at, tag.name_end),), at, tag.name_end)
        meant = Tag(tag.source, first, tag.name_start, start, value, tag.start, tag.end)
        return Diagnostic("E102", message, tag.name_span, help=(help,), fix=fix), meant
    near = _nearest_tags(tag.name) if suggest else []
    if not near:
        help = "write \\[ for a bracket in the text"
        return Diagnostic("E102", message, tag.name_span, help=(help,)), None
    help = f"did you mean {_either(f'[{name}]' for name in near)}?"
    fix = Fix(f"change it to [{near[0]}]", (Edit(tag.name_span, near[0]),))
    meant = Tag(tag.source, near[0], tag.name_start, tag.name_end, tag.value, tag.start, tag.end)
    return Diagnostic("E102", message, tag.name_span, help=(help,), fix=fix), meant


@lru_cache(maxsize=1024)
def _nearest_tags(name: str) -> list[str]:
    return nearest(name, same_script(name, tags.spellings()))


def same_script(word: str, choices: Iterable[str]) -> list[str]:
    """Return the choices that are written in Chinese where ``word`` is, and the others where it is not."""
    chinese = CJK.search(word) is not None
    return [choice for choice in choices if (CJK.search(choice) is not None) == chinese]


def misplaced(tag: Tag, kind: TagKind, labels: tuple[Label, ...] = ()) -> Diagnostic:
    """E103 at a tag that stands where it means nothing."""
    places = _either(_PLACES[place] for place in kind.places)
    return Diagnostic(
        "E103",
        f"[{tag.name}] does not belong here",
        tag.span,
        labels=labels,
        help=(f"[{tag.name}] stands {places}: move it there, or take it out",),
    )


def repeated(tag: Tag, first: Tag) -> Diagnostic:
    """E103 at the second of two tags where one is allowed."""
    return Diagnostic(
        "E103",
        f"[{tag.name}] is here twice",
        tag.span,
        labels=(Label(first.span, "the first one is here"),),
        help=("keep one of the two",),
    )


def wrong_value(kind: TagKind, message: str, span: Span, *, help: str = "", fix: Fix | None = None) -> Diagnostic:
    """E104 at a value, with the form that the tag takes."""
    return Diagnostic("E104", message, span, help=(help or f"write {FORMS[kind.name]}",), fix=fix)


def outside(words: Span, message: str, help: str, labels: tuple[Label, ...] = ()) -> Diagnostic:
    """E103 at a line of text that belongs to nothing."""
    return Diagnostic("E103", message, words, labels=labels, help=(help,))


def replace(span: Span, text: str) -> Fix:
    """Return the fix that puts ``text`` in the place of ``span``."""
    return Fix(f"change it to {text}", (Edit(span, text),))


def value_span(tag: Tag, value: Words | None) -> Span:
    """Return where a value is to be changed: the value, or the tag that has none."""
    return value.span if value is not None else tag.span


def _either(words: Iterable[str]) -> str:
    listed = list(words)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} or {listed[-1]}"
