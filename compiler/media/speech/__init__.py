"""Speech: lines spoken by a voice out of a wheel, by espeak-ng where it is installed, else by a wordless murmur."""

from __future__ import annotations

from compiler.media.speech.speaker import Utterance, speak
from compiler.media.speech.voices import Voice, choose_voice

__all__ = ["Utterance", "Voice", "choose_voice", "speak"]
