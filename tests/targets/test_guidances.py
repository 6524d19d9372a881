from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from compiler.targets.guidances.payload import Payload
from tests.targets.harness import bodies, png, project, small

IMAGES = {name: png(400, 340, shade) for shade, name in enumerate(("a.png", "b.png"))}


def payloads(tmp_path: Path, script: str, **options: Any) -> list[dict[str, Any]]:
    return bodies(project(tmp_path, script, files=dict(IMAGES), **options))


def test_a_plain_clip(tmp_path: Path) -> None:
    (body,) = payloads(tmp_path, "[seed: 4211]\n[scene: One]\n[shot: wide, 3s]\nRain.\n\n[shot: CU, 5s]\nSnow.\n")
    assert json.dumps(body) == json.dumps(
        {
            "model": "kling-v3",
            "guidances": [
                {"index": 0, "prompt": "Wide shot: Rain.", "duration": 3},
                {"index": 1, "prompt": "Close-up: Snow.", "duration": 5},
            ],
            "motion_has_audio": False,
            "negative_prompt": "blurry, distorted limbs, text overlays, flicker, morphing, facial distortion",
            "aspect_ratio": "16:9",
            "mode": "std",
            "resolution": "1280x720",
            "seed": 4211,
        }
    )


@pytest.mark.parametrize(
    ("header", "mode", "size"),
    [
        ("", "std", "1280x720"),
        ("[mode: professional]", "pro", "1920x1080"),
        ("[resolution: 1080p]", "std", "1920x1080"),
        ("[aspect: 9:16]", "std", "720x1280"),
        ("[aspect: 9:16]\n[mode: professional]", "pro", "1080x1920"),
        ("[aspect: 1:1]", "std", "960x960"),
        ("[aspect: 1:1]\n[resolution: 1080p]", "std", "1440x1440"),
    ],
)
def test_mode_and_size(tmp_path: Path, header: str, mode: str, size: str) -> None:
    (body,) = payloads(tmp_path, f"{header}\n[scene: One]\n[shot: 3s]\nRain.\n")
    assert (body["mode"], body["resolution"]) == (mode, size)


@pytest.mark.parametrize(
    ("film", "scene", "expected"),
    [
        ("[negative: none]", "", None),
        ("[negative: blur, haze]", "", "blur, haze"),
        ("[negative: blur, haze]", "[negative: Haze, rain]", "blur, haze, rain"),
        ("[negative: none]", "[negative: rain]", "rain"),
        (
            "",
            "[negative: rain]",
            "blurry, distorted limbs, text overlays, flicker, morphing, facial distortion, rain",
        ),
    ],
)
def test_negative_prompt(tmp_path: Path, film: str, scene: str, expected: str | None) -> None:
    (body,) = payloads(tmp_path, f"{film}\n[scene: One]\n{scene}\n[shot: 3s]\nRain.\n")
    assert body.get("negative_prompt") == expected
    assert expected is not None or "negative_prompt" not in body


def test_seed_and_mode_of_a_scene(tmp_path: Path) -> None:
    script = "[seed: 1]\n[scene: One]\n[seed: 0]\n[mode: professional]\n[shot: 3s]\nRain.\n\n"
    script += "[scene: Two]\n[shot: 3s]\nRain.\n"
    first, second = payloads(tmp_path, script)
    assert (first["seed"], first["mode"], first["resolution"]) == (0, "pro", "1920x1080")
    assert (second["seed"], second["mode"], second["resolution"]) == (1, "std", "1280x720")


@pytest.mark.parametrize(("kind", "face"), [("character", True), ("prop", None)])
def test_references(tmp_path: Path, kind: str, face: bool | None) -> None:
    script = f"[{kind}: BO]\nOld.\n[ref: a.png, b.png]\n\n[scene: One]\n[shot: 3s]\n@BO lies there.\n"
    (body,) = payloads(tmp_path, script)
    assert body["image_reference"] == ["file:a.png", "file:b.png"]
    assert body.get("face_consistency") is face


def test_motion_references(tmp_path: Path) -> None:
    script = "[prop: BO]\nOld.\n[video: https://example.com/m.mp4]\n\n[scene: One]\n[shot: 3s]\n@BO lies there.\n"
    (body,) = payloads(tmp_path, script)
    assert body["video_urls"] == ["https://example.com/m.mp4"]
    assert list(body)[-1] == "video_urls"


def test_first_frame(tmp_path: Path) -> None:
    (body,) = payloads(tmp_path, "[scene: One]\n[shot: 3s]\n[first: a.png]\nRain.\n")
    assert body["image_reference"] == "file:a.png"
    assert "guidances" in body


def test_first_and_last_frame_take_the_plain_form(tmp_path: Path) -> None:
    (body,) = payloads(tmp_path, "[scene: One]\n[shot: wide, 3s]\n[first: a.png]\n[last: b.png]\nRain.\n")
    assert list(body.items())[:6] == [
        ("model", "kling-v3"),
        ("image_reference", "file:a.png"),
        ("image_tail", "file:b.png"),
        ("prompt", "Wide shot: Rain."),
        ("duration", 3),
        ("motion_has_audio", False),
    ]
    assert "guidances" not in body


def test_the_plain_form_has_room_for_a_longer_prompt(tmp_path: Path) -> None:
    prose = "Rain and rain again, " * 60 + "and rain."
    (body,) = payloads(tmp_path, f"[scene: One]\n[shot: 3s]\n[first: a.png]\n[last: b.png]\n{prose}\n")
    assert body["prompt"] == prose
    assert len(prose) > 512


def test_a_clip_that_continues_starts_from_the_last_frame(tmp_path: Path) -> None:
    script = "[scene: One]\n[shot: 3s]\nRain.\n\n[split: continue]\n\n[shot: 3s]\nSnow.\n\n[shot: 3s]\nIce.\n"
    first, second = payloads(tmp_path, script)
    assert "image_reference" not in first
    assert second["image_reference"] == "clip:s01c01#last"
    assert len(second["guidances"]) == 2


def test_what_the_target_does_not_do_is_not_sent(tmp_path: Path) -> None:
    script = "[seed: 4]\n[prop: BO]\nOld.\n[ref: a.png]\n\n[scene: One]\n[shot: 5s]\n@BO lies there.\n"
    target = small(tmp_path / "target", {'"references", "first", "last"': '"first"', '"lens"': '"lens", "references"'})
    (body,) = payloads(tmp_path, script, target=target)
    assert sorted(body) == ["aspect_ratio", "guidances", "mode", "model", "motion_has_audio", "resolution"]
    assert body["model"] == "small-1"


def test_the_model_of_a_payload_refuses_what_the_wire_does_not_know() -> None:
    good = {
        "model": "kling-v3",
        "guidances": [{"index": 0, "prompt": "Rain.", "duration": 3}],
        "motion_has_audio": False,
        "aspect_ratio": "16:9",
        "mode": "std",
        "resolution": "1280x720",
    }
    assert Payload.model_validate(good).model_dump(exclude_none=True) == good
    for change in ({"fps": 24}, {"mode": "standard"}, {"guidances": []}, {"seed": -1}, {"motion_has_audio": 1}):
        with pytest.raises(ValidationError):
            Payload.model_validate(good | change)


def test_a_clip_that_continues_towards_a_last_frame(tmp_path: Path) -> None:
    script = "[scene: One]\n[shot: 3s]\nRain.\n\n[split: continue]\n\n[shot: 3s]\n[last: b.png]\nSnow.\n"
    _, second = payloads(tmp_path, script)
    assert (second["image_reference"], second["image_tail"]) == ("clip:s01c01#last", "file:b.png")
    assert (second["prompt"], second["duration"]) == ("Snow.", 3)
