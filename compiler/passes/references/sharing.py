"""Which subjects a clip shows, and how the target's few places for images are shared out among them (E502)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compiler.diagnostics.model import Diagnostic, Label
from compiler.film.frames import first_frame
from compiler.film.model import Clip, Film, Image, Shot, Subject, subject_of
from compiler.film.reading import texts
from compiler.passes.base import World
from compiler.passes.phrases import items, off_screen
from compiler.syntax.nodes import Dialogue, Mention
from compiler.text.source import Source, Span


@dataclass(slots=True)
class _Appearance:
    """A subject of a clip, where it is first mentioned, and whether it is to be seen or only heard off the screen."""

    subject: Subject
    place: Span
    visible: bool


def share_out(film: Film, world: World) -> Iterator[Diagnostic]:
    """Fill every clip's subjects, images and videos; report more than the target takes, by subject and by clip."""
    limits, features = world.target.limits, world.target.features
    if "references" in features:
        for subject in film.subjects.values():
            yield from _too_many_of_one(subject, limits.references_subject, world)
    with_assets = any(subject.references or subject.video for subject in film.subjects.values())
    reported: set[int] = set()
    for clip in film.clips:
        shown = _subjects(clip)
        clip.subjects = [each.subject for each in shown.values()]
        if not with_assets:
            continue
        seen = [each.subject for each in shown.values() if each.visible]
        clip.images, clip.dropped_images = deal(seen, limits.references_subject, limits.references_clip)
        clip.videos = [subject.video for subject in seen if subject.video is not None]
        framed = first_frame(world.target, clip) is not None
        if framed:
            # Such a clip sends its frame alone; what that leaves out is told by the capabilities pass.
            clip.dropped_images = []
        for limit, kind, having in (
            (limits.references_clip, "references", [] if framed else [each for each in seen if each.references]),
            (limits.videos, "video", [each for each in seen if each.video is not None]),
        ):
            if kind in features and len(having) > limit and id(having[limit]) not in reported:
                reported.add(id(having[limit]))
                yield _too_many_in_clip(clip, having, limit, shown[id(having[limit])].place, kind, world.target.model)


def deal(subjects: list[Subject], each: int, most: int) -> tuple[list[Image], list[Image]]:
    """Deal ``most`` places to the subjects' images, one each before a second and at most ``each`` of one.

    Returns the images that got a place, in the order in which they were dealt, and those that did not.
    """
    rows = [subject.references[:each] for subject in subjects]
    dealt = [row[turn] for turn in range(each) for row in rows if turn < len(row)]
    return dealt[:most], dealt[most:]


def _subjects(clip: Clip) -> dict[int, _Appearance]:
    """Return the clip's subjects in order of appearance."""
    shown: dict[int, _Appearance] = {}
    for shot in clip.shots:
        for mention, source, visible in _mentions(clip, shot):
            subject = subject_of(mention)
            if subject is None:
                continue
            known = shown.get(id(subject))
            if known is None:
                shown[id(subject)] = _Appearance(subject, source.span(mention.start, mention.end), visible)
            elif visible:
                known.visible = True
    return shown


def _mentions(clip: Clip, shot: Shot) -> Iterator[tuple[Mention, Source, bool]]:
    """Yield the mentions in a shot's prompt, in its order, with whether each puts its subject into the picture. Who is
    only spoken of does not appear."""
    for item in shot.body:
        if isinstance(item, Dialogue):
            delivery = item.delivery.plain() if item.delivery is not None else ""
            yield item.speaker, item.source, not (delivery and off_screen(items(delivery)))
        else:
            for words in texts(item):
                for mention in words.mentions():
                    yield mention, words.source, True
    place = clip.scene.setting.place if clip.scene.setting is not None else None
    for text in (shot.camera, *shot.light, shot.physics, place, clip.scene.sound, *shot.sounds):
        if text is not None:
            for mention in text.mentions():
                yield mention, text.source, True


def _too_many_of_one(subject: Subject, limit: int, world: World) -> Iterator[Diagnostic]:
    if len(subject.references) > limit:
        yield Diagnostic(
            "E502",
            f"{subject.name} has {len(subject.references)} references; {world.target.model} takes at most {limit}",
            subject.references[limit].span,
            "one too many" if len(subject.references) == limit + 1 else "the first that is too many",
            labels=(Label(subject.name_span, "the subject"),),
            help=("keep the images that show most: front, side, back, detail",),
        )


def _too_many_in_clip(clip: Clip, having: list[Subject], limit: int, place: Span, kind: str, model: str) -> Diagnostic:
    what = "references" if kind == "references" else "a video"
    return Diagnostic(
        "E502",
        f"{len(having)} subjects of this clip have {what}; {model} takes {limit} in all",
        place,
        f"no place is left for {having[limit].name}",
        labels=(Label(clip.shots[0].tag.span, "the clip begins here"),),
        help=("split the clip, or show fewer subjects with references in it",),
    )
