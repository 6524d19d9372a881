from __future__ import annotations

from compiler.diagnostics.model import Diagnostic
from compiler.film.keys import scene_keys, shot_key
from compiler.film.model import Film
from compiler.passes import pipeline
from compiler.passes.base import World
from compiler.passes.splitting import run
from compiler.syntax.parser import parse
from compiler.text.source import Source
from tests.passes.world import Checked, MemoryFiles, check, target

SCENE = "[scene: EXT. STREET - NIGHT]\n"


def shots(*seconds: int, body: str = "Rain.") -> str:
    return "".join(f"[shot: wide, {second}s]\n{body}\n" for second in seconds)


def clips(checked: Checked) -> list[tuple[str, int, str | None]]:
    return [
        (clip.id, clip.duration // 1000, clip.continues.id if clip.continues else None) for clip in checked.film.clips
    ]


def split(script: str, **limits: int) -> Checked:
    return check(script, until="splitting", **limits)


def test_the_scene_over_the_limit_shows_totals_and_where_the_cuts_would_fall() -> None:
    checked = split(SCENE + shots(3, 5, 4, 7))
    found = checked.one("E301")
    assert found.message == "this clip runs 19 s; made-up-1 generates at most 15 s"
    assert (found.span.text, found.span.first.line, found.label) == ("7s", 8, "12 s so far, 19 s with this shot")
    assert [(label.span.text, label.message) for label in found.labels] == [(SCENE.strip(), "the scene opens here")]
    assert found.help == (
        "put [split] before this shot, or [split: auto] in the scene",
        "running total: 3 s (line 2), 8 s (line 4), 12 s (line 6), 19 s (line 8)",
        "[split: auto] would cut before line 6: clips of 8 s, 11 s",
    )
    mended = checked.fixed("E301")
    assert mended == SCENE + shots(3, 5) + "[split]\n\n" + shots(4, 7)
    assert clips(split(mended)) == [("s01c01", 8, None), ("s01c02", 11, None)]


def test_the_fix_makes_what_auto_would_make() -> None:
    script = SCENE + shots(*[4] * 14)
    mended = split(script).fixed("E301")
    automatic = split(script.replace(SCENE, SCENE + "[split: auto]\n"))
    assert clips(split(mended)) == clips(automatic)
    assert not split(mended).diagnostics


def test_too_long_and_too_many_are_both_told_and_mended_once() -> None:
    checked = split(SCENE + shots(*[3] * 7))
    assert checked.codes == ["E301", "E303"]
    assert checked.one("E303").fix is None
    assert not split(checked.fixed("E301")).diagnostics


def test_no_fix_where_no_cut_would_help() -> None:
    checked = split(SCENE + shots(15, 2))
    assert checked.one("E301").fix is None


def test_a_tag_in_the_middle_of_a_line_is_split_in_its_line() -> None:
    checked = split("[scene: EXT. STREET - NIGHT] [shot: wide, 8s] [shot: full, 8s]\nRain.\n")
    assert "[split] [shot: full, 8s]" in checked.fixed("E301")


def test_the_numbers_are_the_targets() -> None:
    script = SCENE + shots(5, 5, 5)
    assert not split(script).diagnostics
    assert split(script, clip_max=9000, shots=2).codes == ["E301", "E303"]
    assert split(SCENE + shots(3), clip_min=4000).codes == ["E302"]
    automatic = split(SCENE + "[split: auto]\n" + shots(5, 5, 5), clip_max=9000)
    assert [clip.duration for clip in automatic.film.clips] == [5000] * 3


def test_chains() -> None:
    auto = split("[split: auto, continue]\n" + SCENE + shots(10, 10) + SCENE + "[continue]\n" + shots(5))
    assert clips(auto) == [("s01c01", 10, None), ("s01c02", 10, "s01c01"), ("s02c01", 5, "s01c02")]
    plain = split("[split: auto]\n" + SCENE + shots(10, 10) + SCENE + shots(5))
    assert clips(plain) == [("s01c01", 10, None), ("s01c02", 10, None), ("s02c01", 5, None)]
    by_hand = split(SCENE + shots(5) + "[split: continue]\n" + shots(5) + "[split]\n" + shots(5))
    assert clips(by_hand) == [("s01c01", 5, None), ("s01c02", 5, "s01c01"), ("s01c03", 5, None)]


def test_a_scene_has_its_own_mode() -> None:
    checked = split("[split: auto]\n" + SCENE + "[split: never]\n" + shots(10, 10) + SCENE + shots(10, 10))
    assert checked.codes == ["E301"]
    assert [clip.id for clip in checked.film.clips] == ["s01c01", "s02c01", "s02c02"]


def test_a_shot_with_a_frame_gets_a_clip_of_its_own() -> None:
    checked = split(SCENE + "[split: auto, continue]\n" + shots(4) + "[shot: wide, 4s]\n[first: a.png]\n" + shots(4))
    assert clips(checked) == [("s01c01", 4, None), ("s01c02", 4, None), ("s01c03", 4, "s01c02")]


def test_a_scene_without_shots_makes_no_clip() -> None:
    assert not [clip for clip in split(SCENE + SCENE + shots(4)).film.clips if not clip.shots]


def test_prose_changes_no_cut() -> None:
    lengths = (3, 7, 2, 6, 4, 9, 1, 5, 5, 8)
    one = split("[split: auto]\n" + SCENE + shots(*lengths))
    other = split("[split: auto]\n" + SCENE + shots(*lengths, body="A much longer text,\nof two lines."))
    assert clips(one) == clips(other)
    assert len(clips(one)) > 3


def recut(before: str, after: str) -> tuple[list[str], Film]:
    """Compile ``before``, pin its cuts and return the clips of ``after``, each as its shots' texts."""
    former = split(before).film
    keys = scene_keys(former)
    pinned: dict[str, tuple[int, ...]] = {}
    for scene in former.scenes:
        ends = [scene.shots.index(clip.shots[0]) for clip in former.clips if clip.scene is scene]
        pinned[keys[scene.number]] = tuple(ends[1:])
    names = {keys[scene.number]: tuple(shot_key(shot) for shot in scene.shots) for scene in former.scenes}
    film = Film(parse(Source.read("film.scene", after, relative="film.scene")))
    pipeline.run(film, World(MemoryFiles({"film.scene": after}), target()), until="timing")
    found: list[Diagnostic] = list(
        run(film, World(MemoryFiles({"film.scene": after}), target(), cuts=pinned, former_shots=names))
    )
    assert not found
    return [" ".join(item.lines[0].plain() for shot in clip.shots for item in shot.body) for clip in film.clips], film


def story(*shots: tuple[str, int]) -> str:
    return "[split: auto]\n" + SCENE + "".join(f"[shot: wide, {second}s]\n{text}\n" for text, second in shots)


def test_a_rendered_film_keeps_its_cuts() -> None:
    before = story(("a", 5), ("b", 5), ("c", 5), ("d", 5), ("e", 5))
    assert recut(before, before)[0] == ["a b c", "d e"]
    shorter = story(("a", 5), ("b", 2), ("c", 5), ("d", 2), ("e", 3))
    assert recut(before, shorter)[0] == ["a b c", "d e"]
    inserted = story(("a", 5), ("x", 5), ("b", 5), ("c", 5), ("d", 5), ("e", 5))
    assert recut(before, inserted)[0][-1] == "d e"


def test_scenes_are_known_again_by_id_or_heading() -> None:
    film = split(SCENE + shots(4) + SCENE + shots(4) + "[scene: INT. ROOM id=last]\n" + shots(4)).film
    assert list(scene_keys(film).values()) == ["ext. street night", "ext. street night#2", "id:last"]
