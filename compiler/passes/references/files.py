"""What is in the image files that a film names."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics.model import Diagnostic
from compiler.film.model import Film, Image
from compiler.film.target import Limits
from compiler.passes.base import FileError, ImageFacts, World

FORMATS = ("PNG", "JPEG", "MPO", "WEBP")
# How far an image's shape may be from the film's, as a factor between the two ratios. A frame becomes the picture; a
# place fills it; a person or a thing only stands in it, and is photographed upright or square for any film.
FRAME_SHAPE = 1.1
PLACE_SHAPE = 2.0
SUBJECT_SHAPE = 3.0


def look_at(film: Film, world: World) -> Iterator[Diagnostic]:
    """Fill in the facts of every local image and clip; report what is none (E501), what the target refuses (E504)
    and what is of another shape than the film (W503). Addresses are not fetched."""
    for subject in (*film.subjects.values(), *film.repeated):
        factor = PLACE_SHAPE if subject.kind == "place" else SUBJECT_SHAPE
        for image in subject.references:
            yield from _look_at_image(film, image, factor, world)
        if subject.video is not None:
            yield from _look_at_video(subject.video, world)
    for _, shot in film.shots():
        for frame in (shot.first, shot.last):
            if frame is not None:
                yield from _look_at_image(film, frame, FRAME_SHAPE, world)


def _path(image: Image, world: World) -> str | None:
    """Return the path of a local file, None for an address. Raises FileError for what is no path in the project."""
    if not image.uri.startswith("file:"):
        return None
    return world.files.resolve("", image.uri.removeprefix("file:"))


def _look_at_image(film: Film, image: Image, factor: float, world: World) -> Iterator[Diagnostic]:
    try:
        path = _path(image, world)
        if path is None:
            return
        facts = world.files.image(path)
    except FileError as error:
        yield _missing(image, error)
        return
    image.width, image.height, image.size, image.sha256 = facts.width, facts.height, facts.size, facts.sha256
    limits = world.target.limits
    refusals = list(_refusals(facts, limits))
    for reason, help in refusals:
        yield Diagnostic("E504", f"{world.target.model} refuses this image: {reason}", image.span, reason, help=(help,))
    if not refusals:
        yield from _shape(film, image, facts, factor)


def _look_at_video(video: Image, world: World) -> Iterator[Diagnostic]:
    try:
        path = _path(video, world)
        if path is not None:
            video.size, video.sha256 = world.files.digest(path)
    except FileError as error:
        yield _missing(video, error)


def _missing(image: Image, error: FileError) -> Diagnostic:
    help = "write the path from the folder of this file, inside the project's folder"
    if "image" in str(error):
        help = "save it anew as PNG or JPEG, or name another file"
    return Diagnostic(
        "E501",
        f"{image.written}: {error}",
        image.span,
        str(error),
        help=(help,),
    )


def _refusals(facts: ImageFacts, limits: Limits) -> Iterator[tuple[str, str]]:
    """Yield why a target takes no such image, and how to mend it."""
    shorter, longer = sorted((facts.width, facts.height))
    if facts.format not in FORMATS:
        yield f"it is a {facts.format}", "save it as PNG or JPEG"
    if shorter < limits.image_side:
        yield (
            f"{facts.width}x{facts.height} pixels, under {limits.image_side}",
            f"use an image of at least {limits.image_side} pixels on its shorter side",
        )
    if facts.size > limits.image_bytes:
        yield (
            f"{_megabytes(facts.size)} MB, over {_megabytes(limits.image_bytes)} MB",
            "make it smaller, or save it as JPEG",
        )
    if longer > shorter * limits.image_ratio:
        yield (
            f"its ratio is {longer / shorter:.2f}:1, beyond {limits.image_ratio:g}:1",
            "crop it",
        )


def _megabytes(size: int) -> str:
    """Return MiB to one digit, rounded up, so that what is over a limit never reads as equal to it."""
    tenths = -(-size * 10 // (1 << 20))
    return f"{tenths / 10:g}"


def _shape(film: Film, image: Image, facts: ImageFacts, factor: float) -> Iterator[Diagnostic]:
    across, down = (int(number) for number in film.aspect.split(":"))
    difference = facts.width * down / (facts.height * across)
    if max(difference, 1 / difference) > factor:
        yield Diagnostic(
            "W503",
            f"this image is {facts.width}x{facts.height}; the film is {film.aspect}",
            image.span,
            f"its shape does not fit {film.aspect}",
            help=(f"crop it towards {film.aspect}, or the vendor will",),
        )
