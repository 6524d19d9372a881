"""Blocks of bytes on the pipes between processes: a length in eight bytes, then that many."""

from __future__ import annotations

import struct
from typing import IO

_HEADER = struct.Struct(">Q")


def write_block(pipe: IO[bytes], data: bytes) -> None:
    """Write one block and see it off."""
    pipe.write(_HEADER.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def read_block(pipe: IO[bytes]) -> bytes:
    """Read one block; raises EOFError where the pipe ends."""
    head = pipe.read(_HEADER.size)
    if len(head) < _HEADER.size:
        raise EOFError
    (length,) = _HEADER.unpack(head)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data
