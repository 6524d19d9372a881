"""Camera words to moves with times: two in one text follow on or go together, a beat's own hold in that beat."""

from __future__ import annotations

import re
from collections.abc import Sequence

from compiler.media.animatic import terms
from compiler.media.animatic.board import Beat, Move

_SPEEDS = {"slow": 0.6, "fast": 1.7}
_THEN = re.compile(
    r"\bthen\b|\bbefore\b|\bfollowed by\b|->|→|然後|然后|接著|接着|再|隨後|随后|之後|之后", re.IGNORECASE
)
# Said alone these name a rail or an arm, not a direction; beside a plain move they are its equipment.
_EQUIPMENT = re.compile(
    r"^(?:dolly|track|tracks|truck|slider|tracking|tracking shot|crane|jib|zoom|tilt|pan|"
    r"軌道|轨道|搖臂|摇臂|升降|跟\S*|移動|移动)$"
)
_UNSAID = frozenset(("pan right", "track right", "orbit right", "tilt up", "crane up", "zoom in"))
_OPPOSITE = {
    "pan": ("pan left", "pan right"),
    "track": ("track left", "track right"),
    "orbit": ("orbit left", "orbit right"),
    "tilt": ("tilt up", "tilt down"),
    "crane": ("crane up", "crane down"),
    "zoom": ("zoom in", "zoom out"),
}


def read_moves(camera: str, beats: Sequence[Beat], seconds: float) -> tuple[Move, ...]:
    """Return the moves of a shot, static ones left out where anything moves."""
    moves = _in_text(camera, 0.0, seconds)
    if not moves:
        for beat in beats:
            moves += [move for move in _in_text(beat.text[:80], beat.start, beat.end) if _sure(move, beat.text)]
    moving = [move for move in moves if move.kind != "static"]
    return tuple(moving or moves[:1])


def _sure(move: Move, text: str) -> bool:
    # In prose "rises" or "circles" is what a person does; only the words of a camera crew count there.
    return bool(
        re.search(
            r"camera|push|pull|pan|tilt|dolly|zoom|crane|orbit|handheld|static|鏡|镜|推|拉|搖|摇|固定", text, re.I
        )
    )


def _in_text(text: str, start: float, end: float) -> list[Move]:
    if not text:
        return []
    phrases = [phrase for phrase in _THEN.split(text) if terms.find_all("move", phrase)]
    moves: list[Move] = []
    for index, phrase in enumerate(phrases):
        length = (end - start) / len(phrases)
        begin, stop = start + index * length, start + (index + 1) * length
        speed = _SPEEDS.get(terms.first("speed", phrase) or "", 1.0)
        kinds = _kinds(phrase)
        moves += [Move(kind, begin, stop, speed) for kind in kinds]
    return moves


def _kinds(phrase: str) -> list[str]:
    found = terms.find_all("move", phrase)
    kinds: list[str] = []
    others = [item.key for item in found if item.key not in ("handheld", "static")]
    for index, item in enumerate(found):
        word = phrase[item.start : item.end].lower()
        after = phrase[item.end : found[index + 1].start if index + 1 < len(found) else len(phrase)][:28]
        before = phrase[found[index - 1].end if index else 0 : item.start][-12:]
        kind = item.key
        family = kind.split()[0]
        towards = terms.first("direction", after) or terms.first("direction", before)
        sideways = family in ("pan", "track", "orbit") and towards in ("left", "right")
        upright = family in ("tilt", "crane") and towards in ("up", "down")
        if sideways or upright:
            kind = f"{family} {towards}"
        elif family == "zoom" and towards in ("in", "out"):
            kind = f"zoom {towards}"
        elif family == "track" and towards in ("in", "out"):
            kind = "push" if towards == "in" else "pull"
        elif _EQUIPMENT.match(word) and len(others) > 1 and towards is None:
            continue
        elif opposite(kind) in others and kind in _UNSAID and len(others) > 1:
            # "Orbits counterclockwise": the verb alone does not say which way.
            continue
        if kind not in kinds:
            kinds.append(kind)
    return kinds or [found[0].key]


def opposite(kind: str) -> str:
    """Return the move that undoes ``kind``."""
    pair = _OPPOSITE.get(kind.split()[0])
    if pair:
        return pair[1] if kind == pair[0] else pair[0]
    return {"push": "pull", "pull": "push"}.get(kind, kind)
