"""What a compilation is told from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compiler.film.target import Target


@dataclass(frozen=True)
class Options:
    """Options of one compilation.

    ``target`` is a target's name, the path of a target's TOML file, or a target. ``values`` are parameters
    (``--set``). ``strict`` takes warnings for errors. ``templates`` is a folder with the user's own templates.
    ``pricing`` overrides the target's prices (``[targets.NAME.pricing]`` of ``scenec.toml``), ``cuts`` pins where
    ``split: auto`` cuts a scene and ``former_shots`` names the shots that it counts, as ``compiler.passes.base.World``
    says. With ``draft`` every clip is in standard mode.
    """

    target: str | Target = "guidances"
    values: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    templates: Path | None = None
    pricing: Mapping[str, Any] = field(default_factory=dict)
    cuts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    former_shots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    draft: bool = False
