"""Names by which a scene and a shot are known again after an edit."""

from __future__ import annotations

import hashlib

from compiler.film.lexicon import key_of
from compiler.film.model import Film, Scene, Shot


def scene_keys(film: Film) -> dict[int, str]:
    """Return each scene's key by its number: its ``id``, or else its heading, with ``#2`` for the second of a kind."""
    seen: dict[str, int] = {}
    keys: dict[int, str] = {}
    for scene in film.scenes:
        key = _name(scene)
        seen[key] = seen.get(key, 0) + 1
        keys[scene.number] = key if seen[key] == 1 else f"{key}#{seen[key]}"
    return keys


def _name(scene: Scene) -> str:
    if scene.id:
        return f"id:{scene.id}"
    return key_of(scene.heading.plain()) if scene.heading is not None else ""


def shot_key(shot: Shot) -> str:
    """Return a short hash of what stands in the script for a shot; spacing does not count."""
    text = " ".join(shot.source.text[shot.tag.start : max(shot.end, shot.tag.end)].split())
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
