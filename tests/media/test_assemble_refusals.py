"""Films that cannot be made: one line that says why, and nothing left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.media.assemble import assemble
from compiler.media.errors import MediaError
from compiler.media.timeline import AssemblyClip


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def refused(clips, output):
    with pytest.raises(MediaError) as error:
        assemble(clips, output)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_no_clips(tmp_path):
    assert "there are no clips" in refused([], tmp_path / "film.mp4")


def test_an_output_that_cannot_be_written(tmp_path, clip):
    assert "there is no folder" in refused([AssemblyClip(clip)], tmp_path / "none" / "film.mp4")
    assert "it is a folder" in refused([AssemblyClip(clip)], tmp_path)
    assert names(tmp_path) == []


def test_a_damaged_clip_is_named(tmp_path, clip):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(clip.read_bytes()[:-2000])
    message = refused([AssemblyClip(clip), AssemblyClip(broken)], tmp_path / "film.mp4")
    assert message.startswith(f"cannot use {broken}: it is cut off")
    assert "cannot read" in refused([AssemblyClip(tmp_path / "missing.mp4")], tmp_path / "film.mp4")
    assert names(tmp_path) == ["broken.mp4"]


def test_a_full_disk_is_one_line_and_leaves_nothing(tmp_path, clip, monkeypatch):
    (tmp_path / "film.mp4").write_bytes(b"the film before")

    def full(self, name):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    message = refused([AssemblyClip(clip)], tmp_path / "film.mp4")
    assert message == f"cannot write {tmp_path / 'film.mp4'}: no space left on device"
    assert names(tmp_path) == ["film.mp4"]
    assert (tmp_path / "film.mp4").read_bytes() == b"the film before"


def test_a_disk_that_fills_up_while_writing(tmp_path, clip, monkeypatch):
    monkeypatch.setattr(Path, "with_name", lambda self, name: Path("/dev/full"))
    monkeypatch.setattr(Path, "unlink", lambda self, missing_ok=False: None)
    assert "no space left on device" in refused([AssemblyClip(clip)], tmp_path / "film.mp4")
    assert names(tmp_path) == []
