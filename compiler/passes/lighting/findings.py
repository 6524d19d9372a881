"""The words of E401, E402, E403 and W405."""

from __future__ import annotations

from compiler.diagnostics.model import Diagnostic, Label
from compiler.film.model import Scene
from compiler.passes.lighting.state import Conflict, spoken
from compiler.syntax.nodes import Words
from compiler.text.source import Span


def shot_contradicts(own: Words, clash: Conflict, origin: Span | None, texts: tuple[Words, ...]) -> Diagnostic:
    """E401: a shot's own lighting cannot hold under the light in force."""
    begin = texts[-1].plain() if texts else clash.force
    return Diagnostic(
        "E401",
        f"the shot says {clash.says}, but the light in force is {clash.force}",
        own.span,
        f'"{_words(own, clash)}" contradicts {clash.force}',
        labels=(Label(origin, "the light in force is set here"),) if origin is not None else (),
        help=(
            f"light the shot for {clash.force}, or declare a change inside it: [lighting: {begin} -> {own.plain()}]",
        ),
    )


def heading_contradicts(lighting: Words, time: Words, clash: Conflict) -> Diagnostic:
    """E402: a scene's lighting cannot be at its heading's time."""
    return Diagnostic(
        "E402",
        f"the lighting says {clash.says}, but the heading says {time.plain()}",
        lighting.span,
        f'"{_words(lighting, clash)}" is not {time.plain()}',
        labels=(Label(time.span, f"the heading says {time.plain()}"),),
        help=("change the lighting or the heading's time, so that they agree",),
    )


def does_not_follow(place: Span, says: str, force: str, former: Span) -> Diagnostic:
    """E403: a scene's light cannot be that of the scene which it goes on from."""
    return Diagnostic(
        "E403",
        f"this scene goes on from one that ends in {force}, but it says {says}",
        place,
        f"this says {says}",
        labels=(Label(former, f"the scene before ends in {force}"),),
        help=("make the two agree, declare the change in a shot before, or let the heading say that time has passed",),
    )


def times_do_not_follow(place: Span, says: frozenset[str], force: frozenset[str], former: Span) -> Diagnostic:
    """E403 by the heading's time alone."""
    return does_not_follow(place, spoken(says), spoken(force), former)


def says_nothing(scene: Scene) -> Diagnostic:
    """W405: several shots and no word of their light, so that each may look different."""
    return Diagnostic(
        "W405",
        f"this scene of {len(scene.shots)} shots says nothing about its light",
        scene.tag.span,
        "each of its shots may be lit differently",
        help=("write [lighting: …] below the scene's heading, or a time into it: INT. PLACE - NIGHT",),
    )


def _words(words: Words, clash: Conflict) -> str:
    """Return the words of a lighting text that contradict. The term's offsets are those of the stage it stands in,
    which is the text's first."""
    text = words.plain()
    lead = len(text) - len(text.lstrip())
    return text[lead + clash.hit.start : lead + clash.hit.end]
