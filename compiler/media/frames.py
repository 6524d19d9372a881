"""Single frames out of a clip."""

from __future__ import annotations

import io
from pathlib import Path

from compiler.media.errors import MediaError, cannot

_STEPS_BACK = (1.0, 4.0, None)
"""How far before the end decoding starts, in seconds: nearer is faster, and a clip with rare key frames needs more."""


def last_frame(path: Path) -> bytes:
    """Return the last frame of the clip at ``path`` as PNG, exactly as a full decode shows it.

    Raises ``MediaError`` where the file cannot be read or has no picture.
    """
    import av
    from PIL import Image

    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise MediaError(f"cannot take the last frame of {path}: it has no picture")
            video = container.streams.video[0]
            time_base = video.time_base
            end = (video.start_time or 0) + (video.duration or 0)
            for back in _STEPS_BACK:
                offset = 0 if back is None or time_base is None else max(int(end - back / time_base), 0)
                container.seek(offset, stream=video, backward=True)
                best: av.VideoFrame | None = None
                for frame in container.decode(video):
                    # The latest by time: the decoder need not return it last.
                    if frame.pts is not None and (best is None or best.pts is None or frame.pts > best.pts):
                        best = frame
                if best is not None:
                    picture = io.BytesIO()
                    Image.fromarray(best.to_ndarray(format="rgb24")).save(picture, "PNG")
                    return picture.getvalue()
    except (av.FFmpegError, OSError) as error:
        raise cannot("read", path, error) from None
    raise MediaError(f"cannot take the last frame of {path}: no frame can be decoded")
