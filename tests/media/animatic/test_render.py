import io
import subprocess
import sys

import av
import numpy as np
import pytest
from PIL import Image

from compiler.media.animatic.facts import RATE
from compiler.media.animatic.pool import shut_down
from compiler.media.animatic.render import render_clip
from tests.media.animatic.clips import NEON, payload


@pytest.fixture(autouse=True)
def spoken_lines_of_its_own(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("SCENEC_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache"))


def packets(path, kind):
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(**{kind: 0}) if packet.size]


def facts_of(path):
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        sound = container.streams.audio
        length = float(sound[0].duration * sound[0].time_base) if sound else None
        return {
            "codec": video.codec_context.name,
            "frames": video.frames,
            "rate": video.average_rate,
            "size": (video.width, video.height),
            "seconds": float(video.duration * video.time_base),
            "format": video.codec_context.pix_fmt,
            "sound": length,
            "sound codec": sound[0].codec_context.name if sound else None,
            "extradata": bytes(video.codec_context.extradata),
        }


def test_a_clip_is_as_long_as_its_shots_in_picture_and_in_sound(tmp_path):
    facts = render_clip(payload(*NEON, audio=True), tmp_path / "clip.mp4", workers=1)
    assert (facts.frames, facts.duration, facts.audio, facts.width, facts.height) == (5 * RATE, 5.0, True, 320, 180)
    assert facts.size == (tmp_path / "clip.mp4").stat().st_size
    found = facts_of(tmp_path / "clip.mp4")
    extradata = found.pop("extradata")
    assert extradata
    assert found == {
        "codec": "h264",
        "frames": 120,
        "rate": 24,
        "size": (320, 180),
        "seconds": 5.0,
        "format": "yuv420p",
        "sound": 5.0,
        "sound codec": "aac",
    }
    with av.open(str(tmp_path / "clip.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) == 120
    # The index comes before the pictures: a player can begin while it downloads.
    data = (tmp_path / "clip.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_without_audio_there_is_no_track(tmp_path):
    facts = render_clip(payload("Wide shot: Rain. [Sound: rain]", audio=False), tmp_path / "clip.mp4", workers=1)
    assert not facts.audio
    assert facts_of(tmp_path / "clip.mp4")["sound"] is None


@pytest.mark.parametrize("resolution", ["128x72", "72x128", "96x96"])
def test_clips_of_one_size_join_by_copy(tmp_path, resolution):
    one = render_clip(payload("Wide shot: Sea. Lighting: day.", resolution=resolution), tmp_path / "1.mp4", workers=1)
    two = render_clip(payload("Close-up: KIT (a girl) waits.", resolution=resolution), tmp_path / "2.mp4", workers=1)
    assert facts_of(one.path)["extradata"] == facts_of(two.path)["extradata"]
    assert facts_of(one.path)["size"] == tuple(int(side) for side in resolution.split("x"))


def test_the_picture_is_the_same_bytes_however_many_draw_it(tmp_path):
    asked = payload((NEON[1][0].replace("checks", "enters the frame and checks"), 4), NEON[2], resolution="256x144")
    alone = render_clip(asked, tmp_path / "1.mp4", workers=1)
    try:
        shared = render_clip(asked, tmp_path / "2.mp4", workers=2)
        again = render_clip(asked, tmp_path / "3.mp4", workers=2)
    finally:
        shut_down()
    assert packets(alone.path, "video") == packets(shared.path, "video")
    assert shared.path.read_bytes() == again.path.read_bytes() == alone.path.read_bytes()


def test_speech_is_heard_when_its_subtitle_stands_and_ambience_lies_well_below(tmp_path):
    talk = 'Medium shot: MARA turns. [MARA: female]: "We have to leave before the morning comes." [Sound: rain]'
    render_clip(payload((talk, 5), audio=True), tmp_path / "clip.mp4", workers=1)
    with av.open(str(tmp_path / "clip.mp4")) as container:
        sound = np.concatenate([frame.to_ndarray().mean(axis=0) for frame in container.decode(audio=0)])

    def decibels(start, end):
        return 20 * np.log10(np.sqrt(np.mean(sound[int(start * 48000) : int(end * 48000)] ** 2)))

    assert -27 < decibels(1.4, 3.4) < -16
    assert -50 < decibels(0.1, 0.6) < -30


def test_a_line_in_chinese_is_never_silent(tmp_path):
    render_clip(
        payload(("中景：阿明轉身。[阿明]：「我們必須離開。」", 3), audio=True), tmp_path / "clip.mp4", workers=1
    )
    with av.open(str(tmp_path / "clip.mp4")) as container:
        sound = np.concatenate([frame.to_ndarray().mean(axis=0) for frame in container.decode(audio=0)])
    assert np.sqrt(np.mean(sound[48000:96000] ** 2)) > 0.02


def test_a_murmur_is_as_loud_as_speech_and_stands_clear_of_the_ambience(tmp_path, monkeypatch):
    from compiler.media.speech import speaker

    monkeypatch.setattr(speaker, "find_spec", lambda name: None)
    talk = "中景：阿明轉身。[阿明]：「我們必須在天亮以前離開這座燈塔。」[音效：海浪，風]"
    render_clip(payload((talk, 6), audio=True), tmp_path / "clip.mp4", workers=1)
    with av.open(str(tmp_path / "clip.mp4")) as container:
        sound = np.concatenate([frame.to_ndarray().mean(axis=0) for frame in container.decode(audio=0)])

    def decibels(start, end):
        return 20 * np.log10(np.sqrt(np.mean(sound[int(start * 48000) : int(end * 48000)] ** 2)))

    assert -27 < decibels(1.4, 4.2) < -18
    assert decibels(0.1, 0.8) < decibels(1.4, 4.2) - 8
    assert np.abs(sound).max() < 0.9


def test_a_first_frame_is_where_the_clip_begins_and_a_last_one_where_it_ends(tmp_path):
    def png(colour):
        data = io.BytesIO()
        Image.new("RGB", (320, 180), colour).save(data, "PNG")
        return data.getvalue()

    plain = {"prompt": "Wide shot: Sea.", "duration": 3, "resolution": "320x180"}
    render_clip(plain, tmp_path / "clip.mp4", first_frame=png("red"), last_frame=png("blue"), workers=1)
    with av.open(str(tmp_path / "clip.mp4")) as container:
        frames = [frame.to_ndarray(format="rgb24")[60:120].mean(axis=(0, 1)) for frame in container.decode(video=0)]
    assert frames[0][0] > 150 > 80 > frames[0][2]
    assert frames[-1][2] > 150 > 80 > frames[-1][0]


def test_no_worker_outlives_the_process_that_started_it():
    script = "import os\nfrom compiler.media.animatic import pool\npool.warm_up(1)\nos.kill(os.getpid(), 9)\n"
    # The worker holds the other end of these pipes: run returns once it has gone too, or fails after a minute.
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60)
    assert done.returncode == -9
