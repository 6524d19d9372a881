"""Fetches a finished clip: streamed to disk, resumed where it broke off, bounded in size and time."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from compiler.runner.classes import retry_after
from compiler.runner.http import Client, NoAnswerError, Stream
from compiler.runner.links import ForbiddenLinkError, Guard

SIZE_LIMIT = 2 * 1024**3
TIME_LIMIT = 900.0
SILENCE_LIMIT = 30.0

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class ExpiredLinkError(Exception):
    """The link is no longer good: ask the vendor for another."""


class BadDownloadError(Exception):
    """What came is not the whole file; the message says why. Fetching it again may help."""


class BrokenOffError(Exception):
    """It does not come, or stopped coming, and nothing says that the file is at fault. ``received`` is how many bytes
    of it are here, ``after`` how many seconds the server asks to wait."""

    def __init__(self, reason: str, received: int = 0, after: float | None = None) -> None:
        super().__init__(reason)
        self.received = received
        self.after = after


@dataclass(frozen=True, slots=True)
class Limits:
    """Most bytes of a file, most seconds for all of it, most seconds without a byte."""

    size: int = SIZE_LIMIT
    time: float = TIME_LIMIT
    silence: float = SILENCE_LIMIT


async def download(
    client: Client, url: str, part: Path, limits: Limits | None = None, guard: Guard | None = None
) -> None:
    """Fetch ``url`` into ``part`` and fsync it. What a former try left in ``part`` is gone on from, where the server
    says that its file is still the same. ``guard`` says where links and redirects may lead.

    Raises ExpiredLinkError, BrokenOffError, BadDownloadError (``part`` then holds what came, or nothing), or OSError
    from the disk.
    """
    limits = limits or Limits()
    part.parent.mkdir(parents=True, exist_ok=True)
    offset, validator = _left_over(part)
    headers = {"Range": f"bytes={offset}-", "If-Range": validator} if offset and validator else {}
    try:
        async with (
            client.downloads,
            asyncio.timeout(limits.time),
            client.open(url, headers=headers, timeout=limits.silence, guard=guard) as stream,
        ):
            await _receive(stream, part, offset if headers else 0, limits)
    except TimeoutError:
        raise BadDownloadError(f"the download took longer than {limits.time:g} s") from None
    except ForbiddenLinkError as error:
        raise BadDownloadError(str(error)) from None
    except NoAnswerError as error:
        raise BrokenOffError(f"the download broke off: {error}", _size(part)) from None
    _note(part).unlink(missing_ok=True)


def discard(part: Path) -> None:
    """Forget what a former try left."""
    for path in (part, _note(part)):
        with suppress(OSError):
            path.unlink()


async def _receive(stream: Stream, part: Path, offset: int, limits: Limits) -> None:
    if stream.status in {401, 403, 404, 410}:
        raise ExpiredLinkError(f"the link answers {stream.status}")
    if stream.status == 416:
        discard(part)
        raise BadDownloadError("the file at the vendor is not what it was; beginning again")
    if stream.status in {408, 425, 429} or stream.status >= 500:
        raise BrokenOffError(f"the link answers {stream.status}", _size(part), retry_after(stream.headers))
    if stream.status not in {200, 206}:
        raise BadDownloadError(f"the link answers {stream.status}")
    kind = stream.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind.startswith("text/") or kind in {"application/json", "application/xml"}:
        discard(part)
        raise BadDownloadError(f"the link answers with {kind}, not with a film")
    start, total = _extent(stream, offset)
    if total is not None and total > limits.size:
        raise BadDownloadError(f"the file has {total} bytes; at most {limits.size} are taken")
    validator = stream.headers.get("etag") or stream.headers.get("last-modified")
    if not start:
        # What is left of another file must never be taken for the beginning of this one.
        discard(part)
    _note(part).write_text(json.dumps({"validator": validator}), "utf-8")
    with part.open("r+b" if start else "wb") as file:
        file.seek(start)
        size = start + await _pour(stream, file, limits.size - start)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    if total is not None and size != total:
        raise BadDownloadError(f"{size} of {total} bytes came")


async def _pour(stream: Stream, file: BinaryIO, room: int) -> int:
    written = 0
    async for chunk in stream.chunks:
        written += len(chunk)
        if written > room:
            raise BadDownloadError("the file is larger than what is taken")
        file.write(chunk)
    return written


def _extent(stream: Stream, offset: int) -> tuple[int, int | None]:
    """Return where the bytes that come belong and how many the whole file has, None where that is not told."""
    if stream.status == 206:
        match = _RANGE.match(stream.headers.get("content-range", ""))
        if match is None or int(match[1]) != offset:
            raise BadDownloadError("the server answered with another part of the file than was asked for")
        return offset, int(match[3]) if match[3] != "*" else None
    length = stream.headers.get("content-length", "")
    return 0, int(length) if length.isdigit() else None


def _left_over(part: Path) -> tuple[int, str | None]:
    try:
        size = part.stat().st_size
        note: Mapping[str, object] = json.loads(_note(part).read_text("utf-8"))
    except (OSError, ValueError):
        return 0, None
    validator = note.get("validator")
    # A weak validator does not promise the same bytes.
    strong = isinstance(validator, str) and not validator.startswith("W/")
    return (size, str(validator)) if strong and size else (0, None)


def _size(part: Path) -> int:
    try:
        return part.stat().st_size
    except OSError:
        return 0


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".json")
