from __future__ import annotations

import io
from pathlib import Path

import av
import numpy
import pytest
from PIL import Image

from compiler.media.comparison import MOMENTS, WIDTH, difference, sheet, stills
from compiler.media.errors import MediaError


def film(path: Path, lights: list[int], size: tuple[int, int] = (640, 360)) -> Path:
    """Write a clip with a plain frame for each of ``lights``."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=8)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for light in lights:
            frame = av.VideoFrame.from_ndarray(numpy.full((size[1], size[0], 3), light, dtype=numpy.uint8), "rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def test_stills_go_from_the_first_frame_to_the_last(tmp_path: Path) -> None:
    found = stills(film(tmp_path / "a.mp4", [10, *[100] * 15, 240]))
    lights = [int(numpy.asarray(still).mean()) for still in found]
    assert len(found) == MOMENTS
    assert lights[0] < 30
    assert all(90 < light < 110 for light in lights[1:-1])
    assert lights[-1] > 220
    assert {still.size for still in found} == {(WIDTH, WIDTH * 9 // 16)}


def test_a_clip_of_one_frame_shows_it_at_every_moment(tmp_path: Path) -> None:
    assert len(stills(film(tmp_path / "a.mp4", [50]))) == MOMENTS


def test_difference_goes_from_none_to_all(tmp_path: Path) -> None:
    dark, light = (stills(film(tmp_path / f"{value}.mp4", [value] * 8)) for value in (0, 255))
    tall = stills(film(tmp_path / "tall.mp4", [0] * 8, (360, 640)))
    assert difference(dark, dark) == 0
    assert difference(dark, light) > 0.9
    assert difference(dark, light) == difference(light, dark)
    assert difference(dark, tall) < 0.05


def test_a_sheet_has_a_row_a_take(tmp_path: Path) -> None:
    wide, tall = stills(film(tmp_path / "a.mp4", [40] * 8)), stills(film(tmp_path / "b.mp4", [200] * 8, (360, 640)))
    with Image.open(io.BytesIO(sheet([("take 1", wide), ("take 2", tall)]))) as picture:
        assert picture.format == "PNG"
        assert picture.width > MOMENTS * WIDTH
        assert picture.height > wide[0].height + tall[0].height
        assert picture.getpixel((WIDTH // 2, 60))[0] < 60  # type: ignore[index]
        assert picture.getpixel((WIDTH // 2, picture.height - 60))[0] > 180  # type: ignore[index]


def test_what_cannot_be_read_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text("no film", "utf-8")
    with pytest.raises(MediaError, match=r"cannot read .*a\.mp4"):
        stills(tmp_path / "a.mp4")
