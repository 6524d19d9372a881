"""From a manifest to what the ledger holds: identity, take, name and needs of every clip."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from compiler.runner.dialects import dialect

_CONTINUES = "clip:"


class ManifestError(Exception):
    """A manifest cannot be rendered; the message says what is wrong with it."""


class KnownAs(NamedTuple):
    """A clip as those that continue it know it."""

    digest: str
    identity: str
    take: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """One clip of a run, ready for the ledger. ``frames`` are the last frames that its payload needs: identity and
    take by address; ``assets`` the SHA-256 by address."""

    clip: str
    position: int
    heading: str
    file: str
    line: int
    digest: str
    identity: str
    take: int
    needs: tuple[str, ...]
    request: dict[str, Any]
    assets: dict[str, str]
    frames: dict[str, tuple[str, int]]
    seconds: float
    amount: float
    currency: str
    expected: dict[str, Any]

    @property
    def known_as(self) -> KnownAs:
        """What a clip that continues this one must know of it."""
        return KnownAs(self.digest, self.identity, self.take)


@dataclass(frozen=True, slots=True)
class Film:
    """What a manifest asks for as a whole."""

    title: str
    target: str
    clips: tuple[Wanted, ...]
    manifest: Mapping[str, Any] = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """A hash that two renders share when they want the same clips in the same order."""
        words = [[clip.clip, clip.identity, clip.take] for clip in self.clips]
        return hashlib.sha256(json.dumps([self.target, words]).encode()).hexdigest()


def prepare(manifest: Mapping[str, Any], takes: Mapping[str, int] | None = None) -> Film:
    """Read a manifest. ``takes`` chooses takes by clip id, 1 where it says nothing. Raises ManifestError."""
    takes = takes or {}
    done: dict[str, Wanted] = {}
    try:
        for position, clip in enumerate(manifest["clips"]):
            done[clip["id"]] = _wanted(manifest, clip, position, takes.get(clip["id"], 1), done)
        if not done:
            raise ManifestError("there is no clip to render: the script has no shot")
        return Film(manifest["film"], manifest["target"], tuple(done.values()), manifest)
    except (KeyError, TypeError, IndexError) as error:
        raise ManifestError(
            f"this is no manifest that can be rendered: {error} is missing or of another form"
        ) from None


def external_id(provider: str, identity: str, take: int, attempt: int) -> str:
    """Return the name under which a submission is known to the vendor, the same on every machine."""
    words = "\n".join((provider, identity, str(take), *([str(attempt)] if attempt > 1 else [])))
    return f"scenec-{hashlib.sha256(words.encode()).hexdigest()[:40]}"


def _wanted(
    manifest: Mapping[str, Any], clip: Mapping[str, Any], position: int, take: int, done: Mapping[str, Wanted]
) -> Wanted:
    needs = tuple(clip["depends_on"])
    for need in needs:
        if need not in done:
            raise ManifestError(f"clip {clip['id']} continues {need}, which does not come before it")
    request = dict(clip["request"])
    frames = {
        address: (done[need].identity, done[need].take)
        for address in _addresses(request["body"])
        if (need := address.removeprefix(_CONTINUES).partition("#")[0]) in done
    }
    source = clip["shots"][0]["source"] if clip["shots"] else {"file": manifest.get("source", ""), "line": 1}
    cost = clip["cost"]
    return Wanted(
        clip=clip["id"],
        position=position,
        heading=clip.get("heading") or "",
        file=source["file"],
        line=source["line"],
        digest=clip["digest"],
        identity=identity_of(clip["id"], clip["digest"], [done[need].known_as for need in needs]),
        take=take,
        needs=needs,
        request=seeded(manifest["target"], request, take),
        assets={asset["uri"]: asset["sha256"] for asset in clip["assets"] if asset["uri"].startswith("file:")},
        frames=frames,
        seconds=float(clip["duration"]),
        amount=float(cost["amount"]),
        currency=cost["currency"],
        expected={
            "seconds": clip["duration"],
            "size": _size(manifest, request["body"]),
            "audio": _sound(request["body"]),
        },
    )


def identity_of(name: str, digest: str, needs: Sequence[KnownAs]) -> str:
    """Return what a clip is known by in the cache: its digest, which names the clips that it continues by theirs. Where
    one of these is shown in another take than its first, the clip is another one too. Raises ManifestError."""
    if not digest.startswith("sha256:"):
        raise ManifestError(f"clip {name}: the digest {digest!r} is not of the form sha256:…")
    if all(need.take == 1 and need.identity == need.digest for need in needs):
        return digest
    words = "\n".join((digest, *(f"{need.identity}/{need.take}" for need in needs)))
    return f"sha256:{hashlib.sha256(words.encode()).hexdigest()}"


def _addresses(body: Any) -> list[str]:
    if isinstance(body, dict):
        return [address for value in body.values() for address in _addresses(value)]
    if isinstance(body, list):
        return [address for value in body for address in _addresses(value)]
    return [body] if isinstance(body, str) and body.startswith(_CONTINUES) and "#" in body else []


def seeded(target: str, request: dict[str, Any], take: int) -> dict[str, Any]:
    """Give every take after the first a seed of its own, drawn from the script's seed and the take's number."""
    body = request["body"]
    if take == 1 or not dialect(target).seeds:
        return request
    words = f"{body.get('seed', '')}/{take}".encode()
    return {**request, "body": {**body, "seed": int.from_bytes(hashlib.sha256(words).digest()[:4], "big")}}


def _size(manifest: Mapping[str, Any], body: Mapping[str, Any]) -> list[int] | None:
    """Return the width and height that a payload asks for, else the film's."""
    width, _, height = str(body.get("resolution", "")).partition("x")
    if width.isdigit() and height.isdigit():
        return [int(width), int(height)]
    film = manifest.get("resolution")
    return list(film) if film else None


def _sound(body: Mapping[str, Any]) -> bool | None:
    value = body.get("motion_has_audio")
    return value if isinstance(value, bool) else None
