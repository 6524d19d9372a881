"""Reading a target's TOML file: every field is checked, and a wrong one is named with its file."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from compiler.film.target import FEATURES, Limits, Pricing, TargetError

T = TypeVar("T")

MODES = ("standard", "professional")
ASPECTS = ("16:9", "9:16", "1:1")
RESOLUTIONS = ("720p", "1080p")


@dataclass(frozen=True, slots=True)
class TargetData:
    """A target's file as values. ``dialect`` names the module that lowers clips, ``folder`` is where the file lies."""

    name: str
    version: str
    model: str
    dialect: str
    method: str
    path: str
    limits: Limits
    features: frozenset[str]
    ignored: frozenset[str]
    pricing: Pricing
    sizes: Mapping[str, Mapping[str, tuple[int, int]]]
    folder: Path


def read_target(file: Path) -> TargetData:
    """Read a target's file. Raises TargetError."""
    try:
        with file.open("rb") as stream:
            content = tomllib.load(stream)
    except OSError as error:
        raise TargetError(
            f"{file.name}: {(error.strerror or 'cannot be read').lower()}; name a target's file"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TargetError(f"{file.name}: not TOML: {error}") from error
    top = _Table(file.name, "", content)
    features, ignored = top.features("features"), top.features("ignored")
    if both := features & ignored:
        top.refuse("ignored", f"{', '.join(sorted(both))} is among the features too")
    data = TargetData(
        name=top.take("name", str),
        version=top.take("version", str),
        model=top.take("model", str),
        dialect=top.take("dialect", str),
        method=top.take("method", str),
        path=top.take("path", str),
        limits=_limits(top.table("limits")),
        features=features,
        ignored=ignored,
        pricing=read_pricing(top.table("pricing"), None),
        sizes=_sizes(top.table("sizes")),
        folder=file.parent,
    )
    top.done()
    return data


def override_pricing(source: str, base: Pricing, changes: Mapping[str, Any]) -> Pricing:
    """Return ``base`` with what ``changes`` names put in its place. Raises TargetError, naming ``source``."""
    return read_pricing(_Table(source, "pricing", dict(changes)), base) if changes else base


def read_pricing(table: _Table, base: Pricing | None) -> Pricing:
    """Read a pricing table; what it does not name is taken from ``base``."""
    rates = dict(base.rates) if base else {}
    rates |= table.numbers("rates", MODES, required=base is None)
    megabits = dict(base.megabits) if base else {}
    megabits |= table.numbers("megabits", RESOLUTIONS, required=False)
    pricing = Pricing(
        currency=table.take("currency", str, base.currency if base else None),
        rates=rates,
        storage_per_gb=table.number("storage_per_gb", base.storage_per_gb if base else 0.0),
        bandwidth_per_gb=table.number("bandwidth_per_gb", base.bandwidth_per_gb if base else 0.0),
        megabits=megabits,
    )
    table.done()
    return pricing


def _limits(table: _Table) -> Limits:
    clip = table.take("clip_seconds", list)
    if len(clip) != 2 or not all(isinstance(number, int | float) and number > 0 for number in clip):
        table.refuse("clip_seconds", "two numbers are needed: the shortest and the longest clip")
    whole: Callable[[str], int] = table.whole
    limits = Limits(
        shots=whole("shots"),
        clip_min=round(clip[0] * 1000),
        clip_max=round(clip[1] * 1000),
        shot_min=round(table.number("shot_seconds") * 1000),
        step=round(table.number("step_seconds") * 1000),
        prompt=whole("prompt"),
        single_prompt=whole("single_prompt"),
        negative=whole("negative"),
        references_clip=whole("references_clip"),
        references_subject=whole("references_subject"),
        videos=whole("videos"),
        image_side=whole("image_side"),
        image_bytes=whole("image_bytes"),
        image_ratio=table.number("image_ratio"),
    )
    if limits.step < 1 or limits.shots < 1 or limits.clip_min > limits.clip_max:
        table.refuse("clip_seconds", "shots and step_seconds must be above 0, and the shortest clip not the longer")
    table.done()
    return limits


def _sizes(table: _Table) -> dict[str, dict[str, tuple[int, int]]]:
    sizes: dict[str, dict[str, tuple[int, int]]] = {}
    for aspect in ASPECTS:
        if aspect not in table.content:
            continue
        entries = table.table(aspect)
        sizes[aspect] = {}
        for resolution in RESOLUTIONS:
            if resolution in entries.content:
                sides = entries.take(resolution, list)
                if len(sides) != 2 or not all(type(side) is int and side > 0 for side in sides):
                    entries.refuse(resolution, "width and height in pixels are needed")
                sizes[aspect][resolution] = (sides[0], sides[1])
        entries.done()
    table.done()
    return sizes


class _Table:
    """One table of the file: values are taken out by name and type, and what is left over is an error."""

    def __init__(self, source: str, name: str, content: dict[str, Any]) -> None:
        self.source = source
        self.name = name
        self.content = content
        self._left = set(content)

    def take(self, key: str, kind: type[T], default: T | None = None) -> T:
        self._left.discard(key)
        value = self.content.get(key, default)
        if value is None:
            self.refuse(key, "is missing")
        if not isinstance(value, kind) or isinstance(value, bool):
            self.refuse(key, f"must be a {kind.__name__}")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        self._left.discard(key)
        value = self.content.get(key, default)
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < float("inf"):
            self.refuse(key, "must be a number, 0 or more")
        return float(value)

    def whole(self, key: str) -> int:
        value = self.take(key, int)
        if value < 0:
            self.refuse(key, "must be 0 or more")
        return value

    def numbers(self, key: str, names: tuple[str, ...], *, required: bool) -> dict[str, float]:
        if key not in self.content and not required:
            return {}
        table = self.table(key)
        found = {name: table.number(name) for name in names if name in table.content}
        table.done()
        if required and not found:
            self.refuse(key, f"needs a number for one of {', '.join(names)}")
        return found

    def features(self, key: str) -> frozenset[str]:
        found = frozenset(str(feature) for feature in self.take(key, list))
        if unknown := found - FEATURES:
            self.refuse(key, f"does not know {', '.join(sorted(unknown))}; there are {', '.join(sorted(FEATURES))}")
        return found

    def table(self, key: str) -> _Table:
        return _Table(self.source, f"{self.name}.{key}" if self.name else key, self.take(key, dict))

    def done(self) -> None:
        if self._left:
            self.refuse(sorted(self._left)[0], "is not known here")

    def refuse(self, key: str, why: str) -> NoReturn:
        where = f"[{self.name}] {key}" if self.name else key
        raise TargetError(f"{self.source}: {where} {why}")
