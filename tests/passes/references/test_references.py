from __future__ import annotations

from pathlib import Path

import pytest

from compiler.driver import Compilation
from compiler.film.model import Image
from compiler.passes.references.sharing import deal
from tests.targets.harness import found, png, project, small

CODES = ("E501", "E502", "W503", "E504", "E505")
SCENE = "[scene: EXT. STREET - NIGHT]\n"


def said(compilation: Compilation) -> list[tuple[str, str, int]]:
    """Return code, underlined text and line of what this pass found."""
    return [(one.code, one.span.text, one.span.first.line) for one in found(compilation, *CODES)]


def cast(*names: str, images: int = 1) -> str:
    return "".join(
        f"[character: {name}]\nA person.\n[ref: {', '.join(f'{name}{number}.png' for number in range(images))}]\n"
        for name in names
    )


def pictures(*names: str, images: int = 1, size: tuple[int, int] = (768, 768)) -> dict[str, bytes | str]:
    return {f"{name}{number}.png": png(*size) for name in names for number in range(images)}


def uris(images: list[Image]) -> list[str]:
    return [image.uri.removeprefix("file:").removesuffix(".png") for image in images]


def test_facts_come_from_the_file(tmp_path: Path) -> None:
    compilation = project(
        tmp_path, cast("ADA") + SCENE + "[shot: wide, 4s]\n@ADA waits.\n", files=pictures("ADA", size=(640, 480))
    )
    (image,) = compilation.film.clips[0].images
    assert (image.width, image.height, image.size) == (640, 480, (tmp_path / "ADA0.png").stat().st_size)
    assert image.sha256 is not None and len(image.sha256) == 64
    assert not said(compilation)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("none.png", None, "no such file"),
        ("folder", "folder/in.png", "folder"),
        ("text.png", b"not a picture", "not an image"),
        ("cut.png", png(640, 480)[:200], "not an image"),
        ("../out.png", None, "outside"),
    ],
)
def test_what_is_no_image(tmp_path: Path, name: str, content: bytes | str | None, reason: str) -> None:
    files: dict[str, bytes | str] = {}
    if isinstance(content, bytes):
        files[name] = content
    elif content is not None:
        files[content] = png(640, 480)
    script = f"[character: ADA]\n[ref: {name}]\n{SCENE}[shot: wide, 4s]\n@ADA waits.\n"
    (one,) = found(project(tmp_path, script, files=files), *CODES)
    assert (one.code, one.span.text) == ("E501", name)
    assert reason in one.message


def test_a_video_that_is_not_there(tmp_path: Path) -> None:
    script = f"[character: ADA]\n[video: walk.mp4]\n{SCENE}[shot: wide, 4s]\n@ADA waits.\n"
    assert said(project(tmp_path, script)) == [("E501", "walk.mp4", 2)]
    compilation = project(tmp_path, script, files={"walk.mp4": b"film"})
    assert not said(compilation)
    assert [video.uri for video in compilation.film.clips[0].videos] == ["file:walk.mp4"]


def test_addresses_are_not_fetched(tmp_path: Path) -> None:
    script = f"[character: ADA]\n[ref: https://nowhere.invalid/ada.png]\n{SCENE}[shot: wide, 4s]\n@ADA waits.\n"
    compilation = project(tmp_path, script)
    assert not said(compilation)
    assert [image.uri for image in compilation.film.clips[0].images] == ["https://nowhere.invalid/ada.png"]


@pytest.mark.parametrize(
    ("size", "refused"),
    [
        ((300, 300), False),
        ((299, 600), True),
        ((600, 299), True),
        ((750, 300), False),
        ((751, 300), True),
        ((300, 751), True),
    ],
)
def test_what_the_target_refuses(tmp_path: Path, size: tuple[int, int], refused: bool) -> None:
    script = cast("ADA") + "[aspect: 1:1]\n" + SCENE + "[shot: wide, 4s]\n@ADA waits.\n"
    codes = [code for code, _, _ in said(project(tmp_path, script, files=pictures("ADA", size=size)))]
    assert set(codes) == ({"E504"} if refused else set())


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    script = cast("ADA") + SCENE + "[shot: wide, 4s]\n@ADA waits.\n"
    heavy: dict[str, bytes | str] = {"ADA0.png": png(640, 480) + b"\0" * 20_000}
    assert [code for code, _, _ in said(project(tmp_path, script, files=heavy, target=small(tmp_path)))] == ["E504"]
    assert not said(project(tmp_path, script, files=heavy))


@pytest.mark.parametrize(
    ("aspect", "size", "warned"),
    [
        ("16:9", (768, 768), False),
        ("16:9", (768, 1024), False),
        ("16:9", (450, 900), True),
        ("9:16", (768, 1024), False),
        ("9:16", (1280, 720), True),
        ("1:1", (1280, 720), False),
    ],
)
def test_the_shape_of_a_reference(tmp_path: Path, aspect: str, size: tuple[int, int], warned: bool) -> None:
    script = f"[aspect: {aspect}]\n" + cast("ADA") + SCENE + "[shot: wide, 4s]\n@ADA waits.\n"
    codes = [code for code, _, _ in said(project(tmp_path, script, files=pictures("ADA", size=size)))]
    assert codes == (["W503"] if warned else [])


@pytest.mark.parametrize(("size", "warned"), [((1280, 720), False), ((1300, 720), False), ((1024, 768), True)])
def test_the_shape_of_a_frame(tmp_path: Path, size: tuple[int, int], warned: bool) -> None:
    script = SCENE + "[shot: wide, 4s]\n[first: first.png]\nRain.\n"
    found_here = said(project(tmp_path, script, files={"first.png": png(*size)}))
    assert found_here == ([("W503", "first.png", 3)] if warned else [])


def test_places_fill_the_picture_and_are_held_closer_to_it(tmp_path: Path) -> None:
    script = "[place: QUAY]\n[ref: quay.png]\n[scene: EXT. @QUAY - NIGHT]\n[shot: wide, 4s]\nRain.\n"
    compilation = project(tmp_path, script, files={"quay.png": png(600, 800)})
    assert said(compilation) == [("W503", "quay.png", 2)]
    assert uris(compilation.film.clips[0].images) == ["quay"]


def test_images_are_dealt_one_each_before_a_second(tmp_path: Path) -> None:
    script = cast("ADA", "BEN", "CY", images=2) + SCENE + "[shot: wide, 4s]\n@BEN looks at @ADA.\n@CY: Hello.\n"
    compilation = project(tmp_path, script, files=pictures("ADA", "BEN", "CY", images=2))
    (clip,) = compilation.film.clips
    assert [subject.name for subject in clip.subjects] == ["BEN", "ADA", "CY"]
    assert uris(clip.images) == ["BEN0", "ADA0", "CY0", "BEN1"]
    assert uris(clip.dropped_images) == ["ADA1", "CY1"]
    assert not said(compilation)
    assert len(found(compilation, "W804")) == 2


def test_dealing() -> None:
    assert deal([], 4, 4) == ([], [])


def test_a_subject_without_a_place(tmp_path: Path) -> None:
    names = ("ADA", "BEN", "CY", "DOT", "EVE")
    script = cast(*names) + SCENE + "[shot: wide, 4s]\n" + " and ".join(f"@{name}" for name in names) + " wait.\n"
    compilation = project(tmp_path, script, files=pictures(*names))
    assert said(compilation) == [("E502", "@EVE", 18)]


def test_a_subject_with_too_many(tmp_path: Path) -> None:
    script = cast("ADA", images=2) + SCENE + "[shot: wide, 4s]\n@ADA waits.\n"
    compilation = project(tmp_path, script, files=pictures("ADA", images=2, size=(350, 350)), target=small(tmp_path))
    assert said(compilation) == [("E502", "ADA1.png", 3)]


def test_two_clips_have_room_for_more(tmp_path: Path) -> None:
    names = ("ADA", "BEN", "CY", "DOT", "EVE")
    script = cast(*names) + SCENE + "[shot: wide, 4s]\n@ADA, @BEN and @CY.\n[split]\n[shot: wide, 4s]\n@DOT and @EVE.\n"
    compilation = project(tmp_path, script, files=pictures(*names))
    assert not said(compilation)
    assert [uris(clip.images) for clip in compilation.film.clips] == [["ADA0", "BEN0", "CY0"], ["DOT0", "EVE0"]]


def test_who_is_only_heard_or_spoken_of_takes_no_place(tmp_path: Path) -> None:
    script = cast("ADA", "BEN", "CY") + SCENE + "[shot: wide, 9s]\nRain.\n@ADA (V.O.): Where is @BEN?\n@CY: There.\n"
    (clip,) = project(tmp_path, script, files=pictures("ADA", "BEN", "CY")).film.clips
    assert [subject.name for subject in clip.subjects] == ["ADA", "CY"]
    assert uris(clip.images) == ["CY0"]


def test_mentions_everywhere_count(tmp_path: Path) -> None:
    script = (
        "[character: ADA]\n[prop: LAMP]\n[prop: BELL]\n[place: QUAY]\n[prop: BOAT]\n"
        "[scene: EXT. @QUAY - NIGHT]\n[lighting: night, @LAMP]\n[sound: @BELL]\n"
        "[shot: wide, 4s]\n[camera: slow pan to @BOAT]\n(0s-4s) @ADA waits.\n"
    )
    (clip,) = project(tmp_path, script).film.clips
    assert [subject.name for subject in clip.subjects] == ["ADA", "BOAT", "LAMP", "QUAY", "BELL"]


FRAMES: dict[str, bytes | str] = {"a.png": png(1280, 720), "b.png": png(1280, 720)}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[shot: wide, 4s]\n[first: a.png]\n", []),
        ("[shot: wide, 4s]\n[first: a.png]\n[last: b.png]\n", []),
        ("[shot: wide, 4s]\n[last: b.png]\n", [("E505", "[last: b.png]", 3)]),
        ("[shot: wide, 4s]\n[first: a.png]\nRain.\n[shot: wide, 4s]\n", [("E505", "[first: a.png]", 3)]),
        (
            "[shot: wide, 4s]\nRain.\n[shot: wide, 4s]\n[first: a.png]\n[last: b.png]\n",
            [("E505", "[first: a.png]", 5), ("E505", "[last: b.png]", 6)],
        ),
        ("[shot: wide, 4s]\nRain.\n[split: continue]\n[shot: wide, 4s]\n[last: b.png]\nRain.\n", []),
        (
            "[shot: wide, 4s]\nRain.\n[split: continue]\n[shot: wide, 4s]\n[first: a.png]\n",
            [("E505", "[first: a.png]", 6)],
        ),
    ],
)
def test_frames(tmp_path: Path, body: str, expected: list[tuple[str, str, int]]) -> None:
    assert said(project(tmp_path, SCENE + body + "Rain.\n", files=FRAMES)) == expected
