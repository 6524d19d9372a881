"""First and last frames (E505)."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics.model import Diagnostic, Label
from compiler.film.model import Clip, Film, Image, Shot
from compiler.syntax.nodes import Tag
from compiler.text.source import Span


def check_frames(film: Film) -> Iterator[Diagnostic]:
    """Report frames in clips of several shots, a last one that nothing leads to, and a first one of a clip that
    already starts from another's last."""
    for clip in film.clips:
        for shot in clip.shots:
            if shot.first is not None or shot.last is not None:
                yield from _check(clip, shot)


def _check(clip: Clip, shot: Shot) -> Iterator[Diagnostic]:
    frames = (("first", shot.first, shot.first_tag), ("last", shot.last, shot.last_tag))
    if len(clip.shots) > 1:
        other = clip.shots[1] if shot is clip.shots[0] else clip.shots[0]
        for name, image, tag in frames:
            if image is not None:
                yield Diagnostic(
                    "E505",
                    f"a {name} frame needs a clip of one shot; this clip has {len(clip.shots)}",
                    _span(image, tag),
                    labels=(Label(other.tag.span, "another shot of the same clip"),),
                    help=("put [split] before and after the shot, so that it is a clip of its own",),
                )
    elif shot.last is not None and shot.first is None and clip.continues is None:
        yield Diagnostic(
            "E505",
            "a last frame needs a first one to come from",
            _span(shot.last, shot.last_tag),
            help=("add [first: image], or let the clip continue the one before it",),
        )
    if shot.first is not None and shot is clip.shots[0] and clip.continues is not None:
        cause = shot.split or clip.scene.continues
        yield Diagnostic(
            "E505",
            f"this clip already starts from the last frame of {clip.continues.id}",
            _span(shot.first, shot.first_tag),
            labels=(Label(cause.span, "asked for here"),) if cause is not None else (),
            help=("take away the first frame, or the continue",),
        )


def _span(image: Image, tag: Tag | None) -> Span:
    return tag.span if tag is not None else image.span
