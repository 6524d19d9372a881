"""A film read back: every frame's number, every flash and beep, chapters, words, loudness."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from compiler.media.assemble import assemble
from compiler.media.errors import MediaError
from compiler.media.loudness import TARGET, measure
from compiler.media.soundtrack import read_sound
from compiler.media.subtitles import Cue
from compiler.media.timeline import AssemblyClip
from tests.media.clips import RATE, SIZE, Film, make_clip

FLASHES = (0.5, 2.0)
EXACT = 0.001


def in_sync(film, count, tolerance=EXACT):
    flashes, beeps = film.flashes(), film.beeps()
    assert len(flashes) == len(beeps) == count
    return max(abs(flash - beep) for flash, beep in zip(flashes, beeps, strict=True)) < tolerance


def steady(film, rate=24):
    return np.allclose(film.times, np.arange(len(film.times)) / rate, atol=1e-6)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 73, flashes=FLASHES)


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


def test_a_dissolve_encodes_only_what_it_touches(tmp_path, clip):
    clips = [AssemblyClip(clip), AssemblyClip(clip, transition="dissolve", transition_seconds=0.5), AssemblyClip(clip)]
    report = assemble(clips, tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert report.frames == len(film.lumas) == film.announced == 73 * 3 - 12
    # The clips can be cut at 24, 48 and 72; the dissolve lies in 61-73 of the first and 0-12 of the second.
    assert report.encoded == (73 - 48) + 24 - 12
    assert report.copied == report.frames - report.encoded
    assert film.numbers[:61] == [*range(61)]
    assert film.numbers[73:] == [*range(12, 73), *range(73)]
    assert steady(film)
    assert in_sync(film, 6)
    middle = film.lumas[61 + 5][: SIZE[1] // 2]
    assert 50 < middle.mean() < 70


def test_the_frames_of_a_dissolve_are_mixed_by_their_place(tmp_path):
    dark = make_clip(tmp_path / "dark.mp4", 48, grey=50)
    light = make_clip(tmp_path / "light.mp4", 48, grey=200)
    assemble(
        [AssemblyClip(dark), AssemblyClip(light, transition="dissolve", transition_seconds=1)], tmp_path / "film.mp4"
    )
    means = [luma.mean() for luma in Film(tmp_path / "film.mp4").lumas]
    assert len(means) == 72
    assert np.allclose(means[:24], 50, atol=2)
    assert np.allclose(means[24:48], [50 + 150 * (place + 1) / 25 for place in range(24)], atol=4)
    assert np.allclose(means[48:], 200, atol=2)


def test_a_fade_goes_through_black_and_shortens_nothing(tmp_path):
    light = make_clip(tmp_path / "light.mp4", 48, grey=200)
    report = assemble(
        [AssemblyClip(light), AssemblyClip(light, transition="fade", transition_seconds=1)], tmp_path / "film.mp4"
    )
    film = Film(tmp_path / "film.mp4")
    means = [luma.mean() for luma in film.lumas]
    assert len(means) == 96
    assert report.encoded == 48
    assert np.allclose(means[:36], 200, atol=2)
    assert np.allclose(means[36:48], [16 + 184 * (11 - place) / 12 for place in range(12)], atol=4)
    assert np.allclose(means[48:60], [16 + 184 * place / 12 for place in range(12)], atol=4)
    assert np.allclose(means[60:], 200, atol=2)
    assert np.abs(film.sound[:, 2 * RATE - 200 : 2 * RATE + 200]).max() < 0.02
    assert np.abs(film.sound[:, RATE : RATE + 2000]).max() > 0.1


def test_the_first_clip_fades_in_from_black(tmp_path, clip):
    for kind in ("fade", "dissolve"):
        report = assemble([AssemblyClip(clip, transition=kind, transition_seconds=0.5)], tmp_path / "film.mp4")
        film = Film(tmp_path / "film.mp4")
        assert report.frames == 73
        assert report.encoded == 24
        assert film.lumas[0].max() < 24
        assert film.numbers[12:] == [*range(12, 73)]


def test_every_clip_may_be_joined_by_a_transition(tmp_path, clip):
    kinds = ["dissolve", "fade", "dissolve", "dissolve", "fade", "cut", "dissolve"]
    clips = [AssemblyClip(clip)] + [AssemblyClip(clip, transition=kind, transition_seconds=0.4) for kind in kinds]
    assemble(clips, tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert len(film.lumas) == film.announced == 8 * 73 - 4 * 10
    assert steady(film)
    assert in_sync(film, 16)


def test_a_dissolve_of_clips_that_can_only_be_cut_at_their_start(tmp_path):
    whole = make_clip(tmp_path / "c.mp4", 60, options={"preset": "fast", "g": "600"}, flashes=(1.0,))
    clips = [AssemblyClip(whole)] + [AssemblyClip(whole, transition="dissolve", transition_seconds=0.25)] * 3
    report = assemble(clips, tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert report.encoded == report.frames == len(film.lumas) == 240 - 18
    assert in_sync(film, 4)


def test_a_transition_longer_than_its_clips_is_shortened_with_a_note(tmp_path):
    short = make_clip(tmp_path / "short.mp4", 24)
    clips = [AssemblyClip(short)] + [
        AssemblyClip(short, transition="dissolve", transition_seconds=5, name="s02c01")
    ] * 2
    report = assemble(clips, tmp_path / "film.mp4")
    assert report.frames == len(Film(tmp_path / "film.mp4").lumas) == 72 - 12 - 12
    assert [note for note in report.notes if "shortened" in note]
    assert all(note.startswith("s02c01: ") for note in report.notes)


def test_a_transition_shorter_than_half_a_frame_is_a_cut(tmp_path, clip):
    report = assemble(
        [AssemblyClip(clip), AssemblyClip(clip, transition="dissolve", transition_seconds=0.01)], tmp_path / "film.mp4"
    )
    assert (report.encoded, report.frames) == (0, 146)


VARIETY = {
    "another size": ({"size": (480, 288)}, "480x288 is made 320x192"),
    "another shape": ({"size": (192, 320)}, "192x320 is made 320x192"),
    "another rate": ({"rate": 30, "frames": 90}, "30 frames a second are made 24"),
    "another codec": ({"codec": "libx265", "options": {"x265-params": "log-level=none"}}, "hevc"),
    "another encoder": ({"options": {"preset": "slow", "profile": "main"}}, "encoded otherwise"),
    "a varying rate": ({"steps": [number * 10 + number % 3 * 4 for number in range(72)]}, "varying frame rate"),
}


@pytest.mark.parametrize("name", VARIETY)
def test_a_clip_that_differs_is_brought_into_form_and_noted(tmp_path, clip, name):
    options, why = VARIETY[name]
    other = make_clip(tmp_path / "other.mp4", **{"frames": 72, "flashes": FLASHES, **options})
    clips = [AssemblyClip(clip), AssemblyClip(other, name="s01c02"), AssemblyClip(clip)]
    report = assemble(clips, tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert [note for note in report.notes if note.startswith("s01c02: ") and why in note]
    assert report.conformed == ("s01c02",)
    assert report.copied == 146
    assert steady(film)
    assert film.numbers[:73] == film.numbers[-73:] == [*range(73)]
    assert len(film.lumas) == pytest.approx(146 + 72, abs=1)
    # A flash of another frame rate begins on the nearest frame.
    assert in_sync(film, 6, 1 / 24 if "rate" in name else EXACT)


SOUNDS = {
    "mono": {"layout": "mono"},
    "another rate": {"sound_rate": 44_100},
    "mono at 22 kHz": {"layout": "mono", "sound_rate": 22_050},
    "another codec": {"sound": "libmp3lame"},
    "too long": {"sound_seconds": 3.5},
    "too short": {"sound_seconds": 2.5},
}


@pytest.mark.parametrize("name", SOUNDS)
def test_sound_of_any_form_lies_under_its_picture(tmp_path, clip, name):
    other = make_clip(tmp_path / "other.mp4", 73, flashes=FLASHES, **SOUNDS[name])
    report = assemble([AssemblyClip(clip), AssemblyClip(other), AssemblyClip(clip)], tmp_path / "film.mp4")
    assert report.copied == 219
    assert in_sync(Film(tmp_path / "film.mp4"), 6, 0.002 if "kHz" in name else EXACT)


def test_a_clip_without_sound_is_silent_for_exactly_its_length(tmp_path, clip):
    mute = make_clip(tmp_path / "mute.mp4", 50, sound=None)
    report = assemble([AssemblyClip(clip), AssemblyClip(mute), AssemblyClip(clip)], tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert report.notes == ("mute.mp4: it has no sound; silence is put under it",)
    assert len(film.lumas) == 196
    beeps = film.beeps()
    assert np.allclose(beeps, [0.5, 2.0, 123 / 24 + 0.5, 123 / 24 + 2.0], atol=EXACT)
    assert np.abs(film.sound[:, round(73 / 24 * RATE) + 1024 : round(123 / 24 * RATE) - 1024]).max() < 1e-3


def test_a_film_without_any_sound_has_a_silent_track(tmp_path):
    mute = make_clip(tmp_path / "mute.mp4", 30, sound=None)
    report = assemble([AssemblyClip(mute)] * 2, tmp_path / "film.mp4")
    assert report.notes == ("no clip has sound: the film is silent",)
    film = Film(tmp_path / "film.mp4")
    assert film.sound.shape[1] >= 60 * RATE // 24
    assert np.abs(film.sound).max() == 0


def test_all_clips_are_conformed_where_a_form_is_asked_for(tmp_path, clip):
    report = assemble(
        [AssemblyClip(clip), AssemblyClip(clip, transition="dissolve", transition_seconds=0.5)],
        tmp_path / "film.mp4",
        size=(480, 288),
        rate=30,
    )
    film = Film(tmp_path / "film.mp4")
    assert (report.width, report.height, report.rate) == (480, 288, 30)
    assert film.lumas[0].shape == (288, 480)
    assert steady(film, 30)
    assert len(film.lumas) == report.frames == 2 * 91 - 15
    assert in_sync(film, 4, 1 / 24)


def test_a_conformed_clip_is_kept(tmp_path, clip):
    other = make_clip(tmp_path / "other.mp4", 48, size=(480, 288))
    clips = [AssemblyClip(clip), AssemblyClip(other)]
    assemble(clips, tmp_path / "one.mp4", cache=tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    stamp = kept.stat().st_mtime_ns
    assemble(clips, tmp_path / "two.mp4", cache=tmp_path / "cache")
    assert [path.stat().st_mtime_ns for path in (tmp_path / "cache").iterdir()] == [stamp]
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


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


@pytest.mark.parametrize("level", [0.01, 0.1, 0.9])
def test_loudness_reaches_the_target(tmp_path, level):
    tone = make_clip(tmp_path / "tone.mp4", 96, level=level)
    quiet = make_clip(tmp_path / "quiet.mp4", 96, level=level / 8)
    report = assemble([AssemblyClip(tone), AssemblyClip(quiet), AssemblyClip(tone)], tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert report.loudness.integrated == pytest.approx(20 * np.log10(level) - 0.7, abs=1)
    assert measure([film.sound]).integrated == pytest.approx(TARGET, abs=1)
    # One gain for all: what was quiet stays as much quieter.
    loud, soft = (np.abs(film.sound[0, at * RATE : (at + 2) * RATE]).max() for at in (1, 5))
    assert loud / soft == pytest.approx(8, rel=0.1)


def test_peaks_stay_under_full_scale_and_in_place(tmp_path):
    peaks = make_clip(tmp_path / "peaks.mp4", 96, flashes=(0.5, 3.0), level=0.9)
    soft = make_clip(tmp_path / "soft.mp4", 480, level=0.02)
    assemble([AssemblyClip(peaks), AssemblyClip(soft)], tmp_path / "film.mp4")
    film = Film(tmp_path / "film.mp4")
    assert np.abs(film.sound).max() < 1
    begins = [beep for beep in film.beeps(0.3) if beep < 4]
    assert np.allclose(begins, [0.5, 3.0], atol=EXACT)


def test_sound_can_be_left_as_it_is(tmp_path):
    tone = make_clip(tmp_path / "tone.mp4", 48, level=0.05)
    assemble([AssemblyClip(tone)], tmp_path / "film.mp4", normalise=False)
    assert np.abs(Film(tmp_path / "film.mp4").sound[:, 20_000:60_000]).max() == pytest.approx(0.05, rel=0.1)


def test_joins_do_not_click(tmp_path):
    tone = make_clip(tmp_path / "tone.mp4", 25)
    assemble([AssemblyClip(tone)] * 4, tmp_path / "film.mp4", normalise=False)
    sound = Film(tmp_path / "film.mp4").sound[0]
    # A 1 kHz tone of 0.2 moves at most 0.026 from one sample to the next.
    assert np.abs(np.diff(sound)).max() < 0.035


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


def test_reading_sound_pads_and_cuts(clip):
    from compiler.media.probe import probe

    report = probe(clip)
    assert read_sound(report, 1000).shape == (2, 1000)
    long = read_sound(report, 10 * RATE)
    assert long.shape == (2, 10 * RATE)
    assert not long[:, 4 * RATE :].any()
