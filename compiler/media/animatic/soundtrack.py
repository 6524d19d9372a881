"""A clip's sound: ambience under each shot, dialogue at the subtitles' times, exactly as long as the picture."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from compiler.media.ambience import listen, render
from compiler.media.animatic.board import ClipBoards, Line
from compiler.media.animatic.facts import RATE, SAMPLE_RATE
from compiler.media.speech import Utterance, choose_voice, speak

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPEECH_LEVEL = -20.0
"""Decibels below full scale (RMS) of speech while it sounds."""
_BLOCK = 1024
_CEILING = 0.89


class Soundtrack:
    """The sound of a clip, made beside the picture: ``start`` it, then take its ``blocks``."""

    def __init__(self, clip: ClipBoards) -> None:
        self._clip = clip
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="animatic-sound")
        self._mixed: Future[NDArray[np.float32]] | None = None

    def start(self) -> None:
        """Begin to speak and mix."""
        self._mixed = self._threads.submit(self._mix)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """Yield the whole track in blocks of samples × 2, waiting for it if need be."""
        if self._mixed is None:
            self.start()
        assert self._mixed is not None
        track = self._mixed.result()
        for start in range(0, track.shape[0], _BLOCK):
            yield track[start : start + _BLOCK]

    def close(self) -> None:
        """Stop waiting for sound that nobody will take."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _mix(self) -> NDArray[np.float32]:
        total = self._clip.frames * SAMPLE_RATE // RATE
        track = np.zeros((total, 2), np.float32)
        lines: list[tuple[float, Line]] = []
        clock = 0.0
        for board in self._clip.boards:
            seconds = board.frames / RATE
            begin = round(clock * SAMPLE_RATE)
            bed = render(listen(", ".join(board.sounds), board.music), seconds, clock)[: total - begin]
            edge = min(bed.shape[0] // 2, round(0.012 * SAMPLE_RATE))
            if edge:
                ramp = np.linspace(0, 1, edge, dtype=np.float32)[:, None]
                bed[:edge] *= ramp
                bed[-edge:] *= ramp[::-1]
            track[begin : begin + bed.shape[0]] += bed
            lines += [(clock, line) for line in board.lines]
            clock += seconds
        self._speak(track, lines)
        peak = float(np.max(np.abs(track), initial=0.0))
        # A soft knee, not a clipped one: only what is above the ceiling bends.
        return track if peak <= _CEILING else (np.tanh(track / _CEILING) * _CEILING).astype(np.float32)

    def _speak(self, track: NDArray[np.float32], lines: list[tuple[float, Line]]) -> None:
        voices = [choose_voice(line.speaker, line.manner, line.words) for _, line in lines]
        utterances = [
            Utterance(line.words, voice, line.end - line.start) for (_, line), voice in zip(lines, voices, strict=True)
        ]
        if not utterances:
            return
        for (clock, line), voice, wave in zip(lines, voices, speak(utterances), strict=True):
            begin = round((clock + line.start) * SAMPLE_RATE)
            piece = wave[: max(0, track.shape[0] - begin)].copy()
            fade = min(piece.size, round(0.05 * SAMPLE_RATE))
            if fade:
                piece[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
            gain = 10 ** ((SPEECH_LEVEL + voice.gain) / 20)
            # Ambience makes room for the voice.
            track[begin : begin + piece.size] *= np.float32(0.7)
            track[begin : begin + piece.size] += (piece * np.float32(gain))[:, None]
