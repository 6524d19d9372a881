"""H.264 parameter sets in an MP4's own form (avcC), and packets between the two ways of marking where units begin.

Films are joined without decoding by giving whatever is encoded anew parameter sets under a number of their own: the
film's header then lists both, and each picture names its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SPS, PPS = 7, 8
HIGH = (100, 110, 122, 144)
MOST_SETS = 31


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameter sets as raw units, with their header byte."""

    sequence: tuple[bytes, ...]
    picture: tuple[bytes, ...]

    def numbers(self) -> set[int]:
        """Return the numbers in use, of either kind."""
        return {_number(unit, 4) for unit in self.sequence} | {_number(unit, 1) for unit in self.picture}


def _number(unit: bytes, offset: int) -> int:
    """Return the Exp-Golomb number at byte ``offset`` of a unit."""
    data = unit.replace(b"\0\0\3", b"\0\0")[offset : offset + 8]
    bits = "".join(f"{byte:08b}" for byte in data)
    zeros = len(bits) - len(bits.lstrip("0"))
    return int(bits[zeros : 2 * zeros + 1], 2) - 1


def read_avcc(data: bytes) -> Parameters | None:
    """Return the sets in an avcC record with four-byte lengths, None where the data is not one."""
    if len(data) < 7 or data[0] != 1 or data[4] & 3 != 3:
        return None
    try:
        sequence, position = _sets(data, 5, data[5] & 31)
        picture, _ = _sets(data, position, data[position])
    except IndexError:
        return None
    return Parameters(tuple(sequence), tuple(picture)) if sequence and picture else None


def _sets(data: bytes, position: int, count: int) -> tuple[list[bytes], int]:
    sets: list[bytes] = []
    position += 1
    for _ in range(count):
        length = data[position] << 8 | data[position + 1]
        unit = data[position + 2 : position + 2 + length]
        if len(unit) != length or not unit:
            raise IndexError
        sets.append(unit)
        position += 2 + length
    return sets, position


def units(stream: bytes) -> list[bytes]:
    """Return the units of a byte stream marked by start codes."""
    return [unit.rstrip(b"\0") for unit in stream.split(b"\0\0\1") if unit.strip(b"\0")]


def read_start_codes(data: bytes) -> Parameters:
    """Return the parameter sets among the units of a byte stream."""
    found = units(data)
    return Parameters(
        tuple(unit for unit in found if unit[0] & 31 == SPS), tuple(unit for unit in found if unit[0] & 31 == PPS)
    )


def write_avcc(parts: Sequence[Parameters]) -> bytes:
    """Return one avcC record with all the sets of ``parts``: the highest profile and level that any of them names."""
    sequence = list(dict.fromkeys(unit for part in parts for unit in part.sequence))
    picture = list(dict.fromkeys(unit for part in parts for unit in part.picture))
    profile = max(unit[1] for unit in sequence)
    compatible = 0xFF
    for unit in sequence:
        compatible &= unit[2]
    record = bytes([1, profile, compatible, max(unit[3] for unit in sequence), 0xFF, 0xE0 | len(sequence)])
    record += b"".join(len(unit).to_bytes(2, "big") + unit for unit in sequence)
    record += bytes([len(picture)]) + b"".join(len(unit).to_bytes(2, "big") + unit for unit in picture)
    # 4:2:0 with eight bits, and no extensions: nothing else is ever joined.
    return record + (bytes([0xFD, 0xF8, 0xF8, 0]) if profile in HIGH else b"")


def with_lengths(packet: bytes) -> bytes:
    """Return a packet marked by start codes as an MP4 has it: each unit after its length, parameter sets left out."""
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in units(packet) if unit[0] & 31 not in (SPS, PPS))


def free_number(taken: set[int]) -> int | None:
    """Return the lowest number for new sets, None where all are taken."""
    return next((number for number in range(MOST_SETS + 1) if number not in taken), None)
