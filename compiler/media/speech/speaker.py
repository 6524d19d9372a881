"""Lines to sound, whatever is installed: never an error, at worst a murmur."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from compiler.media.pipes import read_block
from compiler.media.speech import cache
from compiler.media.speech.murmur import RATE as MURMUR_RATE
from compiler.media.speech.murmur import murmur
from compiler.media.speech.voices import Voice

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 48_000
PATIENCE = 20.0
"""Seconds that an engine gets for all lines of a clip."""

_NANOTTS = {"en": "en-US", "de": "de-DE", "es": "es-ES", "fr": "fr-FR", "it": "it-IT"}
_ESPEAK = {"zh": "cmn", "ko": "ko", "ja": "ja", "en": "en-us", "de": "de", "es": "es", "fr": "fr-fr", "it": "it"}
_FASTEST = 1.6


@dataclass(frozen=True, slots=True)
class Utterance:
    """A line to speak: its words, its voice, and the seconds that it has."""

    words: str
    voice: Voice
    seconds: float


def speak(utterances: Sequence[Utterance]) -> list[NDArray[np.float32]]:
    """Return each line as mono at 48 kHz, at an RMS of 1 while it sounds.

    A line too long for its time is spoken faster.
    """
    jobs = [_job(utterance, 1.0) for utterance in utterances]
    sounds = _all(jobs)
    hurried: dict[int, dict[str, Any]] = {}
    for number, (utterance, job, sound) in enumerate(zip(utterances, jobs, sounds, strict=True)):
        if job is None or not sound:
            continue
        length = len(sound) / 2 / _rate(job)
        if length > utterance.seconds + 0.25:
            faster = min(_FASTEST, length / utterance.seconds)
            hurried[number] = {**job, "pace": round(job["pace"] * faster, 2)}
    if hurried:
        for number, sound in zip(hurried, _all(list(hurried.values())), strict=True):
            if sound:
                sounds[number], jobs[number] = sound, hurried[number]
    return [_wave(*entry) for entry in zip(utterances, jobs, sounds, strict=True)]


def _job(utterance: Utterance, faster: float) -> dict[str, Any] | None:
    """Return what is asked of an engine, or None where none speaks the language."""
    voice = utterance.voice
    text = _speakable(utterance.words)
    if not text:
        return None
    pace = round(voice.pace * faster, 2)
    if voice.language in _NANOTTS and find_spec("py_nanotts") is not None:
        return {
            "engine": "nanotts",
            "text": text,
            "voice": _NANOTTS[voice.language],
            "pitch": voice.pitch,
            "pace": pace,
        }
    if voice.language in _ESPEAK and find_spec("espeakng_loader") is not None:
        return {"engine": "espeak", "text": text, "voice": _ESPEAK[voice.language], "pitch": voice.pitch, "pace": pace}
    return None


def _speakable(words: str) -> str:
    """Return words without what trips engines: markup, symbols, words without end."""
    text = re.sub(r"[<>{}\[\]|\\^~*_#@]", " ", words)
    text = "".join(letter for letter in text if letter.isprintable() and ord(letter) < 0x1F000)
    return " ".join(word[:60] for word in text.split())[:1200]


def _rate(job: dict[str, Any]) -> int:
    return 16_000 if job["engine"] == "nanotts" else 22_050


def _all(jobs: Sequence[dict[str, Any] | None]) -> list[bytes]:
    sounds = [b"" if job is None else cache.load(job) for job in jobs]
    missing = [number for number, sound in enumerate(sounds) if sound is None]
    if missing:
        spoken = _ask([job for number in missing if (job := jobs[number]) is not None])
        for number, sound in zip(missing, spoken, strict=True):
            job = jobs[number]
            sounds[number] = sound
            if sound and job is not None:
                cache.keep(job, sound)
    return [sound or b"" for sound in sounds]


def _ask(jobs: Sequence[dict[str, Any]]) -> list[bytes]:
    """Let one process speak all lines; what is not there when its patience ends stays silent."""
    answers: list[bytes] = []
    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and worker
            [sys.executable, str(Path(__file__).with_name("worker.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return [b""] * len(jobs)
    assert process.stdin is not None
    assert process.stdout is not None
    watch = threading.Timer(PATIENCE, process.kill)
    watch.start()
    try:
        process.stdin.write("".join(json.dumps(job) + "\n" for job in jobs).encode())
        process.stdin.close()
        while len(answers) < len(jobs):
            answers.append(read_block(process.stdout))
    except (OSError, EOFError):
        answers += [b""] * (len(jobs) - len(answers))
    finally:
        watch.cancel()
        process.kill()
        process.wait()
        process.stdout.close()
    return answers


def _wave(utterance: Utterance, job: dict[str, Any] | None, sound: bytes) -> NDArray[np.float32]:
    wave: NDArray[np.float32]
    if job is None or len(sound) < 3200:
        wave, rate = murmur(utterance.words, utterance.voice.pitch, utterance.seconds), MURMUR_RATE
    else:
        whole = np.frombuffer(sound[: len(sound) // 2 * 2], "<i2").astype(np.float32)
        wave, rate = _trimmed(whole / np.float32(32768)), _rate(job)
    wave = _resampled(wave, rate)
    active = wave[np.abs(wave) > 0.05 * float(np.max(np.abs(wave), initial=1e-6))]
    rms = float(np.sqrt(np.mean(active.astype(np.float64) ** 2))) if active.size else 1.0
    return (wave / max(rms, 1e-6)).astype(np.float32)


def _trimmed(wave: NDArray[np.float32]) -> NDArray[np.float32]:
    loud = np.flatnonzero(np.abs(wave) > 0.01)
    return wave if loud.size == 0 else wave[max(0, loud[0] - 160) : loud[-1] + 800]


def _resampled(wave: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Bring a mono wave to 48 kHz through its spectrum: no images of speech above its own band."""
    count = max(1, round(wave.size * RATE / rate))
    spectrum = np.fft.rfft(wave)
    full = np.zeros(count // 2 + 1, complex)
    size = min(full.size, spectrum.size)
    full[:size] = spectrum[:size]
    result: NDArray[np.float32] = (np.fft.irfft(full, count) * (count / max(1, wave.size))).astype(np.float32)
    return result
