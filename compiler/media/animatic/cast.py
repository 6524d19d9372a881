"""Who and what is in a clip: names with their first-mention descriptions, speakers, and people without a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from compiler.media.animatic import terms
from compiler.media.animatic.board import Subject
from compiler.media.animatic.sections import Sections
from compiler.text.letters import CJK, name_key

_DESCRIBED = re.compile(r"([^\W\d][\w\-]*(?: [A-Z][\w\-]*){0,2})\s?[(（]([^()（）]{2,400})[)）]")
_CAPITALS = re.compile(r"(?<![\w\-])([A-Z][A-Z0-9_\-]{2,})(?![\w\-])")
_NOT_NAMES = frozenset(
    [
        "INT",
        "EXT",
        "POV",
        "OTS",
        "ECU",
        "MCU",
        "EWS",
        "LED",
        "USA",
        "UFO",
        "CCTV",
        "SUV",
        "DNA",
        "GPS",
        "NASA",
        "NYC",
        "CGI",
        "VFX",
        "HDR",
        "FPS",
        "ATM",
        "FBI",
        "CIA",
        "SOS",
    ]
)
_TONES = 8


@dataclass(slots=True)
class _Mentioned:
    """What the prompts tell of a name: its spelling, first description, whether it speaks, and whether it is to be
    seen or only heard."""

    name: str
    description: str = ""
    speaks: bool = False
    seen: bool = False


def read_cast(
    shots: Sequence[Sections], image_names: Sequence[str], images: int, faces: bool = True
) -> tuple[Subject, ...]:
    """Return the clip's subjects in order of appearance, each with its reference image where one can be told.

    ``faces`` is whether any of the ``images`` may be a character's.
    """
    found: dict[str, _Mentioned] = {}
    bodies = [" ".join((shot.body, *shot.parts.values())) for shot in shots]
    everything = " ".join(bodies)
    speakers = {name_key(_speaker(line.speaker)) for shot in shots for line in shot.spoken}
    unseen = {
        name_key(_speaker(line.speaker)) for shot in shots for line in shot.spoken if is_off_screen(line.manner)
    } - {name_key(_speaker(line.speaker)) for shot in shots for line in shot.spoken if not is_off_screen(line.manner)}
    for shot, text in zip(shots, bodies, strict=True):
        entries: list[tuple[int, str, str, bool]] = []
        for match in _DESCRIBED.finditer(text):
            name = _trim(match[1], everything, speakers)
            if name:
                entries.append((match.start(), name, match[2].strip(), False))
        entries += [(line.at, _speaker(line.speaker), "", True) for line in shot.spoken]
        entries += [
            (match.start(), match[1], "", False)
            for match in _CAPITALS.finditer(shot.body)
            if match[1] not in _NOT_NAMES
        ]
        for _, name, description, speaks in sorted(entries, key=lambda entry: entry[0]):
            key = name_key(name)
            if not key:
                continue
            known = found.setdefault(key, _Mentioned(name))
            known.description = known.description or description
            known.speaks = known.speaks or speaks
            # A voice from off the screen is introduced once; whoever is named again is in the picture.
            known.seen = known.seen or key not in unseen or everything.count(name) > 1
    subjects: list[Subject] = []
    taken: set[int] = set()
    for known in found.values():
        kind = "character" if known.speaks else _kind(known.name, known.description)
        tone = sum(ord(letter) * 31 for letter in name_key(known.name)) % _TONES
        while tone in taken and len(taken) < _TONES:
            tone = (tone + 1) % _TONES
        taken.add(tone)
        subjects.append(Subject(known.name, known.description, kind, None, tone))
    sure = [bool(known.seen and (known.description or known.speaks)) for known in found.values()]
    return _with_images(subjects, sure, image_names, images, faces)


def is_off_screen(manner: str) -> bool:
    """Return whether a line spoken in ``manner`` comes from off the screen."""
    return bool(re.search(r"\b[vo]\.\s?[os]\.|voice-?\s?over|off-?\s?screen|旁白|畫外|画外", manner, re.IGNORECASE))


def is_named_in(subject: Subject, text: str) -> bool:
    """Return whether ``text`` names ``subject``."""
    name = re.escape(subject.name)
    if CJK.search(subject.name):
        return subject.name in text
    return re.search(rf"(?<![\w\-]){name}(?![\w\-])", text, re.IGNORECASE) is not None


def unnamed_people(text: str, chinese: bool) -> tuple[str, ...]:
    """Return what people without a name are called in ``text`` (``detective``, ``man``), at most two."""
    lowered = text.lower()
    found: list[str] = []
    for item in terms.find_all("person", text):
        word = lowered[item.start : item.end]
        if item.key == "crowd" or word in _PRONOUNS:
            continue
        before = lowered[max(0, item.start - 40) : item.start]
        marked = re.search(r"(?:^|[\s,])(?:a|an|the|one|two|another|young|old|lone)\s(?:[\w\-]+\s){0,3}$", before)
        if chinese or marked:
            found.append(word)
    unique = list(dict.fromkeys(found))
    if chinese:
        unique = [word for word in unique if len(word) > 1]
    return tuple(unique[:2])


_PRONOUNS = frozenset(("she", "her", "he", "his", "him", "they", "people", "person", "人", "他", "她", "歲", "岁"))


def _speaker(written: str) -> str:
    return re.sub(r"\s*[(（].*", "", written).strip()


def _trim(name: str, everything: str, speakers: set[str]) -> str | None:
    """Return the name that ends a run of letters before a parenthesis, or None where it is no name."""
    if not CJK.search(name):
        words = name.split()
        while words and not (words[0][0].isupper() or name_key(" ".join(words)) in speakers):
            words = words[1:]
        joined = " ".join(words)
        lowercase = name.split()[-1]
        if not joined:
            # A label such as "the courier (…)" is a name only where the clip comes back to it.
            return lowercase if len(re.findall(rf"\b{re.escape(lowercase)}\b", everything)) > 1 else None
        return joined
    for length in range(min(len(name), 6), 0, -1):
        tail = name[-length:]
        if name_key(tail) in speakers:
            return tail
    for length in range(min(len(name), 6), 1, -1):
        tail = name[-length:]
        if everything.count(tail) > 1:
            return tail
    return name if len(name) <= 5 else name[-2:]


def _kind(name: str, description: str) -> str:
    if not description:
        return "character" if not terms.find_all("prop", name) else "prop"
    head = description.split("，")[0].split(",")[0]
    person = any(item.key not in ("crowd",) for item in terms.find_all("person", description))
    thing = terms.find_all("prop", name) or terms.find_all("prop", head)
    if person and not (thing and not terms.find_all("person", head)):
        return "character"
    if thing:
        return "prop"
    if terms.find_all("place", head) or terms.find_all("place", name):
        return "place"
    worn = terms.find_all("garment", description) or terms.find_all("hair", description)
    return "character" if worn else "prop"


def _with_images(
    subjects: list[Subject], sure: list[bool], names: Sequence[str], images: int, faces: bool
) -> tuple[Subject, ...]:
    """Give each subject its first image.

    An image that is called after a subject is that one's. The others have been dealt to the subjects in order of
    appearance, one each before a second; who has none is not told, so everybody who surely is in the picture gets one.
    """
    keys = [name_key(subject.name).replace("_", "-") for subject in subjects]
    stems = [name_key(name.rsplit("/", 1)[-1]).replace("_", "-") for name in names[:images]]
    stems += [""] * (images - len(stems))
    chosen: dict[int, int] = {}
    for number, key in enumerate(keys):
        own = [image for image, stem in enumerate(stems) if key and key in stem]
        if own:
            chosen[number] = own[0]
    rest = [image for image, stem in enumerate(stems) if not any(key and key in stem for key in keys)]
    waiting = [number for number in range(len(subjects)) if number not in chosen]
    things = [number for number in waiting if subjects[number].kind != "character"]
    waiting = waiting if faces else things or waiting
    waiting = [number for number in waiting if sure[number]] or waiting
    chosen.update(zip(waiting, rest, strict=False))
    return tuple(replace(subject, image=chosen.get(number)) for number, subject in enumerate(subjects))
