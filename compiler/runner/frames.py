"""The last frame of a clip, which the next one continues from."""

from __future__ import annotations

import io
from pathlib import Path


def last_frame(path: Path) -> bytes:
    """Return a film's last picture as PNG. Blocks; raises StoreError where it has none."""
    import av
    from PIL import Image

    from compiler.runner.store import StoreError

    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            end = (stream.start_time or 0) + (stream.duration or 0)
            for back in (1.0, 4.0, None):
                offset = 0 if back is None or stream.time_base is None else max(int(end - back / stream.time_base), 0)
                container.seek(offset, stream=stream, backward=True)
                last = max(container.decode(stream), key=lambda frame: frame.pts or 0, default=None)
                if last is not None:
                    buffer = io.BytesIO()
                    Image.fromarray(last.to_ndarray(format="rgb24")).save(buffer, "PNG")
                    return buffer.getvalue()
    except (av.FFmpegError, IndexError) as error:
        raise StoreError(f"{path} cannot be read: {error}") from None
    raise StoreError(f"{path} has no picture")
