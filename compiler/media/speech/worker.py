"""A process that speaks: one JSON object a line on stdin, for each a length and that many bytes of sound on stdout.

An object is ``{"engine": "nanotts" or "espeak", "text", "voice", "pitch", "pace"}``; the sound is signed 16-bit mono at
16 kHz (nanotts) or 22.05 kHz (espeak). Nothing is answered with a length of 0. It is a process of its own because one
engine can run away on odd text and the other keeps global state.
"""

from __future__ import annotations

import ctypes
import json
import os
import struct
import sys
from typing import Any


def _nanotts(job: dict[str, Any]) -> bytes:
    import py_nanotts  # type: ignore[import-untyped, unused-ignore]

    pcm = py_nanotts.NanoTTS().speak(job["text"], voice=job["voice"], speed=job["pace"], pitch=job["pitch"])
    return bytes(pcm)


class _Espeak:
    """espeak-ng by its C interface, opened once."""

    def __init__(self) -> None:
        import espeakng_loader

        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._rate = self._library.espeak_Initialize(2, 0, str(espeakng_loader.get_data_path()).encode(), 0)
        if self._rate <= 0:
            raise OSError("espeak-ng does not start")
        self._samples: list[bytes] = []
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)

        def receive(samples: Any, count: int, events: object) -> int:
            if samples and count > 0:
                self._samples.append(ctypes.string_at(samples, count * 2))
            return 0

        self._receive = kind(receive)
        self._library.espeak_SetSynthCallback(self._receive)

    def speak(self, job: dict[str, Any]) -> bytes:
        self._samples.clear()
        if self._library.espeak_SetVoiceByName(job["voice"].encode()) != 0:
            return b""
        # Parameters 1 and 3 are words a minute and pitch from 0 to 100.
        self._library.espeak_SetParameter(1, round(170 * job["pace"]), 0)
        self._library.espeak_SetParameter(3, max(0, min(99, round(50 * job["pitch"]))), 0)
        text = job["text"].encode()
        self._library.espeak_Synth(text, len(text) + 1, 0, 0, 0, 1, None, None)
        self._library.espeak_Synchronize()
        return b"".join(self._samples)


def main() -> None:
    """Speak until stdin ends."""
    answers = os.fdopen(os.dup(1), "wb")
    # The engines print; that must not get between the answers.
    os.dup2(2, 1)
    espeak: _Espeak | None = None
    for line in sys.stdin:
        job = json.loads(line)
        try:
            if job["engine"] == "nanotts":
                sound = _nanotts(job)
            else:
                espeak = espeak or _Espeak()
                sound = espeak.speak(job)
        except (ImportError, OSError, RuntimeError, ValueError, AttributeError):
            sound = b""
        answers.write(struct.pack(">Q", len(sound)))
        answers.write(sound)
        answers.flush()


if __name__ == "__main__":
    main()
