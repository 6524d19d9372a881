"""Damaged files of every kind are found, and good ones described."""

from __future__ import annotations

import io
import os

import av
import numpy as np
import pytest
from PIL import Image

from compiler.media.boxes import walk
from compiler.media.errors import MediaError
from compiler.media.frames import last_frame
from compiler.media.probe import probe
from tests.media.clips import SIZE, make_clip, read_number


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 73)


def test_a_good_clip_is_described(clip):
    report = probe(clip, decode=True)
    assert report.usable
    assert report.oddities == ()
    assert (report.codec, report.pixels, report.width, report.height) == ("h264", "yuv420p", *SIZE)
    assert (report.rate, report.steady, report.frames, report.keys) == (24, True, 73, (0, 24, 48, 72))
    assert report.seconds == pytest.approx(73 / 24)
    assert (report.audio, report.audio_rate, report.audio_channels) == ("aac", 48_000, 2)
    assert report.audio_seconds == pytest.approx(73 / 24, abs=0.05)
    assert report.ahead == 0
    assert walk(clip) == (["ftyp", "moov", "free", "mdat"], None)


def test_frames_in_another_order(tmp_path):
    clip = make_clip(tmp_path / "b.mp4", 73, options={"preset": "medium", "g": "24", "bf": "3"})
    report = probe(clip, decode=True)
    assert report.usable
    assert report.steady
    assert report.ahead > 0
    assert report.keys[0] == 0


def test_oddities_are_told_and_do_not_spoil_a_clip(tmp_path):
    mute = probe(make_clip(tmp_path / "mute.mp4", 48, sound=None))
    assert (mute.usable, mute.audio, mute.oddities) == (True, None, ("it has no sound",))
    varying = probe(make_clip(tmp_path / "vfr.mp4", 48, steps=[n * 10 + n % 3 * 4 for n in range(48)]))
    assert (varying.usable, varying.steady, varying.oddities) == (True, False, ("its frame rate varies",))
    black = probe(make_clip(tmp_path / "black.mp4", 48, grey=16), decode=True)
    assert (black.usable, black.oddities) == (True, ("it is black throughout",))
    still = probe(make_clip(tmp_path / "still.mp4", 49, grey=90), decode=True)
    assert (still.usable, still.oddities) == (True, ("its picture never moves",))
    small = probe(make_clip(tmp_path / "small.mp4", 49, size=(1280, 720)), decode=True)
    assert (small.usable, small.oddities) == (True, ())
    long = probe(make_clip(tmp_path / "long.mp4", 96), seconds=3)
    assert (long.usable, long.oddities) == (True, ("it lasts 4.00 s where 3 s were asked for",))


PAGES = {
    "nothing": (b"", "the file is empty"),
    "html": (b"<!DOCTYPE html><html><body>Error</body></html>" * 9, "it is a page of text, not a film"),
    "json": (b'{"error": {"code": "expired"}}' * 9, "it is a page of text, not a film"),
    "xml with a mark": (b"\xef\xbb\xbf  <?xml version='1.0'?><Error/>", "it is a page of text, not a film"),
    "rubbish": (bytes(range(256)) * 9, "it is not an MP4 file"),
    "few bytes": (b"\0\0\0", "it is not an MP4 file"),
    "half a header": (b"\0\0\0\x08ftyp\0\0\0", "it is cut off after 11 bytes"),
    "a box of no size": (b"\0\0\0\x08ftyp" + b"\0\0\0\x04free", "its structure is broken at byte 8"),
    "only a header": (b"\0\0\0\x08ftyp", "it has no index (moov)"),
}


@pytest.mark.parametrize("name", PAGES)
def test_what_is_no_film(tmp_path, name):
    content, problem = PAGES[name]
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    report = probe(path, decode=True)
    assert report.problems == (problem,)
    assert not report.usable


def test_other_files_named_mp4(tmp_path):
    Image.new("RGB", (64, 64)).save(tmp_path / "a.png")
    (tmp_path / "a.mp4").write_bytes((tmp_path / "a.png").read_bytes())
    assert probe(tmp_path / "a.mp4").problems == ("it is not an MP4 file",)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9, 0.995])
def test_cut_off_at_any_place(tmp_path, clip, share):
    path = tmp_path / "clip.mp4"
    whole = clip.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert [problem for problem in probe(path).problems if "cut off" in problem]


def test_rot_in_the_middle_is_found_by_decoding_alone(tmp_path, clip):
    whole = bytearray(clip.read_bytes())
    start = whole.index(b"mdat")
    middle = (start + len(whole)) // 2
    whole[middle : middle + 600] = np.random.default_rng(3).bytes(600)
    path = tmp_path / "clip.mp4"
    path.write_bytes(whole)
    assert probe(path).usable
    assert [problem for problem in probe(path, decode=True).problems if "damaged" in problem or "decoded" in problem]


def test_sound_without_a_picture(tmp_path):
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w", format="mp4") as target:
        track = target.add_stream("aac", rate=48_000)
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 48_000), np.float32), format="fltp", layout="stereo")
        frame.sample_rate = 48_000
        target.mux(track.encode(frame))
        target.mux(track.encode(None))
    assert probe(path).problems == ("it has no picture",)


def test_a_single_frame_is_no_clip(tmp_path):
    assert probe(make_clip(tmp_path / "one.mp4", 1)).problems == ("it has no moving picture",)


def test_what_cannot_be_read_at_all(tmp_path):
    for path in (tmp_path / "missing.mp4", tmp_path):
        for look in (probe, last_frame):
            with pytest.raises(MediaError, match=r"^cannot read "):
                look(path)


@pytest.mark.parametrize("options", [{"preset": "ultrafast"}, {"preset": "medium", "bf": "3"}, {"g": "500"}])
@pytest.mark.parametrize("frames", [2, 30, 130])
def test_the_last_frame_is_exactly_that_of_a_full_decode(tmp_path, options, frames):
    clip = make_clip(tmp_path / "clip.mp4", frames, options=options)
    with av.open(str(clip)) as container:
        last = max(container.decode(video=0), key=lambda frame: frame.pts).to_ndarray(format="rgb24")
    picture = np.asarray(Image.open(io.BytesIO(last_frame(clip))))
    assert np.array_equal(picture, last)
    assert read_number(picture[:, :, 1]) == frames - 1


def test_the_last_frame_of_a_clip_whose_sound_is_longer(tmp_path):
    clip = make_clip(tmp_path / "clip.mp4", 40, sound_seconds=4.0)
    assert read_number(np.asarray(Image.open(io.BytesIO(last_frame(clip))))[:, :, 1]) == 39


def test_the_last_frame_of_no_film(tmp_path):
    path = tmp_path / "page.mp4"
    path.write_bytes(b"<html>")
    with pytest.raises(MediaError) as error:
        last_frame(path)
    assert os.linesep not in str(error.value)
