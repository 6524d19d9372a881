"""Holds what a script asks for against what the target does, and decides which clips have sound.

What the target does not do is E803; what it takes no notice of, although the film is still worth generating, W804.
Which is which the target says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from compiler.diagnostics.model import Diagnostic, Label
from compiler.film.frames import first_frame
from compiler.film.inherited import mode_of, resolution_of, seed_of, style_of, wants_audio
from compiler.film.model import Clip, Film, Scene, Shot, Subject
from compiler.film.target import Target
from compiler.passes.base import Pass, World
from compiler.text.source import Span

_CALLED = {
    "audio": ("sound", "take the sound out, write [audio: off], or compile for another target"),
    "negative": ("a negative prompt", "take it out, or compile for another target"),
    "seed": ("a seed", "take it out, or compile for another target"),
    "references": ("reference images", "describe the subject in words, or compile for another target"),
    "first": ("a given first frame", "describe the frame in words, or compile for another target"),
    "last": ("a given last frame", "describe the frame in words, or compile for another target"),
    "continue": ("starting from another clip's last frame", "cut here instead, or compile for another target"),
    "video": ("a motion reference", "describe the movement in words, or compile for another target"),
    "voice_id": ("a stored voice", "describe the voice in words, or compile for another target"),
    "element": ("a stored subject", "give [ref] images, or compile for another target"),
    "professional": ("professional mode", "write [mode: standard], or compile for another target"),
    "lens": ("a lens", "say it in [camera], or compile for another target"),
}


class _Wish(NamedTuple):
    """Something that a script asks for, and where."""

    feature: str
    span: Span


def _run(film: Film, world: World) -> Iterator[Diagnostic]:
    target = world.target
    for clip in film.clips:
        clip.audio = "audio" in target.features and wants_audio(film, clip)
    seen: set[tuple[str, int, int]] = set()
    for wish in _wishes(film):
        place = (wish.feature, id(wish.span.source), wish.span.start)
        if wish.feature in target.features or place in seen:
            continue
        seen.add(place)
        what, help = _CALLED[wish.feature]
        if wish.feature in target.ignored:
            yield Diagnostic("W804", f"{target.name} takes no notice of {what}", wish.span, help=(help,))
        else:
            yield Diagnostic("E803", f"{target.name} cannot do {what}", wish.span, help=(help,))
    yield from _sizes(film, target)
    yield from _empty_shots(film, target)
    yield from _images_left_out(film, target)


def _wishes(film: Film) -> Iterator[_Wish]:
    """Yield what the film asks for beyond prompts, some places more than once."""
    for scene in film.scenes:
        yield from _scene_wishes(film, scene)
    yield from _audio_wishes(film)
    for clip in film.clips:
        for subject in clip.subjects:
            yield from _subject_wishes(subject)
        if clip.continues is not None:
            yield _Wish("continue", _continuation(film, clip))


def _scene_wishes(film: Film, scene: Scene) -> Iterator[_Wish]:
    if mode_of(film, scene) == "professional":
        yield _Wish("professional", _written(film, scene, "mode"))
    if seed_of(film, scene) is not None:
        yield _Wish("seed", _written(film, scene, "seed"))
    if film.negative:
        yield _Wish("negative", film.tags["negative"].span if "negative" in film.tags else film.negative[0].span)
    if scene.negative:
        yield _Wish("negative", scene.tags["negative"].span if "negative" in scene.tags else scene.negative[0].span)
    for shot in scene.shots:
        if shot.lens:
            yield _Wish("lens", shot.tag.span)
        if shot.first is not None:
            yield _Wish("first", shot.first.span)
        if shot.last is not None:
            yield _Wish("last", shot.last.span)


def _audio_wishes(film: Film) -> Iterator[_Wish]:
    """Yield the tag that switches sound on, else the first thing to be heard: one place stands for all."""
    if film.audio == "on" and "audio" in film.tags:
        yield _Wish("audio", film.tags["audio"].span)
    elif film.audio == "auto":
        for scene in film.scenes:
            for words in (scene.sound, scene.music):
                if words is not None:
                    yield _Wish("audio", words.span)
                    return
            for shot in scene.shots:
                span = _heard_in(shot)
                if span is not None:
                    yield _Wish("audio", span)
                    return


def _heard_in(shot: Shot) -> Span | None:
    for line in shot.dialogue():
        return line.cue_span
    words = shot.sounds[0] if shot.sounds else shot.music
    return words.span if words is not None else None


def _subject_wishes(subject: Subject) -> Iterator[_Wish]:
    if subject.references:
        yield _Wish("references", subject.references[0].span)
    if subject.video is not None:
        yield _Wish("video", subject.video.span)
    if subject.voice is not None and subject.voice.id is not None:
        yield _Wish("voice_id", subject.voice.span)
    if subject.element is not None:
        yield _Wish("element", subject.element_span or subject.tag.span)


def _continuation(film: Film, clip: Clip) -> Span:
    """Return the tag that makes a clip continue the one before."""
    shot, scene = clip.shots[0], clip.scene
    if shot.split is not None and shot.split_continues:
        return shot.split.span
    if scene.continues is not None and shot is scene.shots[0]:
        return scene.continues.span
    return _written(film, scene, "split")


def _written(film: Film, scene: Scene, name: str) -> Span:
    """Return where a value that holds for ``scene`` was written."""
    tag = scene.tags.get(name) or film.tags.get(name) or scene.tag
    return tag.span


def _sizes(film: Film, target: Target) -> Iterator[Diagnostic]:
    seen: set[int] = set()
    for clip in film.clips:
        resolution = resolution_of(film, clip.scene)
        known = target.sizes.get(film.aspect, {})
        if resolution in known:
            continue
        name = "resolution" if known and film.resolution is not None else "mode" if known else "aspect"
        span = _written(film, clip.scene, name)
        if span.start in seen:
            continue
        seen.add(span.start)
        have = ", ".join(known) or ", ".join(target.sizes)
        what = f"{film.aspect} at {resolution}" if known else f"the aspect {film.aspect}"
        yield Diagnostic("E803", f"{target.name} cannot do {what}", span, help=(f"it does {have}",))


def _empty_shots(film: Film, target: Target) -> Iterator[Diagnostic]:
    for scene, shot in film.shots():
        told = shot.framing or shot.angle or shot.body or shot.camera or shot.light or shot.physics or shot.lens
        heard = shot.sounds or shot.music or scene.sound or scene.music
        if not (told or heard or scene.setting or style_of(film, scene)):
            help = ("write what is to be seen below the tag, or a framing in it",)
            yield Diagnostic(
                "E803", f"{target.name} cannot generate a shot that says nothing", shot.tag.span, help=help
            )


def _images_left_out(film: Film, target: Target) -> Iterator[Diagnostic]:
    """Report references that no payload carries: beyond the limit of a clip, or in a clip that starts from a frame.

    A frame of the clip before shows the subjects that it had; the others' references are what is missed.
    """
    seen: set[int] = set()
    shown: dict[int, frozenset[int]] = {}
    for clip in film.clips:
        before = shown.get(id(clip.continues), frozenset())
        shown[id(clip)] = before.union(map(id, clip.subjects))
        for image in clip.dropped_images:
            if id(image) not in seen:
                seen.add(id(image))
                message = f"this reference is not sent: {target.name} takes {target.limits.references_clip} in a clip"
                help = ("name fewer subjects in the clip, or give each fewer references",)
                label = Label(clip.shots[0].tag.span, f"clip {clip.id} starts here")
                yield Diagnostic("W804", message, image.span, labels=(label,), help=help)
        if first_frame(target, clip) is None or "references" not in target.features:
            continue
        for subject in clip.subjects:
            if subject.references and id(subject) not in before and id(subject) not in seen:
                seen.add(id(subject))
                yield _frame_instead(film, clip, subject, target)


def _frame_instead(film: Film, clip: Clip, subject: Subject, target: Target) -> Diagnostic:
    first = clip.shots[0].first
    span = first.span if clip.continues is None and first is not None else _continuation(film, clip)
    return Diagnostic(
        "W804",
        f"the references of {subject.name} are not sent: {target.name} takes a first frame or references, not both",
        span,
        label="the clip starts from this frame" if clip.continues is None else "the clip starts from another's frame",
        labels=(Label(subject.references[0].span, "not sent with this clip"),),
        help=(f"show {subject.name} in the frame, or let the clip start without one",),
    )


PASS = Pass(
    "capabilities",
    _run,
    needs=("names", "splitting", "references"),
    codes=("E803", "W804"),
    writes=("clip.audio",),
)
