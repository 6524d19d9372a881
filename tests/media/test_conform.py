"""Clips that differ from the others, brought into one form."""

from __future__ import annotations

import pytest

from compiler.media.assemble import assemble
from compiler.media.timeline import AssemblyClip
from tests.media.clips import EXACT, FLASHES, Film, in_sync, make_clip, steady

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
