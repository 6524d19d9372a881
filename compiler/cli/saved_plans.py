"""Plans that ``scenec plan -o`` saved: read again, and compared with what the script has become."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from compiler.cli import exit_codes
from compiler.cli.errors import CommandError
from compiler.cli.scripts import ScriptOptions

#: What else a plan has beside its clips: each key, what it holds, and what stands for one that is not there.
_FORMS: tuple[tuple[str, type | tuple[type, ...], Any], ...] = (
    ("source", str, None),
    ("target", str, None),
    ("script", str, ""),
    ("target_file", str, ""),
    ("templates", str, ""),
    ("values", dict, {}),
    ("row", (dict, type(None)), None),
    ("retakes", list, []),
)


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """What a saved plan holds of one film. ``row`` names the row of ``--each`` that it is for."""

    path: str
    content: Mapping[str, Any]

    @property
    def row(self) -> str | None:
        """The name of the table's row, None where there was no table."""
        row = self.content.get("row")
        return str(row.get("name") or row.get("number")) if isinstance(row, dict) else None

    @property
    def script(self) -> str:
        """The path of the script that the plan was made for. Raises CommandError (exit 4) where it is gone."""
        from compiler.driver.inputs import STANDARD_INPUT

        named = self.content.get("script", self.content["source"])
        if named == STANDARD_INPUT:
            raise CommandError(f"the plan {self.path} was made from standard input, which is gone; plan a file")
        candidates = [Path(self.path).parent / named, Path(self.path).parent / self.content["source"]]
        for candidate in candidates:
            if candidate.is_file():
                return str(candidate)
        raise CommandError(f"the script {named} of the plan {self.path} is gone; plan again", exit_codes.REFUSED)

    def options(self, given: ScriptOptions, *, target_given: bool) -> ScriptOptions:
        """Return the options that the plan was made with, and those that were given beside it: where these make
        another film of it, ``compare`` finds out. Raises CommandError, for another target with exit code 4."""
        if given.table is not None:
            raise CommandError(f"the plan {self.path} has its own rows; give --each to scenec plan")
        target, file = self.content["target"], self.content.get("target_file")
        if target_given and not given.target.endswith(".toml") and given.target != target:
            raise CommandError(
                f"the plan {self.path} is for {target}, not for {given.target}; plan again", exit_codes.REFUSED
            )
        templates = self.content.get("templates")
        folder = Path(self.path).parent
        planned = str(folder / file) if file else target
        return replace(
            given,
            target=given.target if target_given else planned,
            values={**self.content.get("values", {}), **(given.values or {})},
            templates=given.templates or (str(folder / templates) if templates else None),
            draft=given.draft or bool(self.content.get("draft")),
        )

    def compare(self, manifest: Mapping[str, Any]) -> None:
        """Make sure that a manifest is what was planned. Raises CommandError (exit 4) where it is not."""
        planned, now = _facts(self.content["clips"]), _facts(manifest["clips"])
        changed = [name for name in {**planned, **now} if planned.get(name) != now.get(name)]
        if changed:
            raise CommandError(
                f"the plan {self.path} is stale: script, assets or target changed in {', '.join(sorted(changed))}; "
                "plan again",
                exit_codes.REFUSED,
            )

    @property
    def retakes(self) -> dict[str, int]:
        """The takes that the plan asks for by ``--retake``, by clip. Raises CommandError where one is no number."""
        wanted = self.content.get("retakes", [])
        takes = {clip["id"]: clip.get("take") for clip in self.content["clips"] if clip["id"] in wanted}
        if not all(isinstance(take, int) and take > 0 for take in takes.values()):
            raise CommandError(f"{self.path} is no plan: it names no take to make; scenec plan -o writes one")
        return takes

    def counts_on(self, clip: str) -> bool:
        """Tell whether the plan takes a clip for there already."""
        return any(one["id"] == clip and one.get("state") == "cached" for one in self.content["clips"])


def read_plans(path: str) -> list[SavedPlan] | None:
    """Return the plans of a file, one a film; None where its name or its text is a script's. Raises CommandError."""
    if not path.endswith(".json") and not _is_json(path):
        return None
    try:
        content = json.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise CommandError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
    except ValueError as error:
        raise CommandError(f"{path} is no plan: {error}; scenec plan -o writes one") from None
    plans = content if isinstance(content, list) else [content]
    try:
        for plan in plans:
            _facts(plan["clips"])
            for key, kind, default in _FORMS:
                if not isinstance(plan.get(key, default), kind):
                    raise TypeError
            if not all(isinstance(text, str) for pair in plan.get("values", {}).items() for text in pair):
                raise TypeError
    except (KeyError, TypeError, AttributeError):
        raise CommandError(f"{path} is no plan; scenec plan -o writes one") from None
    if not plans:
        raise CommandError(f"{path} plans no film; scenec plan -o writes one that does")
    return [SavedPlan(path, plan) for plan in plans]


def _is_json(path: str) -> bool:
    if path == "-" or path.endswith(".scene"):
        return False
    try:
        text = Path(path).read_text("utf-8")
        return text.lstrip()[:1] in {"{", "["} and json.loads(text) is not None
    except (OSError, ValueError):
        return False


def plan_links(place: Path, script: str, options: ScriptOptions) -> dict[str, Any]:
    """Return what a plan that is saved at ``place`` needs to be rendered: where script and templates lie from there,
    and the options that made it."""
    links: dict[str, Any] = {} if script == "-" else {"script": _from(place, script)}
    if options.target.endswith(".toml"):
        links["target_file"] = _from(place, options.target)
    if options.templates is not None:
        links["templates"] = _from(place, options.templates)
    if options.draft:
        links["draft"] = True
    return links


def _from(place: Path, path: str) -> str:
    return Path(os.path.relpath(Path(path).resolve(), place.resolve().parent)).as_posix()


def _facts(clips: Any) -> dict[str, tuple[Any, ...]]:
    """Return what must not change between a plan and its render, by clip: what is asked for and what it costs."""
    return {clip["id"]: (clip["digest"], clip["cost"]["amount"], clip["cost"]["currency"]) for clip in clips}
