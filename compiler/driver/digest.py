"""A clip's identity: what the vendor would be told, and nothing else."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from compiler.driver.assets import Asset
from compiler.film.target import Target

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_FRAME = re.compile(r"clip:(?P<clip>[^#]+)#(?P<frame>\w+)")


def canonical(value: Any) -> bytes:
    """Return ``value`` as JSON with sorted keys and no white space, in UTF-8."""
    return _ENCODER.encode(value).encode()


def clip_digest(target: Target, payload: Mapping[str, Any], assets: Iterable[Asset], digests: Mapping[str, str]) -> str:
    """Return ``sha256:`` and 64 hex digits over target, payload and assets.

    In the canonical payload another clip's frame is named by that clip's digest (``digests``, by clip), not by its
    position: a clip that continues another changes with it, and keeps its digest when scenes are put before it. An
    asset counts by its URI and the SHA-256 of its bytes.
    """
    identity = {
        "target": [target.name, target.version],
        "payload": payload,
        "assets": sorted([asset.uri, asset.sha256] for asset in assets),
    }
    content = canonical(identity)
    if b'"clip:' in content:
        content = canonical({**identity, "payload": _by_content(payload, digests)})
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _by_content(value: Any, digests: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        match = _FRAME.fullmatch(value) if value.startswith("clip:") else None
        return f"clip:{digests[match['clip']]}#{match['frame']}" if match and match["clip"] in digests else value
    if isinstance(value, Mapping):
        return {key: _by_content(item, digests) for key, item in value.items()}
    if isinstance(value, list):
        return [_by_content(item, digests) for item in value]
    return value
