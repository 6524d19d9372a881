"""PNG files that are told whole without Pillow, against what Pillow itself says of them."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from compiler.driver.png import plain_size

MANY = 1_000_000


def png(mode: str = "RGB", **options: object) -> bytes:
    """Return a PNG of 40x30 pixels with something in it."""
    buffer = io.BytesIO()
    picture = Image.effect_noise((40, 30), 80).convert(mode)
    picture.save(buffer, "PNG", **options)
    return buffer.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(width: int = 4, height: int = 2, *, bits: int = 8, interlaced: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, interlaced))


def built(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


ROWS = b"\0\1\2\3\4" * 2
DATA = chunk(b"IDAT", zlib.compress(ROWS))
END = chunk(b"IEND", b"")


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA", "P"])
def test_whole_files(mode: str) -> None:
    assert plain_size(png(mode), MANY) == (40, 30)


def test_data_in_several_chunks() -> None:
    packed = zlib.compress(ROWS)
    content = built(header(), chunk(b"IDAT", packed[:5]), chunk(b"IDAT", packed[5:]), END)
    assert plain_size(content, MANY) == (4, 2)
    assert Image.open(io.BytesIO(content)).size == (4, 2)


def test_every_way_to_cut_a_file_off() -> None:
    whole = png()
    assert plain_size(whole, MANY)
    assert all(plain_size(whole[:length], MANY) is None for length in range(len(whole)))


def test_any_byte_that_is_wrong() -> None:
    whole = built(header(), DATA, END)
    for at in range(len(whole)):
        assert plain_size(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :], MANY) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff",
        built(DATA, END),
        built(header(), header(), DATA, END),
        built(header(), END),
        built(header(), DATA),
        built(header(), chunk(b"IDAT", zlib.compress(ROWS[:-1])), END),
        built(header(), chunk(b"IDAT", zlib.compress(ROWS + b"\0")), END),
        built(header(), chunk(b"IDAT", zlib.compress(ROWS)[:-4]), END),
        built(header(), chunk(b"IDAT", zlib.compress(b"\7" + ROWS[1:])), END),
        built(header(), chunk(b"eXIf", b"MM\0*"), DATA, END),
        built(header(interlaced=1), DATA, END),
        built(header(bits=16), DATA, END),
        built(header(0, 2), DATA, END),
        built(header(60_000, 60_000), DATA, END),
    ],
)
def test_what_somebody_must_look_at_closer(content: bytes) -> None:
    assert plain_size(content, MANY) is None
