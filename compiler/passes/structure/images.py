"""Paths and addresses of images and clips."""

from __future__ import annotations

import re

from compiler.film.model import Image
from compiler.passes.base import FileError
from compiler.passes.structure import values
from compiler.passes.structure.film_tags import empty_item
from compiler.passes.structure.walk import Walk
from compiler.syntax.nodes import Words
from compiler.syntax.tags import TagKind
from compiler.text.source import Source, Span

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):", re.IGNORECASE)
_ADDRESS = re.compile(r"https://[^\s/]+(/\S*)?", re.IGNORECASE)


def images(walk: Walk, kind: TagKind, value: Words) -> list[Image]:
    """Return the images of a list; what is no path and no address is reported and left out."""
    found = []
    for item in values.items(value):
        if not item.text:
            empty_item(walk, kind, item.span)
            continue
        image = _image(walk, kind, item.text, item.span, value.source)
        if image is not None:
            found.append(image)
    return found


def image(walk: Walk, kind: TagKind, value: Words) -> Image | None:
    """Return the one image of a value, None where it is no path and no address (reported)."""
    return _image(walk, kind, value.plain(), value.span, value.source)


def _image(walk: Walk, kind: TagKind, written: str, span: Span, source: Source) -> Image | None:
    scheme = _SCHEME.match(written)
    if scheme is not None:
        if scheme[1].lower() != "https":
            help = "images are files beside the script or https:// addresses"
            walk.wrong(kind, f"{scheme[1]}: addresses cannot be used", span, help=help)
            return None
        if not _ADDRESS.fullmatch(written):
            walk.wrong(kind, "this is no address", span, help="write https://example.com/front.png")
            return None
        return Image(written, span, written)
    try:
        path = walk.world.files.resolve(source.relative, written)
        return Image(written, span, f"file:{path}", walk.world.files.location(path))
    except FileError:
        # The references pass says why, with the other things that can be wrong with a file.
        return Image(written, span, f"file:{written}")
