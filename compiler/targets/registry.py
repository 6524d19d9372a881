"""Finding a target by its name, and what a target is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from compiler import resources
from compiler.film.target import Limits, Pricing, TargetError
from compiler.targets.bound import Bound, at_most, read_bound
from compiler.targets.data import TargetData, override_pricing, read_target

if TYPE_CHECKING:
    from compiler.film.model import Clip, Film
    from compiler.targets.wording import Wording

_FOLDER = Path(__file__).resolve().parent


class Lowering(Protocol):
    """What a dialect's ``lowering`` module has: a clip in, its payload out, keys in wire order."""

    def lower(self, target: FileTarget, film: Film, clip: Clip) -> dict[str, Any]:
        """Return the clip's payload."""
        ...


@dataclass(eq=False)
class FileTarget:
    """A target read from a TOML file; implements ``compiler.film.target.Target``.

    ``templates`` is a folder with the user's own templates, asked before the target's. ``pricing`` is the file's with
    the project's overrides.
    """

    data: TargetData
    pricing: Pricing
    templates: Path | None = None
    name: str = field(init=False)
    version: str = field(init=False)
    model: str = field(init=False)
    method: str = field(init=False)
    path: str = field(init=False)
    limits: Limits = field(init=False)
    features: frozenset[str] = field(init=False)
    ignored: frozenset[str] = field(init=False)
    sizes: Mapping[str, Mapping[str, tuple[int, int]]] = field(init=False)

    def __post_init__(self) -> None:
        for name in ("name", "version", "model", "method", "path", "limits", "features", "ignored", "sizes"):
            setattr(self, name, getattr(self.data, name))

    @cached_property
    def wording(self) -> Wording:
        """The templates, made ready when the first prompt is worded."""
        from compiler.targets.wording import Wording

        stock = resources.folder("templates")
        return Wording(self.templates, [self.data.folder, stock / self.name, stock / self.data.dialect], self.name)

    def write_prompt(self, parts: Mapping[str, Any], language: str) -> str:
        """Word one shot's prompt. Raises TargetError where a template fails."""
        return self.wording.write(parts, language)

    def prompt_bound(self, parts: Mapping[str, Any]) -> int | None:
        """Return a length that the prompt of ``parts`` does not pass, None where only wording it can tell."""
        return at_most(parts, self._bound) if self._bound is not None else None

    @cached_property
    def _bound(self) -> Bound | None:
        """What the stock template adds at most; None for a template that is not the stock's."""
        folders = [self.data.folder, resources.folder("templates") / self.name]
        stock = resources.folder("templates") / self.data.dialect
        if self.templates is not None or any(folder != stock and _has_templates(folder) for folder in folders):
            return None
        return read_bound(stock)

    def lower(self, film: Film, clip: Clip) -> dict[str, Any]:
        """Return the clip's payload, keys in wire order."""
        return self._dialect.lower(self, film, clip)

    @cached_property
    def _dialect(self) -> Lowering:
        return cast(Lowering, import_module(f"compiler.targets.{self.data.dialect}.lowering"))


def _has_templates(folder: Path) -> bool:
    return any((folder / name).exists() for name in ("prompt.j2", "labels.toml"))


def dialects() -> list[str]:
    """Return the dialects that there are: the folders here that can lower a clip."""
    return sorted(place.parent.name for place in _FOLDER.glob("*/lowering.py"))


@cache
def _files() -> dict[str, Path]:
    return {read_target(file).name: file for file in sorted(_FOLDER.glob("*/*.toml"))}


def target_names() -> list[str]:
    """Return the names of all targets, sorted."""
    return sorted(_files())


@cache
def _read(file: Path) -> TargetData:
    return read_target(file)


def get_target(name: str, *, pricing: Mapping[str, Any] | None = None, templates: Path | None = None) -> FileTarget:
    """Return a target by its name or, for a name that ends in ``.toml``, read from that file.

    ``pricing`` replaces prices of the target's own table. ``templates`` is a folder with ``prompt.j2`` or
    ``labels.toml``. Raises TargetError.
    """
    file = Path(name) if name.endswith(".toml") else _FOLDER / name / "target.toml"
    if not file.is_file() and not name.endswith(".toml"):
        known = _files()
        if name not in known:
            raise TargetError(f"no target “{name}”; there is {', '.join(sorted(known))}, or give a target's .toml file")
        file = known[name]
    data = _read(file) if file.is_relative_to(_FOLDER) else read_target(file)
    if data.dialect not in dialects():
        raise TargetError(f"{file.name}: dialect is “{data.dialect}”; there is {', '.join(dialects())}")
    if templates is not None and not templates.is_dir():
        raise TargetError(f"{templates}: no such folder; --templates takes one with a prompt.j2 or a labels.toml in it")
    return FileTarget(data, override_pricing(f"prices of {data.name}", data.pricing, pricing or {}), templates)
