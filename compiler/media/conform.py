"""Bringing a clip that differs from the others into their size and frame rate, once: the result is kept by content."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.media.beside import beside
from compiler.media.encoder import PIXELS, PRESET, QUALITY, VERSION, Form, configure
from compiler.media.errors import cannot
from compiler.media.filters import through

if TYPE_CHECKING:
    from collections.abc import Iterator

    import av


def conform(path: Path, form: Form, number: int, folder: Path) -> Path:
    """Return the picture of the clip at ``path`` in ``form``, as an MP4 without sound in ``folder``.

    The picture is scaled to fit, with black borders where its shape differs, and frames are repeated or left out to
    the frame rate. Made once for equal content, form and number. Raises ``MediaError``.
    """
    import av

    try:
        digest = hashlib.sha256()
        with path.open("rb") as source:
            while block := source.read(1 << 20):
                digest.update(block)
        digest.update(f"{form}:{form.rate}:{form.colour}:{number}:{PRESET}:{QUALITY}:{VERSION}".encode())
        made = folder / f"{digest.hexdigest()[:40]}.mp4"
        if made.is_file():
            return made
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot("conform", path, error) from None
    try:
        with beside(made) as part:
            _write(path, part, form, number)
    except (OSError, av.FFmpegError) as error:
        raise cannot("conform", path, error) from None
    return made


def _write(path: Path, part: Path, form: Form, number: int) -> None:
    import av

    with av.open(str(path)) as source, av.open(str(part), "w", format="mp4") as target:
        stream: Any = target.add_stream("libx264", rate=form.rate)
        configure(stream.codec_context, form, number)
        stream.time_base = 1 / form.rate
        for position, frame in enumerate(filtered(source, form)):
            frame.pts, frame.time_base = position, 1 / form.rate
            frame.pict_type = av.video.frame.PictureType.NONE
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))


def filtered(source: av.container.InputContainer, form: Form) -> Iterator[av.VideoFrame]:
    """Yield the source's frames in ``form``."""
    import av

    video = source.streams.video[0]
    graph = av.filter.Graph()
    size = f"{form.width}:{form.height}"
    steps = (
        ("setpts", "PTS-STARTPTS"),
        ("scale", f"{size}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bicubic"
                  ":out_color_matrix=bt709:out_range=tv"),
        ("pad", f"{size}:(ow-iw)/2:(oh-ih)/2"),
        ("setsar", "1"),
        ("fps", f"{form.rate}:start_time=0"),
        ("format", PIXELS),
    )  # fmt: skip
    yield from through(graph, graph.add_buffer(template=video), steps, "buffersink", source.decode(video))
