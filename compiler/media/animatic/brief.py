"""Prompts to boards: what a storyboard artist would draw from exactly what the vendor is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from compiler.media.animatic import terms
from compiler.media.animatic.board import Beat, Board, ClipBoards, Light, Panel, Setting, Subject
from compiler.media.animatic.cast import is_named_in, read_cast, unnamed_people
from compiler.media.animatic.facts import RATE
from compiler.media.animatic.moves import read_moves
from compiler.media.animatic.payload import ClipRequest
from compiler.media.animatic.sections import Sections, take_apart, tidy, without_beat_times
from compiler.media.animatic.speaking import place_lines
from compiler.text.letters import CJK

_DESCRIPTION = re.compile(r"\s?[(（][^()（）]*[)）]")
_INTERIOR = re.compile(r"interior|(?<![a-z])int\.|內景|内景|室內|室内", re.IGNORECASE)
_EXTERIOR = re.compile(r"exterior|(?<![a-z])ext\.|外景|室外|戶外|户外", re.IGNORECASE)
_INDOORS = frozenset(
    ["kitchen", "office", "shop", "bedroom", "room", "corridor", "warehouse", "temple", "vehicle", "studio"]
)
_OUTSIDE_OF = {"room": "park", "bedroom": "park", "kitchen": "park", "vehicle": "road"}
_CHANGE = re.compile(r"\s*(?:->|→|⟶|－>)\s*")


def read_clip(
    request: ClipRequest,
    *,
    images: tuple[bytes, ...] = (),
    first_frame: bytes | None = None,
    last_frame: bytes | None = None,
) -> ClipBoards:
    """Read all prompts of a clip. Who was described in an early shot is known in the later ones."""
    shots = [take_apart(shot.prompt) for shot in request.shots]
    cast = read_cast(shots, request.image_names, len(images), request.faces)
    boards: list[Board] = []
    for number, (shot, asked) in enumerate(zip(shots, request.shots, strict=True), 1):
        boards.append(_board(number, shot, asked.frames, cast, boards))
    return ClipBoards(tuple(boards), cast, request.width, request.height, images, first_frame, last_frame)


def read_light(text: str, setting: Setting) -> tuple[Light, ...]:
    """Return the light of a shot: one, or two where ``a -> b`` declares a change. The heading's time fills a gap."""
    lights: list[Light] = []
    pieces = _CHANGE.split(text) if text else [""]
    for piece in (pieces[0], pieces[-1]) if len(pieces) > 1 else pieces:
        shared = pieces[0] if piece is not pieces[0] else ""
        lights.append(
            Light(
                text=piece,
                time=terms.first("time", piece) or terms.first("time", setting.time) or "",
                sources=terms.keys_in("source", piece) or terms.keys_in("source", shared),
                weather=terms.keys_in("weather", piece) or terms.keys_in("weather", shared),
                colours=terms.keys_in("colour", piece),
            )
        )
    return tuple(lights)


def read_setting(text: str, fallback: str) -> Setting:
    """Return the setting in ``text`` (``exterior, cyberpunk street, night``); ``fallback`` is searched for its kind.

    An interior is drawn as one whatever it is inside of; a description in parentheses is kept apart from the name.
    """
    details = "; ".join(match[0].strip(" ()（）") for match in _DESCRIPTION.finditer(text))
    text = _DESCRIPTION.sub("", text)
    pieces = [piece.strip() for piece in re.split(r"[,，、;；]|\s[-–—]\s", text) if piece.strip()]
    interior, exterior = bool(_INTERIOR.search(text)), bool(_EXTERIOR.search(text))
    side = "interior" if interior and not exterior else "exterior" if exterior else ""
    pieces = [_EXTERIOR.sub("", _INTERIOR.sub("", piece)).strip(" ./") for piece in pieces]
    pieces = [piece for piece in pieces if piece and piece.lower() not in ("and", "和", "與", "与")]
    time = ""
    if len(pieces) > 1 and (terms.find_all("time", pieces[-1]) or len(pieces[-1]) < 24):
        time = pieces.pop()
    place = (", " if not CJK.search(text) else "，").join(pieces)
    if side == "interior":
        told = (key for key in terms.keys_in("place", fallback) if key in _INDOORS)
        kind = _inside(place) or _inside(details) or next(told, "room")
    else:
        kind = _last_place(place) or terms.first("place", details) or terms.first("place", fallback) or ""
        if not side and kind:
            side = "interior" if kind in _INDOORS else "exterior"
        elif not interior:
            kind = _OUTSIDE_OF.get(kind, kind)
    return Setting(side, place, time, kind, details)


def _last_place(place: str) -> str | None:
    # English and Chinese both put the head of a noun phrase last: a lighthouse kitchen is a kitchen.
    found = terms.find_all("place", place)
    return found[-1].key if found else None


def _inside(text: str) -> str | None:
    """Return what the place that ``text`` names looks like from inside, or None where it names none."""
    named = {found.end: found.key for found in terms.find_all("place", text)}
    named |= {found.end: found.key for found in terms.find_all("inside", text)}
    if not named:
        return None
    kind = named[max(named)]
    return kind if kind in _INDOORS or kind in terms.keys("inside") else "room"


def _board(number: int, shot: Sections, frames: int, cast: Sequence[Subject], earlier: Sequence[Board]) -> Board:
    before = earlier[-1] if earlier else None
    seconds = frames / RATE
    written = shot.body or "".join(shot.parts.values())
    # A Chinese name in an English prompt does not make it a Chinese one.
    chinese = len(CJK.findall(written)) > len(re.findall(r"[A-Za-z]+", written))
    body = shot.body
    prose = tidy(_DESCRIPTION.sub("", without_beat_times(body)))
    setting_text = shot.parts.get("setting", "")
    setting = read_setting(setting_text, prose)
    if not setting.details:
        # A place is described where it is first named; later shots of it must look the same.
        known = (board.setting for board in earlier if board.setting.details)
        same = (old for old in known if (old.side, old.place.casefold()) == (setting.side, setting.place.casefold()))
        setting = next((replace(old, time=setting.time) for old in same), setting)
    if not setting_text and before and not terms.find_all("place", prose):
        setting = before.setting
    light_text = shot.parts.get("lighting", "")
    lights = read_light(light_text, setting)
    if not light_text and not lights[0].time:
        guess = terms.first("time", prose) or (before.lights[-1].time if before and not setting_text else "")
        whole = f"{prose} {shot.parts.get('style', '')}"
        lights = (
            replace(
                lights[0],
                time=guess,
                sources=terms.keys_in("source", whole),
                weather=lights[0].weather or terms.keys_in("weather", prose),
            ),
        )
    beats = _beats(shot, seconds)
    lines = place_lines(shot, seconds, beats)
    speakers = {line.speaker.casefold() for line in lines}
    present = tuple(subject for subject in cast if is_named_in(subject, body) or subject.name.casefold() in speakers)
    people = () if any(s.kind == "character" for s in present) else unnamed_people(prose, chinese)
    framing = shot.framing or ("medium" if present or people else "wide")
    return Board(
        number=number,
        frames=frames,
        framing=framing,
        angle=shot.angle,
        lens=shot.lens,
        action=prose,
        subjects=present,
        unnamed=people,
        objects=terms.keys_in("prop", prose),
        moves=read_moves(shot.parts.get("camera", ""), beats, seconds),
        lights=lights,
        setting=setting,
        heading=_heading(setting, chinese),
        lines=lines,
        beats=beats,
        sounds=tuple(shot.sounds),
        music=shot.music,
        chinese=chinese,
        panels=_panels(beats, prose, framing, seconds),
    )


def _beats(shot: Sections, seconds: float) -> tuple[Beat, ...]:
    beats: list[Beat] = []
    for index, (at, start, end) in enumerate(shot.beats):
        stop = shot.beats[index + 1][0] if index + 1 < len(shot.beats) else len(shot.body)
        text = tidy(_DESCRIPTION.sub("", without_beat_times(shot.body[at:stop])))
        if start < seconds:
            beats.append(Beat(start, min(end, seconds), text))
    return tuple(beats)


def _panels(beats: Sequence[Beat], prose: str, framing: str, seconds: float) -> tuple[Panel, ...]:
    if not beats:
        return (Panel(0.0, seconds, prose, framing),)
    starts = [0.0, *(beat.start for beat in beats[1:])]
    ends = [*starts[1:], seconds]
    # A beat may name a framing of its own; a camera word such as "close" in the middle of a sentence is not one.
    return tuple(
        Panel(start, end, beat.text, terms.first("framing", beat.text[:24]) or framing)
        for start, end, beat in zip(starts, ends, beats, strict=True)
    )


def _heading(setting: Setting, chinese: bool) -> str:
    if not (setting.place or setting.time):
        return ""
    if chinese:
        side = {"interior": "內景", "exterior": "外景"}.get(setting.side, "")
        return " ".join(part for part in (side, setting.place) if part) + (f" — {setting.time}" if setting.time else "")
    side = {"interior": "INT.", "exterior": "EXT."}.get(setting.side, "")
    place = " ".join(part for part in (side, setting.place.upper()) if part)
    return f"{place} — {setting.time.upper()}" if setting.time else place
