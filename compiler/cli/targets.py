"""``scenec targets``: what can be compiled for, with limits and prices."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.tables import number, table

if TYPE_CHECKING:
    from compiler.targets.registry import FileTarget


@click.command("targets", short_help="List the targets with their limits and prices.")
@params.as_json
@params.common
@pass_console
def command(console: Console, as_json: bool) -> int:
    """List the targets: what a clip may hold, what they can do, and what a second costs."""
    from compiler.targets import get_target, target_names

    targets = [get_target(name) for name in target_names()]
    if as_json:
        console.result(json.dumps([_content(one) for one in targets], ensure_ascii=False, indent=2) + "\n")
    else:
        rows = [_row(one) for one in targets]
        console.result(table(["target", "model", "clip", "shots", "shot", "prompt", "images", "price a second"], rows))
        for one in targets:
            ignored = f"; ignores {', '.join(sorted(one.ignored))}" if one.ignored else ""
            console.result(f"\n{one.name} does {', '.join(sorted(one.features))}{ignored}\n")
    return exit_codes.DONE


def _content(target: FileTarget) -> dict[str, Any]:
    limits = asdict(target.limits)
    # Durations are milliseconds inside and seconds outside.
    for name in ("clip_min", "clip_max", "shot_min", "step"):
        limits[name] = limits[name] / 1000
    return {
        "name": target.name,
        "version": target.version,
        "model": target.model,
        "limits": limits,
        "features": sorted(target.features),
        "ignored": sorted(target.ignored),
        "pricing": {
            "currency": target.pricing.currency,
            "rates": dict(target.pricing.rates),
            "storage_per_gb": target.pricing.storage_per_gb,
            "bandwidth_per_gb": target.pricing.bandwidth_per_gb,
        },
        "sizes": {aspect: {name: list(size) for name, size in sizes.items()} for aspect, sizes in target.sizes.items()},
    }


def _row(target: FileTarget) -> list[str]:
    limits = target.limits
    rates = ", ".join(f"{number(rate)} {target.pricing.currency} {mode}" for mode, rate in target.pricing.rates.items())
    return [
        target.name,
        target.model,
        f"{number(limits.clip_min / 1000)}–{number(limits.clip_max / 1000)} s",
        f"up to {limits.shots}",
        f"{number(limits.shot_min / 1000)} s or more, steps of {number(limits.step / 1000)} s",
        f"{limits.prompt} characters",
        f"up to {limits.references_clip}",
        rates,
    ]
