"""Which voice speaks: language from the words, pitch from traits and the character's name."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from compiler.text.letters import CJK, HANGUL

_HINTS = {
    "de": r"\b(?:der|die|das|und|nicht|ich|wir|ist|ein|eine|mit|sie|müssen|auf)\b|[äöüß]",
    "fr": r"\b(?:le|la|les|des|nous|vous|est|pas|une|dans|avec|je|ne|il faut)\b|[çœèêûî]|\b[ldjnc]['’]",
    "es": r"\b(?:el|los|las|que|una|por|para|con|nosotros|está|tenemos|no hay)\b|[ñ¿¡]",
    "it": r"\b(?:il|gli|che|una|non|per|con|siamo|dobbiamo|della|sono|questo)\b|[òì]",
}
_KANA = re.compile("[\u3041-\u30ff]")
_HIGH = re.compile(r"female|woman|girl|high|soprano|女|高音|少女")
_LOW = re.compile(r"\blow\b|deep|bass|gravel|husky|低|深|沙啞|沙哑|渾厚|浑厚")
_CHILD = re.compile(r"child|kid|little|boyish|童|小孩|稚")
_OLD = re.compile(r"\bold|elder|aged|frail|老|蒼|苍")
_MALE = re.compile(r"(?<!fe)male|(?<!wo)man\b|男")
_QUICK = re.compile(r"urgent|fast|quick|panick|excited|hurried|急|快|激動|激动")
_SLOW = re.compile(r"slow|calm|weary|tired|gentle|whisper|sad|慢|平靜|平静|疲|溫柔|温柔|低聲|低声|悲")
_SOFT = re.compile(r"whisper|soft|quiet|murmur|under (?:her|his) breath|低語|低语|輕聲|轻声|耳語|耳语|悄")
_LOUD = re.compile(r"shout|yell|scream|loud|angry|furious|喊|吼|怒|大聲|大声")


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice: its language (``en``, ``zh``, …), a pitch and a pace about 1, and how loud it is in decibels about 0."""

    language: str
    pitch: float
    pace: float
    gain: float


def language_of(words: str) -> str:
    """Return the language of ``words`` as an ISO 639-1 code, English where nothing tells."""
    if HANGUL.search(words):
        return "ko"
    if _KANA.search(words):
        return "ja"
    if CJK.search(words):
        return "zh"
    counts = {code: len(re.findall(pattern, words.lower())) for code, pattern in _HINTS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] >= 2 or (counts[best] == 1 and len(words.split()) < 4 and not words.isascii()) else "en"


def choose_voice(speaker: str, manner: str, words: str) -> Voice:
    """Return the voice of ``speaker`` for these words; the same speaker keeps their pitch from line to line."""
    text = manner.lower()
    own = (zlib.crc32(speaker.casefold().encode()) % 1000) / 1000
    pitch = 0.88 + 0.26 * own
    if _HIGH.search(text):
        pitch = 1.10 + 0.14 * own
    elif _MALE.search(text):
        pitch = 0.74 + 0.12 * own
    if _CHILD.search(text):
        pitch = 1.42 + 0.1 * own
    if _LOW.search(text):
        pitch *= 0.88
    if _OLD.search(text):
        pitch *= 0.94
    pace = 1.12 if _QUICK.search(text) else 0.9 if _SLOW.search(text) else 1.0
    gain = -6.0 if _SOFT.search(text) else 2.5 if _LOUD.search(text) else 0.0
    return Voice(language_of(words), round(pitch, 3), pace, gain)
