"""The size of a plain PNG whose every byte is in order, without loading an imaging library for it."""

from __future__ import annotations

import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# Chunks that change neither the size nor which way up the picture is; one with anything else is not plain.
_PLAIN = frozenset([b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs", b"tIME"])


def plain_size(content: bytes, most_pixels: int) -> tuple[int, int] | None:
    """Return width and height of a PNG of eight bits a channel, not interlaced, that is whole: every checksum is right
    and its data fill all rows and no more.

    None for any other file, also one that is no image: whoever asks must then look closer.
    """
    if not content.startswith(_SIGNATURE):
        return None
    size: tuple[int, int] | None = None
    data: list[bytes] = []
    row = 0
    at = len(_SIGNATURE)
    kind = b""
    while at + 12 <= len(content) and kind != b"IEND":
        length = int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        end = at + 8 + length
        if kind not in _PLAIN or (kind == b"IHDR") != (size is None):
            return None
        if zlib.crc32(content[at + 4 : end]) != int.from_bytes(content[end : end + 4], "big"):
            return None
        if kind == b"IHDR":
            if length != 13:
                return None
            width, height, bits, colour, *rest = struct.unpack(">IIBBBBB", content[at + 8 : end])
            if bits != 8 or colour not in _CHANNELS or any(rest) or not 0 < width * height <= most_pixels:
                return None
            size, row = (width, height), 1 + width * _CHANNELS[colour]
        elif kind == b"IDAT":
            data.append(content[at + 8 : end])
        at = end + 4
    if kind != b"IEND" or size is None:
        return None
    return size if _fills(b"".join(data), row, size[1]) else None


def _fills(packed: bytes, row: int, rows: int) -> bool:
    """Whether compressed data are whole and unpack to ``rows`` rows of ``row`` bytes that each name a known filter."""
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(packed, row * rows + 1)
    except zlib.error:
        return False
    return unpacker.eof and len(unpacked) == row * rows and max(unpacked[::row]) <= 4
