"""What somebody looks like, from a description: build, hair, clothes and their colours."""

from __future__ import annotations

import re
from dataclasses import dataclass

from compiler.media.animatic import terms
from compiler.media.animatic.palette import RGB, mix

# One colour a member of the cast: name pills, subtitles, and clothes that the description leaves open.
TONES: tuple[RGB, ...] = (
    (184, 92, 74),
    (74, 116, 172),
    (92, 148, 96),
    (196, 148, 70),
    (140, 104, 170),
    (70, 150, 152),
    (190, 104, 132),
    (136, 130, 92),
)
_HAIRS: tuple[RGB, ...] = ((38, 30, 28), (66, 46, 34), (104, 72, 46), (28, 26, 30))


@dataclass(frozen=True, slots=True)
class Look:
    """A figure's look. ``hair`` is short, long, bun, curly or bald; ``garment`` coat, dress or jacket; ``hat`` and
    ``beard`` are worn or not; ``size`` is the height against a grown man's."""

    build: str
    hair: str
    garment: str
    hat: bool
    beard: bool
    size: float
    skin: RGB
    hair_colour: RGB
    top: RGB
    bottom: RGB


def read_look(name: str, description: str, tone: int) -> Look:
    """Return the look of ``description``; what it leaves open follows from the name and the cast colour ``tone``."""
    seed = sum(ord(letter) * (place + 3) for place, letter in enumerate(name))
    people = terms.keys_in("person", description)
    build = next((key for key in people if key in ("woman", "man")), "")
    if not build:
        worn = terms.keys_in("garment", description)
        build = "woman" if "dress" in worn else ("woman", "man")[seed % 2]
    child = "child" in people and "old" not in people
    hair_words = terms.keys_in("hair", description)
    styles = [key for key in hair_words if key in ("short", "long", "bun", "curly", "bald")]
    hair = styles[0] if styles else (("long", "bun", "short")[seed % 3] if build == "woman" else "short")
    garments = terms.find_all("garment", description)
    garment = garments[0].key if garments else "jacket"
    colours = terms.find_all("colour", description)
    clothes = [item for item in colours if not _is_hair(description, item.end)]
    top = _rgb(clothes[0].key) if clothes else TONES[tone]
    if garments:
        before = [item for item in clothes if item.end <= garments[0].start and garments[0].start - item.end < 24]
        top = _rgb(before[-1].key) if before else top
    second = (
        _rgb(clothes[1].key) if len(clothes) > 1 and clothes[1].key != clothes[0].key else mix(top, (30, 32, 40), 0.62)
    )
    hair_tone = next((_rgb(item.key) for item in colours if _is_hair(description, item.end)), None)
    if hair_tone is None:
        hair_tone = (186, 184, 180) if "old" in people else _HAIRS[seed % len(_HAIRS)]
    if min(hair_tone) > 190:
        # White hair is greyer than white cloth: against skin in warm light it would vanish.
        hair_tone = (124, 128, 138)
    skin: RGB = ((208, 160, 130), (190, 138, 106), (150, 104, 78), (222, 178, 150))[seed % 4]
    if any(word in description.lower() for word in ("dark skin", "black man", "black woman", "african", "黝黑")):
        skin = (112, 76, 58)
    if any(word in description.lower() for word in ("pale", "蒼白", "苍白", "白皙")):
        skin = (228, 196, 176)
    size = 0.74 if child else 0.95 if build == "woman" else 1.0
    return Look(build, hair, garment, "hat" in hair_words, "beard" in hair_words, size, skin, hair_tone, top, second)


def _is_hair(text: str, end: int) -> bool:
    after = re.split(r"[,，、;；.。]", text[end : end + 14].lower())[0]
    return any(word in after for word in ("hair", "beard", "髮", "发", "鬍", "胡", "braid", "bun"))


def _rgb(key: str) -> RGB:
    red, green, blue = (int(part) for part in key.split(","))
    return (red, green, blue)
