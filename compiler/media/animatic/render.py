"""Draw a vendor's payload as an animatic: a moving storyboard with sound, in one MP4."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from compiler.media.animatic.brief import read_clip
from compiler.media.animatic.encode import write_clip
from compiler.media.animatic.facts import RATE, AnimaticError, ClipFacts
from compiler.media.animatic.payload import read_payload
from compiler.media.animatic.pool import render_in_pool, warm_up
from compiler.media.animatic.segment import SegmentTask, render_segment, segments
from compiler.media.animatic.soundtrack import Soundtrack


def render_clip(
    payload: Mapping[str, Any],
    output: Path,
    *,
    images: Sequence[bytes] = (),
    first_frame: bytes | None = None,
    last_frame: bytes | None = None,
    workers: int | None = None,
) -> ClipFacts:
    """Write the animatic of ``payload`` to ``output`` and return its facts.

    ``images`` are the bytes of the payload's reference images, in its order; ``first_frame`` and ``last_frame`` those
    of the pictures that the clip starts from and ends on. ``workers`` is how many processes draw (one a core by
    default; 1 draws in this process). The picture is the same bytes for the same arguments, whatever ``workers`` is.

    Raises AnimaticError where the payload cannot be drawn or the file cannot be written.
    """
    request = read_payload(payload)
    count = workers if workers is not None else max(1, os.cpu_count() or 1)
    if count < 1:
        raise AnimaticError(f"workers must be 1 or more, not {count}")
    if not output.parent.is_dir():
        raise AnimaticError(f"cannot write {output}: its folder does not exist")
    if count > 1:
        warm_up(count)
    clip = read_clip(request, images=tuple(images), first_frame=first_frame, last_frame=last_frame)
    soundtrack = Soundtrack(clip) if request.audio else None
    tasks = [SegmentTask(clip, *piece) for piece in segments(clip)]
    try:
        if soundtrack:
            soundtrack.start()
        packets = render_in_pool(tasks, count) if count > 1 else [render_segment(task) for task in tasks]
        audio = soundtrack.blocks() if soundtrack else None
        frames = write_clip(output, request.width, request.height, packets, audio)
    finally:
        if soundtrack:
            soundtrack.close()
    return ClipFacts(
        path=output,
        width=request.width,
        height=request.height,
        frames=frames,
        duration=frames / RATE,
        audio=request.audio,
        size=output.stat().st_size,
    )
