"""Words each shot, and takes parts away until the wording fits the target.

A short film whose prompts surely fit is left unworded until somebody wants its prompts (``complete``).
"""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics.model import Diagnostic, Label
from compiler.film.inherited import negative_prompt
from compiler.film.model import Clip, Film, Scene, Shot
from compiler.film.target import Target
from compiler.passes.base import Pass, World
from compiler.passes.phrases import language_of
from compiler.passes.phrasing import Phrasing
from compiler.syntax.nodes import Words
from compiler.text.source import Span

GIVEN_UP = ("style", "music", "sound", "setting", "descriptions", "physics", "camera")
"""What a prompt that is too long gives up, in this order."""

_CALLED = {"descriptions": "the subjects' descriptions"}
_WHOLE: frozenset[str] = frozenset()
_SHORT_FILM = 100


def prompt_limit(target: Target, clip: Clip) -> int:
    """Return how many characters a prompt of ``clip`` may have: one with a last frame is sent as a single prompt."""
    single = len(clip.shots) == 1 and clip.shots[0].last is not None and "last" in target.features
    return target.limits.single_prompt if single else target.limits.prompt


def _run(film: Film, world: World) -> Iterator[Diagnostic]:
    for clip in film.clips:
        clip.prompts = []
    if not _surely_fits(film, world.target):
        yield from word(film, world.target)
    yield from _negatives(film, world.target)


def word(film: Film, target: Target) -> Iterator[Diagnostic]:
    """Word every shot of every clip, reporting what does not fit."""
    phrasing = Phrasing(language_of(film))
    for clip in film.clips:
        phrasing.start_clip()
        clip.prompts = []
        limit = prompt_limit(target, clip)
        for shot in clip.shots:
            yield from _word(film, clip, shot, target, limit, phrasing)


def complete(film: Film, target: Target) -> None:
    """Word what the pass left unworded because it surely fits. Raises TargetError where a template fails."""
    if any(len(clip.prompts) != len(clip.shots) for clip in film.clips):
        for _ in word(film, target):
            pass


def _surely_fits(film: Film, target: Target) -> bool:
    """Whether the parts alone tell that every prompt of a short film fits. A long one is worded at once: there the
    templates' own start no longer counts."""
    if sum(len(clip.shots) for clip in film.clips) > _SHORT_FILM:
        return False
    phrasing = Phrasing(language_of(film))
    for clip in film.clips:
        phrasing.start_clip()
        limit = prompt_limit(target, clip)
        for shot in clip.shots:
            bound = target.prompt_bound(phrasing.parts(film, clip.scene, shot, _WHOLE))
            if bound is None or bound > limit:
                return False
            phrasing.keep()
    return True


def _word(film: Film, clip: Clip, shot: Shot, target: Target, limit: int, phrasing: Phrasing) -> Iterator[Diagnostic]:
    scene, language = clip.scene, phrasing.language
    prompt = target.write_prompt(phrasing.parts(film, scene, shot, _WHOLE), language)
    if len(prompt) > limit:
        whole = len(prompt)
        described = phrasing.described()
        places = _places(film, scene, shot) | {"descriptions": [subject.name_span for subject in described]}
        gone: list[str] = []
        for step in GIVEN_UP:
            if len(prompt) <= limit:
                break
            if places[step]:
                gone.append(step)
                prompt = target.write_prompt(phrasing.parts(film, scene, shot, frozenset(gone)), language)
        if len(prompt) > limit:
            yield _too_long(shot, target, len(prompt), limit)
        else:
            yield _gave_up(shot, target, whole, limit, {step: places[step] for step in gone})
    phrasing.keep()
    clip.prompts.append(prompt)


def _places(film: Film, scene: Scene, shot: Shot) -> dict[str, list[Span]]:
    """Return where each part that can be given up was written; empty where it was not."""
    sounds = [scene.sound, *shot.sounds]
    camera = _spans(shot.camera)
    if shot.lens and not camera:
        camera = [shot.tag.span]
    return {
        "style": _spans(scene.style or film.style),
        "music": _spans(shot.music or scene.music),
        "sound": _spans(*sounds),
        "setting": _spans(scene.heading) if scene.setting is not None else [],
        "physics": _spans(shot.physics),
        "camera": camera,
    }


def _spans(*texts: Words | None) -> list[Span]:
    return [words.span for words in texts if words is not None]


def _too_long(shot: Shot, target: Target, length: int, limit: int) -> Diagnostic:
    return Diagnostic(
        "E801",
        f"framing, body and light of this shot alone are {length} characters; {target.model} takes at most {limit}",
        shot.tag.span,
        label=f"{length - limit} characters too many",
        help=("shorten its prose or dialogue, or divide it into two shots",),
    )


def _gave_up(shot: Shot, target: Target, length: int, limit: int, gone: dict[str, list[Span]]) -> Diagnostic:
    names = [_CALLED.get(step, step) for step in gone]
    told = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return Diagnostic(
        "W802",
        f"the prompt of this shot is {length} characters and {target.model} takes {limit}: it gave up {told}",
        shot.tag.span,
        label=f"{length - limit} characters too many",
        labels=tuple(Label(span, f"given up: {step}") for step, spans in gone.items() for span in spans),
        help=("shorten its prose or dialogue, or what was given up",),
    )


def _negatives(film: Film, target: Target) -> Iterator[Diagnostic]:
    """Report negative prompts over the limit, once where each is written."""
    if "negative" not in target.features:
        return
    reported: set[int] = set()
    for scene in film.scenes:
        length = len(negative_prompt(film, scene))
        written = scene.tags.get("negative") or film.tags.get("negative")
        if length <= target.limits.negative or written is None or id(written) in reported:
            continue
        reported.add(id(written))
        yield Diagnostic(
            "E801",
            f"the negative prompt is {length} characters; {target.model} takes at most {target.limits.negative}",
            written.span,
            help=("take items off the list",),
        )


PASS = Pass(
    "prompts",
    _run,
    needs=("names", "timing", "lighting", "splitting"),
    codes=("E801", "W802"),
    writes=("clip.prompts",),
)
