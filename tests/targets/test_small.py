"""A made-up target holds the passes to what a target's file says: nothing of kling-v3 is left in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.targets.harness import bodies, found, png, project, prompts, small

SHOT = "[shot: wide, {seconds}s]\nRain.\n\n"


def codes(tmp_path: Path, script: str, files: dict[str, bytes] | None = None, **changes: str) -> list[str]:
    target = small(tmp_path / "target", {old.replace("_", " "): new for old, new in changes.items()})
    return [one.code for one in found(project(tmp_path, script, files=dict(files or {}), target=target))]


def shots(*seconds: float) -> str:
    return "[scene: One]\n[lighting: day]\n" + "".join(SHOT.format(seconds=length) for length in seconds)


def referred(*names: str) -> str:
    return "".join(f"[prop: P{number}]\nOld.\n[ref: {name}]\n\n" for number, name in enumerate(names))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (shots(5, 5), []),
        (shots(4), []),
        (shots(5, 6), ["E301"]),
        (shots(3), ["E302"]),
        (shots(2, 2, 2), ["E303"]),
        (shots(4, 1), ["E304"]),
        (shots(4, 2.5), ["E305"]),
        ("[split: auto]\n" + shots(4, 4, 4), []),
    ],
)
def test_lengths(tmp_path: Path, script: str, expected: list[str]) -> None:
    assert codes(tmp_path, script) == expected


def test_automatic_cuts_are_made_by_the_targets_limits(tmp_path: Path) -> None:
    compilation = project(tmp_path, "[split: auto]\n" + shots(4, 4, 4), target=small(tmp_path / "target"))
    assert [len(clip.shots) for clip in compilation.film.clips] == [2, 1]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (png(480, 320), []),
        (png(400, 319), ["E504"]),
        (png(481, 320), ["E504"]),
        (png(640, 480), ["E504"]),
    ],
    ids=["fits", "small", "long", "heavy"],
)
def test_images(tmp_path: Path, image: bytes, expected: list[str]) -> None:
    script = referred("a.png") + "[scene: One]\n[shot: wide, 5s]\n@P0 lies there.\n"
    assert [code for code in codes(tmp_path, script, {"a.png": image}) if code != "W503"] == expected


def test_too_many_references(tmp_path: Path) -> None:
    images = {name: png(400, 340) for name in ("a.png", "b.png", "c.png")}
    subject = "[prop: P0]\nOld.\n[ref: a.png, b.png]\n\n[scene: One]\n[shot: wide, 5s]\n@P0 lies there.\n"
    assert "E502" in codes(tmp_path / "subject", subject, images)
    clip = referred(*images) + "[scene: One]\n[shot: wide, 5s]\n@P0, @P1 and @P2 lie there.\n"
    assert "E502" in codes(tmp_path / "clip", clip, images)


def test_prompts_are_held_to_the_targets_length(tmp_path: Path) -> None:
    style = "[style: s]\n"
    for body, expected in ((189, []), (190, ["W802"]), (199, ["W802"]), (200, []), (201, ["E801"])):
        script = (style if body < 200 else "") + f"[scene: One]\n[shot: 5s]\n{'b' * body}\n"
        assert codes(tmp_path / str(body), script) == expected, body


def test_a_single_prompt_has_its_own_length(tmp_path: Path) -> None:
    images = {"a.png": png(400, 340), "b.png": png(400, 340)}
    for body, expected in ((400, []), (401, ["E801"])):
        script = f"[scene: One]\n[shot: 5s]\n[first: a.png]\n[last: b.png]\n{'b' * body}\n"
        assert [code for code in codes(tmp_path / str(body), script, images) if code != "W503"] == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("[audio: on]", "E803"),
        ("[negative: blur]", "E803"),
        ("[mode: professional]", "E803"),
        ("[aspect: 1:1]", "E803"),
        ("[split: auto, continue]", "E803"),
        ("[seed: 3]", "W804"),
    ],
)
def test_what_it_cannot_do_and_what_it_ignores(tmp_path: Path, header: str, expected: str) -> None:
    assert expected in codes(tmp_path, f"{header}\n{shots(6, 6)}" if "split" in header else f"{header}\n{shots(5)}")


def test_a_negative_prompt_has_the_targets_length(tmp_path: Path) -> None:
    items = ", ".join(f"i{number:03d}" for number in range(20))
    target = small(tmp_path / "target", {'"references", ': '"references", "negative", '})
    compilation = project(tmp_path, f"[negative: {items}]\n{shots(5)}", target=target)
    assert [one.code for one in found(compilation)] == ["E801"]


def test_its_payload_is_its_own(tmp_path: Path) -> None:
    compilation = project(tmp_path, shots(5, 5), target=small(tmp_path / "target"))
    (body,) = bodies(compilation)
    assert body["model"] == "small-1"
    assert "negative_prompt" not in body
    assert body["motion_has_audio"] is False
    (clip,) = compilation.manifest.clips
    assert (clip.request.path, clip.cost.amount, clip.cost.currency) == ("/generate", 1.0, "USD")
    assert compilation.manifest.target == "small"


def test_its_templates_may_lie_beside_it(tmp_path: Path) -> None:
    target = small(tmp_path / "target")
    (tmp_path / "target" / "prompt.j2").write_text("{{ framing }}: {{ body[0].text }}")
    assert prompts(project(tmp_path, shots(5), target=target)) == ["wide: Rain."]
