"""``scenec.lock`` beside a script: cuts, takes, seeds, digests and asset hashes of its films, one line a fact.

It is written for git: sorted, one clip a table, nothing that differs between machines.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.cli.errors import CommandError
from compiler.cli.files import write_file
from compiler.film.keys import scene_keys, shot_key

if TYPE_CHECKING:
    from compiler.driver import Compilation, Options
    from compiler.runner.ledger.records import ClipState
    from compiler.runner.prepare import Film, Wanted

NAME = "scenec.lock"


@dataclass(frozen=True, slots=True)
class LockedFilm:
    """One film of a lock: its clips as written, each with ``id``, ``digest`` and ``take`` at least."""

    clips: list[dict[str, Any]] = field(default_factory=list)


def film_key(compilation: Compilation) -> str:
    """Return a film's name in the lock: the script's, and its parameters where there are any."""
    return key_of(compilation.source.relative, compilation.options.values)


def key_of(script: str, values: Mapping[str, str]) -> str:
    """Return the name in the lock of a script with parameters."""
    return script + "".join(f" {key}={value}" for key, value in sorted(values.items()))


def pinned(options: Options, folder: Path, script: str) -> Options:
    """Return compile options that keep the cuts of the film's last render. Raises CommandError."""
    scenes = read_all(folder).get(key_of(script, options.values), {}).get("scene", {})
    try:
        cuts = {key: tuple(int(cut) for cut in scene["cuts"]) for key, scene in scenes.items()}
        shots = {key: tuple(str(shot) for shot in scene["shots"]) for key, scene in scenes.items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CommandError(f"{folder / NAME}: {error} is missing or of another form; mend it or delete it") from None
    return replace(options, cuts=cuts, former_shots=shots)


def read_all(folder: Path) -> dict[str, Any]:
    """Return a folder's lock as it is written, empty where there is none. Raises CommandError."""
    # Only a project with a lock waits for the reader of its form.
    import tomllib

    path = folder / NAME
    try:
        films = tomllib.loads(path.read_text("utf-8")).get("film", {})
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: {error}; mend it or delete it: takes and cuts are then chosen anew") from None
    if not isinstance(films, dict):
        raise CommandError(f"{path}: [film] is no table; mend it or delete it")
    return films


def read_lock(folder: Path, compilation: Compilation) -> LockedFilm:
    """Return what the lock pins of a compiled film. Raises CommandError where it cannot be read."""
    return read_film(folder, film_key(compilation))


def read_film(folder: Path, name: str) -> LockedFilm:
    """Return what the lock pins of the film called ``name``. Raises CommandError where it cannot be read."""
    entry = read_all(folder).get(name, {})
    clips = entry.get("clip", []) if isinstance(entry, dict) else None
    if not isinstance(clips, list) or not all(isinstance(clip, dict) for clip in clips):
        raise CommandError(f"{folder / NAME}: the clips of {name} are of another form; mend it or delete it")
    for number, clip in enumerate(clips, 1):
        which = clip.get("id") or f"clip {number}"
        for key in ("id", "digest"):
            if not isinstance(clip.get(key), str):
                raise CommandError(f"{folder / NAME}: the {key} of {which} is missing or no text; mend it or delete it")
        # A take that nobody made would be paid for.
        take = clip.get("take")
        if not isinstance(take, int) or isinstance(take, bool) or take < 1:
            raise CommandError(f"{folder / NAME}: the take of {which} is no number from 1; mend it or delete it")
    return LockedFilm([dict(clip) for clip in clips])


def takes_of(lock: LockedFilm, manifest: Mapping[str, Any]) -> dict[str, int]:
    """Return the pinned take of every clip that is still the same, by clip id.

    A clip that moved is known again by its digest. Where several clips share one, each keeps its own take in film
    order; a further one gets the last of them. A clip that continues another take than it did has takes of its own.
    """
    from compiler.runner.prepare import KnownAs, identity_of

    entries = _entries_of(lock, manifest)
    found: dict[str, int] = {}
    known: dict[str, KnownAs] = {}
    for clip in manifest["clips"]:
        name, digest = clip["id"], clip["digest"]
        identity = identity_of(name, digest, [known[need] for need in clip["depends_on"] if need in known])
        entry = entries.get(name)
        if entry is not None and entry.get("identity", digest) == identity:
            found[name] = entry["take"]
        known[name] = KnownAs(digest, identity, found.get(name, 1))
    return found


def _entries_of(lock: LockedFilm, manifest: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    left: dict[str, list[dict[str, Any]]] = {}
    for entry in lock.clips:
        left.setdefault(entry["digest"], []).append(entry)
    found: dict[str, dict[str, Any]] = {}
    for clip in manifest["clips"]:
        same = left.get(clip["digest"], [])
        exact = next((entry for entry in same if entry["id"] == clip["id"]), None)
        if exact is not None:
            found[clip["id"]] = exact
            if len(same) > 1:
                same.remove(exact)
    for clip in manifest["clips"]:
        same = left.get(clip["digest"], [])
        if same and clip["id"] not in found:
            found[clip["id"]] = same.pop(0) if len(same) > 1 else same[0]
    return found


def write_lock(folder: Path, name: str, scenes: Mapping[str, Any], film: Film, clips: Sequence[ClipState]) -> None:
    """Pin a finished film under its ``name``. Raises CommandError where the file cannot be written."""
    films = read_all(folder)
    entries = []
    for clip, wanted, state in zip(film.manifest["clips"], film.clips, clips, strict=True):
        entry = {"id": clip["id"], "digest": clip["digest"], "take": state.take, "sha256": state.sha256 or ""}
        if wanted.identity != wanted.digest:
            entry["identity"] = wanted.identity
        # Of the take that is shown: the manifest has that of the first.
        seed = wanted.request["body"].get("seed")
        if seed is not None:
            entry["seed"] = seed
        if clip["assets"]:
            entry["assets"] = {asset["uri"]: asset["sha256"] for asset in clip["assets"]}
        entries.append(entry)
    films[name] = {"scene": scenes, "clip": entries}
    write_file(folder / NAME, [dump(films).encode()])


def other_files(lock: LockedFilm, manifest: Mapping[str, Any], clips: Sequence[ClipState]) -> list[str]:
    """Return the clips whose file is another than the one that the lock pins for the same digest and take."""
    pinned = {(clip["digest"], clip["take"]): clip.get("sha256") for clip in lock.clips}
    return [
        clip["id"]
        for clip, state in zip(manifest["clips"], clips, strict=True)
        if (sha256 := pinned.get((clip["digest"], state.take))) and state.sha256 and sha256 != state.sha256
    ]


def pin_take(folder: Path, film: str, clip: Wanted, take: int, seed: int | None = None) -> None:
    """Choose a take for a clip of a film, also of one that the lock does not know yet. Raises CommandError."""
    films = read_all(folder)
    clips = films.setdefault(film, {}).setdefault("clip", [])
    chosen = next((one for one in clips if one.get("digest") == clip.digest and one.get("id") == clip.clip), None)
    if chosen is None:
        clips.append(chosen := {"id": clip.clip, "digest": clip.digest})
    for key in ("sha256", "identity", "seed"):
        chosen.pop(key, None)
    chosen["take"] = take
    if clip.identity != clip.digest:
        chosen["identity"] = clip.identity
    if seed is not None:
        chosen["seed"] = seed
    write_file(folder / NAME, [dump(films).encode()])


def scenes_of(compilation: Compilation) -> dict[str, dict[str, list[Any]]]:
    """Return where each scene was divided into clips, or could have been: ``cuts`` are the shots before which a clip
    ended, and ``shots`` names the shots that they count."""
    film = compilation.film
    keys = scene_keys(film)
    cuts: dict[int, list[int]] = {}
    for clip in film.clips:
        first = clip.scene.shots.index(clip.shots[0])
        if first:
            cuts.setdefault(clip.scene.number, []).append(first)
    return {
        keys[scene.number]: {"cuts": cuts.get(scene.number, []), "shots": [shot_key(shot) for shot in scene.shots]}
        for scene in film.scenes
        if scene.shots and (scene.number in cuts or (scene.split or film.split) != "never")
    }


def dump(films: Mapping[str, Any]) -> str:
    """Return a lock as TOML, films sorted by name."""
    lines = [
        "# Written by scenec render and scenec pick. Keep it in version control: with it a film is assembled again",
        "# from its clips, and an edit leaves every other clip as it is.",
        "version = 1",
    ]
    for name in sorted(films):
        head = f"film.{_text(name)}"
        lines += ["", f"[{head}]"]
        for scene, entry in films[name].get("scene", {}).items():
            lines += ["", f"[{head}.scene.{_text(scene)}]", f"cuts = {json.dumps(list(entry['cuts']))}", "shots = ["]
            lines += [f"  {_text(shot)}," for shot in entry["shots"]]
            lines += ["]"]
        for clip in films[name].get("clip", []):
            lines += ["", f"[[{head}.clip]]"]
            lines += [f"{key} = {_value(value)}" for key, value in clip.items() if key != "assets"]
            for uri, sha256 in sorted(clip.get("assets", {}).items()):
                lines.append(f"assets.{_text(uri)} = {_text(sha256)}")
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
