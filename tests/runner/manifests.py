"""Manifests made by hand, and the projects in which the tests of the runner render them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any


def body(number: int, *, seconds: int = 3, frame: str | None = None, image: str | None = None) -> dict[str, Any]:
    if frame is not None or image is not None:
        return {
            "model": "kling-v3",
            "prompt": f"Wide shot: window {number}.",
            "duration": seconds,
            "motion_has_audio": False,
            "mode": "std",
            "resolution": "1280x720",
            "image_reference": frame or [image],
        }
    return {
        "model": "kling-v3",
        "guidances": [{"index": 0, "prompt": f"Wide shot: window {number}.", "duration": seconds}],
        "motion_has_audio": False,
        "mode": "std",
        "resolution": "1280x720",
    }


def clip(number: int, payload: dict[str, Any], needs: Iterable[str] = (), assets: Iterable[dict[str, Any]] = ()) -> Any:
    seconds = payload.get("duration") or sum(one["duration"] for one in payload["guidances"])
    words = json.dumps([payload, list(assets)], sort_keys=True)
    return {
        "id": f"s{number:02d}c01",
        "scene": number,
        "heading": f"INT. ROOM {number} - DAY",
        "duration": seconds,
        "depends_on": list(needs),
        "transition": {"kind": "cut", "seconds": 0},
        "digest": f"sha256:{hashlib.sha256(words.encode()).hexdigest()}",
        "cost": {"seconds": seconds, "rate": 1.0, "amount": float(seconds), "currency": "units"},
        "shots": [
            {"duration": seconds, "source": {"file": "film.scene", "line": number, "end_line": number}, "dialogue": []}
        ],
        "assets": list(assets),
        "request": {"method": "POST", "path": "/v3/video/text-to-video", "body": payload},
    }


def manifest(*clips: Any) -> dict[str, Any]:
    return {
        "scenec": 1,
        "film": "Test",
        "target": "guidances",
        "source": "film.scene",
        "duration": sum(one["duration"] for one in clips),
        "aspect": "16:9",
        "resolution": [1280, 720],
        "clips": list(clips),
    }


def plain(count: int, *, start: int = 1) -> dict[str, Any]:
    return manifest(*(clip(number, body(number)) for number in range(start, start + count)))
