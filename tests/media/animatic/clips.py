"""Payloads and pictures that the animatic's tests share: small and short, so that each test stays quick."""

import numpy as np

from compiler.media.animatic.brief import read_clip
from compiler.media.animatic.payload import read_payload
from compiler.media.animatic.shot import ShotPainter

NIGHT = "Lighting: neon night, wet reflections. Setting: exterior, cyberpunk street, night. [Sound: steady rain]"
NEON = [
    (
        "Wide shot: Neon lights reflected in puddles on a futuristic city street. Camera: slow dolly push-in. " + NIGHT,
        1,
    ),
    (
        "Medium shot: ALPHA (a detective in her forties, wet charcoal trench coat, short black hair) checks a"
        ' holographic map. [ALPHA: female, low, urgent]: "We have to leave!" ' + NIGHT,
        2,
    ),
    ("Close-up: (0s-1s) Static on ALPHA's eyes. (1s-2s) Her eyes narrow. " + NIGHT, 2),
]


def payload(*shots, resolution="320x180", audio=False, **more):
    """A payload of ``shots``, each a prompt or a prompt with its seconds."""
    entries = [shot if isinstance(shot, tuple) else (shot, 1) for shot in shots]
    return {
        "model": "kling-v3",
        "guidances": [{"index": i, "prompt": p, "duration": d} for i, (p, d) in enumerate(entries)],
        "motion_has_audio": audio,
        "resolution": resolution,
        **more,
    }


def read(*shots, **more):
    """The boards of ``shots``."""
    return read_clip(read_payload(payload(*shots, **more)))


def painter(prompt, seconds=1, resolution="320x180", **more):
    """The painter of a clip of one shot."""
    return ShotPainter(read((prompt, seconds), resolution=resolution, **more), 0)


def luma(planes, inner=True):
    """The luma of a frame as floats, without the rows that are written on."""
    y = planes[0].astype(np.float64)
    rows = y.shape[0]
    return y[rows // 4 : rows * 3 // 4] if inner else y
