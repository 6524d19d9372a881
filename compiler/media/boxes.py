"""An MP4 file's outermost structure, read without decoding: finds a page that is no film and a cut-off file."""

from __future__ import annotations

import struct
from pathlib import Path

_PAGES = (b"<", b"{", b"[")


def walk(path: Path) -> tuple[list[str], str | None]:
    """Return the names of a file's top-level boxes, and what is wrong with them (None: nothing).

    Raises ``OSError`` where the file cannot be read.
    """
    size = path.stat().st_size
    names: list[str] = []
    with path.open("rb") as file:
        start = file.read(64)
        if not start:
            return names, "the file is empty"
        if start[4:8] != b"ftyp":
            page = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in _PAGES
            return names, "it is a page of text, not a film" if page else "it is not an MP4 file"
        position = 0
        while position < size:
            file.seek(position)
            header = file.read(16)
            if len(header) < 8:
                return names, f"it is cut off after {size} bytes"
            length, name = struct.unpack_from(">I4s", header)
            least = 8
            if length == 1:
                if len(header) < 16:
                    return names, f"it is cut off after {size} bytes"
                length, least = struct.unpack_from(">Q", header, 8)[0], 16
            elif length == 0:
                length = size - position
            if length < least:
                return names, f"its structure is broken at byte {position}"
            if position + length > size:
                return names, f"it is cut off: {position + length} bytes are announced and {size} are there"
            names.append(name.decode("latin-1"))
            position += length
    for needed, what in (("moov", "index"), ("mdat", "data")):
        if needed not in names:
            return names, f"it has no {what} ({needed})"
    return names, None
