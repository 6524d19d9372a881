"""A film read back: every frame's number, every flash and beep, chapters, words."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np

from compiler.media.assemble import assemble
from compiler.media.subtitles import Cue
from compiler.media.timeline import AssemblyClip
from tests.media.clips import FLASHES, RATE, SIZE, Film, in_sync, make_clip, steady


def test_cuts_copy_every_frame(tmp_path, clip):
    report = assemble([AssemblyClip(clip)] * 3, tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert film.numbers == [*range(73)] * 3
    assert film.announced == 219
    assert steady(film)
    assert in_sync(film, 6)
    assert (report.frames, report.copied, report.encoded) == (219, 219, 0)
    assert (report.conformed, report.notes) == ((), ())
    assert report.starts == (0.0, 73 / 24, 146 / 24)
    assert report.seconds == 219 / 24
    assert report.size == (tmp_path / "film.mp4").stat().st_size
    assert (report.width, report.height, report.rate) == (*SIZE, 24)


def test_a_copied_picture_is_the_same_packets(tmp_path, clip):
    assemble([AssemblyClip(clip)] * 2, tmp_path / "film.mp4")

    def packets(path):
        with av.open(str(path)) as container:
            return [bytes(packet) for packet in container.demux(video=0) if packet.size]

    assert packets(tmp_path / "film.mp4") == packets(clip) * 2


def test_a_hundred_joins_do_not_drift(tmp_path):
    lengths = [(49, 2.0), (50, 2.1), (51, 2.11)]
    clips = [
        make_clip(tmp_path / f"{frames}.mp4", frames, flashes=(0.25, 1.5), sound_seconds=seconds)
        for frames, seconds in lengths
    ]
    assemble([AssemblyClip(clips[number % 3]) for number in range(101)], tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert len(film.lumas) == sum(lengths[number % 3][0] for number in range(101))
    assert steady(film)
    assert in_sync(film, 202)
    assert film.sound_starts == 0
    assert 0 <= film.sound.shape[1] / RATE - len(film.lumas) / 24 < 1024 / RATE


def test_frames_in_another_order_are_copied(tmp_path):
    reordered = make_clip(tmp_path / "b.mp4", 73, flashes=FLASHES, options={"preset": "medium", "g": "24", "bf": "3"})
    report = assemble([AssemblyClip(reordered)] * 3, tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert report.copied == 219
    assert film.numbers == [*range(73)] * 3
    assert steady(film)
    assert in_sync(film, 6)


def test_chapters_and_words_are_read_back(tmp_path, clip):
    clips = [
        AssemblyClip(
            clip, chapter="EXT. STREET - NIGHT", cues=[Cue(0.5, 1.5, "We have to leave."), Cue(1.2, 9, "Now!")]
        ),
        AssemblyClip(clip),
        AssemblyClip(clip, chapter="內景 燈塔 - 夜", cues=[Cue(1, 2, "「我們必須離開」"), Cue(1, 2.5, "快！")]),
    ]
    report = assemble(clips, tmp_path / "film.mp4", title="霓虹 Rain", language="chi")
    film = Film(tmp_path / "film.mp4")
    assert film.chapters == [(0, 6.083, "EXT. STREET - NIGHT"), (6.083, 9.125, "內景 燈塔 - 夜")]
    assert film.words == [
        (0.5, 1.2, "We have to leave."),
        (1.2, 3.042, "Now!"),
        (7.083, 8.583, "「我們必須離開」\n快！"),
    ]
    assert film.metadata["title"] == "霓虹 Rain"
    assert film.languages["subtitle"] == film.languages["audio"] == "chi"
    assert [cue.text for cue in report.cues] == [words for _, _, words in film.words]


def test_a_first_chapter_that_begins_later_gets_one_before_it(tmp_path, clip):
    assemble([AssemblyClip(clip), AssemblyClip(clip, chapter="Two")], tmp_path / "film.mp4")
    assert Film(tmp_path / "film.mp4").chapters == [(0, 3.042, "Opening"), (3.042, 6.083, "Two")]


def test_progress_is_told(tmp_path, clip):
    seen: list[tuple[str, float]] = []
    assemble(
        [AssemblyClip(clip)] * 4, tmp_path / "film.mp4", on_progress=lambda stage, share: seen.append((stage, share))
    )
    assert list(dict.fromkeys(stage for stage, _ in seen)) == ["probe", "measure", "write"]
    assert [share for stage, share in seen if stage == "write"] == [0.25, 0.5, 0.75, 1.0]


def test_a_clip_of_another_length_than_ordered_is_noted(tmp_path, clip):
    report = assemble([AssemblyClip(clip, duration=3), AssemblyClip(clip, duration=5)], tmp_path / "film.mp4")
    assert report.notes == ("clip.mp4: it lasts 3.04 s where 5 s were ordered",)


def test_the_film_is_rebuilt_to_the_same_bytes(tmp_path, clip):
    clips = [AssemblyClip(clip), AssemblyClip(clip, transition="dissolve", transition_seconds=0.5, chapter="Two")]
    assemble(clips, tmp_path / "one.mp4")
    assemble(clips, tmp_path / "two.mp4")
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_rates_that_are_no_whole_numbers_do_not_drift(tmp_path):
    with av.open(str(tmp_path / "ntsc.mp4"), "w", format="mp4") as target:
        stream = target.add_stream("libx264", rate=Fraction(24000, 1001), options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for _ in range(50):
            target.mux(stream.encode(av.VideoFrame.from_ndarray(np.full((288, 320), 90, np.uint8), format="yuv420p")))
        target.mux(stream.encode(None))
    report = assemble([AssemblyClip(tmp_path / "ntsc.mp4")] * 20, tmp_path / "film.mp4")
    assert report.rate == Fraction(24000, 1001)
    assert report.copied == 1000
    film = Film(tmp_path / "film.mp4")
    assert abs(film.sound.shape[1] / RATE - 1000 * 1001 / 24000) < 1024 / RATE
    assert np.allclose(film.times, np.arange(1000) * 1001 / 24000, atol=1e-3)
