from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.film.model import Film, Paragraph, Shot
from compiler.syntax.nodes import Beat, Dialogue
from tests.passes.world import check


def film(script: str) -> Film:
    found = check(script, until="structure")
    assert not found.diagnostics, found.said()
    return found.film


def only_shot(body: str, tag: str = "[shot: wide, 3s]") -> Shot:
    [scene] = film(f"[scene: A street]\n{tag}\n{body}\n").scenes
    [shot] = scene.shots
    return shot


def test_every_film_tag_has_its_field() -> None:
    resolved = film(
        "[film: Neon: Rain, part 1]\n[aspect: 9:16]\n[mode: professional]\n[resolution: 1080p]\n[audio: off]\n"
        "[style: 35mm]\n[negative: blur, text，flicker]\n[seed: 7]\n[language: zh]\n[split: auto, continue]\n"
        "[budget: 40 USD]\n"
    )
    assert resolved.title == "Neon: Rain, part 1"
    assert (resolved.aspect, resolved.mode, resolved.resolution) == ("9:16", "professional", "1080p")
    assert (resolved.audio, resolved.seed, resolved.language, resolved.split) == ("off", 7, "zh", "auto, continue")
    assert resolved.style is not None and resolved.style.plain() == "35mm"
    assert resolved.negative is not None
    assert [words.plain() for words in resolved.negative] == ["blur", "text", "flicker"]
    assert resolved.budget is not None
    assert (resolved.budget.amount, resolved.budget.currency) == (40.0, "USD")
    assert set(resolved.tags) >= {"film", "aspect", "seed", "budget"}


def test_an_empty_script_has_the_defaults() -> None:
    resolved = film("")
    assert (resolved.aspect, resolved.mode, resolved.resolution, resolved.audio) == ("16:9", "standard", None, "auto")
    assert (resolved.negative, resolved.no_negative, resolved.split, resolved.scenes) == (None, False, "never", [])


def test_no_negative_prompt() -> None:
    assert film("[negative: None]\n").no_negative


def test_definitions() -> None:
    resolved = film(
        "[character: ALPHA as=\"the detective\"]\nA detective.\nWet coat.\n\nShort hair. [ref: a.png, refs/b.png]\n"
        "[voice: female, low, id=v1]\n[element: 160]\n[video: https://example.com/walk.mp4]\n[place: QUAY]\n"
    )  # fmt: skip
    alpha, quay = resolved.subjects.values()
    assert (alpha.kind, alpha.name, alpha.label, alpha.element) == ("character", "ALPHA", "the detective", "160")
    assert [[line.plain() for line in each.lines] for each in alpha.description] == [
        ["A detective.", "Wet coat."],
        ["Short hair."],
    ]
    assert [(one.written, one.uri, one.path) for one in alpha.references] == [
        ("a.png", "file:a.png", "/project/a.png"),
        ("refs/b.png", "file:refs/b.png", "/project/refs/b.png"),
    ]
    assert alpha.voice is not None and (alpha.voice.traits, alpha.voice.id) == (("female", "low"), "v1")
    assert alpha.video is not None and alpha.video.uri == "https://example.com/walk.mp4" and alpha.video.path is None
    assert (quay.kind, quay.label) == ("place", "QUAY")


def test_references_of_an_included_file_count_from_it() -> None:
    found = check("[include: cast/a.scene]\n", files={"cast/a.scene": "[character: A]\n[ref: ../refs/a.png, b.png]\n"})
    assert [one.uri for one in found.film.subjects["a"].references] == ["file:refs/a.png", "file:cast/b.png"]


def test_a_path_outside_the_project_is_left_to_the_references() -> None:
    [subject] = film("[character: A]\n[ref: ../../a.png]\n").subjects.values()
    [image] = subject.references
    assert (image.written, image.path) == ("../../a.png", None)


def test_a_scene_and_its_tags() -> None:
    resolved = film(
        "[scene: A]\n[shot: 3s]\n[scene: INT. ROOM - DAY id=room]\n[lighting: day]\n[sound: rain]\n[music: piano]\n"
        "[style: noir]\n[negative: text]\n[seed: 3]\n[mode: professional]\n[split: auto]\n[continue]\n"
        "[transition: dissolve 0.5s]\n[shot: 3s]\n"
    )
    scene = resolved.scenes[1]
    assert (scene.number, scene.id, scene.seed, scene.mode, scene.split) == (2, "room", 3, "professional", "auto")
    assert scene.heading is not None and scene.heading.plain() == "INT. ROOM - DAY"
    texts = (scene.lighting, scene.sound, scene.music, scene.style, *scene.negative)
    assert [words.plain() for words in texts if words is not None] == ["day", "rain", "piano", "noir", "text"]
    assert scene.continues is not None
    assert (scene.transition.kind, scene.transition.duration) == ("dissolve", 500)
    assert "lighting" in scene.tags and len(scene.shots) == 1


@pytest.mark.parametrize(
    ("heading", "side", "place", "time"),
    [
        ("EXT. CYBERPUNK STREET - NIGHT", "exterior", "CYBERPUNK STREET", "NIGHT"),
        ("int. kitchen – later that day", "interior", "kitchen", "later that day"),
        ("INT KITCHEN — DAY", "interior", "KITCHEN", "DAY"),
        ("INT. HOUSE - KITCHEN - NIGHT", "interior", "HOUSE - KITCHEN", "NIGHT"),
        ("EXT. STREET - NIGHT - CONTINUOUS", "exterior", "STREET", "NIGHT - CONTINUOUS"),
        ("INT. HOUSE - KITCHEN - MOMENTS LATER", "interior", "HOUSE - KITCHEN", "MOMENTS LATER"),
        ("INT. DRIVE-IN - NIGHT", "interior", "DRIVE-IN", "NIGHT"),
        ("EXT. STREET", "exterior", "STREET", None),
        ("EXT. STREET -", "exterior", "STREET", None),
        ("EXT. STREET -- NIGHT", "exterior", "STREET", "NIGHT"),
        ("EXT. STREET—NIGHT", "exterior", "STREET", "NIGHT"),
        ("INT./EXT. CAR - DUSK", "interior and exterior", "CAR", "DUSK"),
        ("EXT/INT CAR - DUSK", "interior and exterior", "CAR", "DUSK"),
        ("I/E CAR - DUSK", "interior and exterior", "CAR", "DUSK"),
        ("EXT. @ALLEY - NIGHT", "exterior", "ALLEY", "NIGHT"),
        ("內景 燈塔 - 夜", "interior", "燈塔", "夜"),
        ("內景 燈塔 夜", "interior", "燈塔", "夜"),
        ("內景 夜 燈塔", "interior", "夜 燈塔", None),
        ("外景，街道—黃昏", "exterior", "街道", "黃昏"),
        ("内景．客厅．夜", "interior", "客厅", "夜"),
        ("內外景 車上 - 日", "interior and exterior", "車上", "日"),
        ("外. 街道 - 日", "exterior", "街道", "日"),
        ("INT. 客廳 - 夜", "interior", "客廳", "夜"),
    ],
)
def test_headings_that_are_settings(heading: str, side: str, place: str, time: str | None) -> None:
    setting = film(f"[scene: {heading}]\n").scenes[0].setting
    assert setting is not None
    assert (setting.side, setting.place.plain(), setting.time and setting.time.plain()) == (side, place, time)


@pytest.mark.parametrize("heading", ["INTERIOR DESIGN", "The chase", "EXTRA TIME", "INT.", "外面的世界", "内心", "夜"])
def test_headings_that_are_labels(heading: str) -> None:
    assert film(f"[scene: {heading}]\n").scenes[0].setting is None


@pytest.mark.parametrize(
    ("value", "framing", "angle", "duration"),
    [
        ("wide, 3s", "wide", None, 3000),
        ("2.5s，low angle、CU", "close-up", "low angle", 2500),
        ("low-angle wide shot", "wide", "low angle", None),
        ("特寫，４秒", "close-up", None, 4000),
        ("overhead", None, "overhead", None),
        ("OTS", "over-the-shoulder", None, None),
    ],
)
def test_what_a_shot_says(value: str, framing: str | None, angle: str | None, duration: int | None) -> None:
    shot = only_shot("Rain.", f"[shot: {value}]")
    assert (shot.framing, shot.angle, shot.duration) == (framing, angle, duration)
    if duration is not None:
        assert shot.duration_span is not None and shot.duration_span.text in value


def test_a_shot_and_its_tags() -> None:
    shot = only_shot(
        "[camera: pan left] [lighting: a -> b]\n[physics: cloth]\n[music: piano]\n[sound: one]\nRain. [sound: two]\n"
        "[first: a.png]\n[last: b.png]",
        "[shot: 3s, lens=35mm, id=opening]",
    )
    assert (shot.lens, shot.id) == ("35mm", "opening")
    texts = (shot.camera, shot.lighting, shot.physics, shot.music, *shot.sounds)
    assert [words.plain() for words in texts if words] == ["pan left", "a -> b", "cloth", "piano", "one", "two"]
    assert shot.first is not None and shot.first.uri == "file:a.png" and shot.first_tag is not None
    assert shot.last is not None and shot.last.uri == "file:b.png" and shot.last_tag is not None
    assert shot.source.text[: shot.end].endswith("[last: b.png]")


def test_a_body_in_order() -> None:
    shot = only_shot(
        "One.\n# aside\nTwo.\n\nThree.\n(0s-3s) Beat.\n@A: Hello.\nFour. [sound: x]\nFive.\n[camera: x]\nSix."
    )
    shape = [[line.plain() for line in item.lines] if isinstance(item, Paragraph) else type(item) for item in shot.body]
    assert shape == [["One.", "Two."], ["Three."], Beat, Dialogue, ["Four.", "Five."], ["Six."]]


def test_splits_are_kept_at_the_shot_behind_them() -> None:
    [scene] = film(
        "[scene: A]\n[shot: 3s]\n[split]\n[shot: 3s]\nRain. [split: continue]\n\n[shot: 3s]\n[shot: 3s]\n"
    ).scenes
    assert [shot.split is not None for shot in scene.shots] == [False, True, True, False]
    assert [shot.split_continues for shot in scene.shots] == [False, False, True, False]


def test_every_message_says_what_to_do() -> None:
    script = "[nonsense]\n[aspect: 4:3]\nRain.\n[scene: A]\n[seed: x]\n[camera: pan]\n[shot: widee]\n[film: Late]\n"
    found = check(script, until="structure")
    assert sorted(found.codes) == ["E102", "E102", "E103", "E103", "E103", "E104", "E104"]
    assert all(one.help for one in found.diagnostics)


_LINES = st.sampled_from(
    """[film: A]
[split]
[split: auto]
[scene: INT. A - DAY]
[scene: 外景 B]
[shot: wide, 3s]
[shot]
[鏡頭：特寫，2.5s]
[character: A]
[prop: 阿明]
[continue]
[transition: fade 1s]
[ref: a.png]
[ref: ../x]
[seed: 9]
[voice: low, id=]
Rain.
@A: Hi!
@阿明說：走
(0s-2s) X.
(2s-3s) {p} @A
  more [sound: x]
[camera: pan @B]
[param: p = v]
{q}
[style]
[shot: wide, wide]
[lighting: a -> b]
[include: film.scene]
[budget: 4 EUR]
[negative: a,,b]

# note
[x""".splitlines()
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_LINES, max_size=14))
def test_any_order_of_lines_is_told_about_and_nothing_raises(lines: list[str]) -> None:
    found = check("\n".join(lines))
    for one in found.diagnostics:
        assert 0 <= one.span.start <= one.span.end <= len(found.source.text)
        assert one.span.source is found.source
