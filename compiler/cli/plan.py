"""``scenec plan``: what a render would do and cost, clip by clip."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.errors import CommandError
from compiler.cli.files import write_file
from compiler.cli.forecast import forecast
from compiler.cli.saved_plans import plan_links
from compiler.cli.scripts import ScriptOptions, inputs_refused, jobs, report
from compiler.cli.tables import number, table

if TYPE_CHECKING:
    from compiler.driver import Compilation

SCRIPTS = (".scene",)


@click.command("plan", short_help="Tell what a render would do and cost.")
@click.argument("path", metavar="FILE")
@click.option("-o", "--output", "output", metavar="PLAN", help="Save the plan as JSON in this file.")
@click.option("--provider", metavar="NAME", help="Look at what this provider has made; by default the configured one.")
@click.option(
    "--retake", "retakes", multiple=True, metavar="CLIP", help="Plan another take of this clip; may be repeated."
)
@click.option("--draft", is_flag=True, help="Plan a draft: standard mode, whatever the script says.")
@params.as_json
@params.diagnostics_format
@params.script_options
@params.common
@pass_console
def command(
    console: Console,
    path: str,
    output: str | None,
    provider: str | None,
    retakes: tuple[str, ...],
    draft: bool,
    as_json: bool,
    format_name: str,
    options: ScriptOptions,
) -> int:
    """Tell what a render of the script FILE would do: each clip, its seconds and its price. Nothing is sent."""
    place = _place(output, path) if output is not None else None
    options = replace(options, draft=draft)
    compiled = jobs(path, options)
    if report(console, compiled, format_name, options.strict):
        return exit_codes.SCRIPT
    with inputs_refused():
        plans = [plan(job.compilation, provider, retakes) for job in compiled]
    for job, one in zip(compiled, plans, strict=True):
        one["values"] = dict(job.compilation.options.values)
        one.update(plan_links(place or Path("plan.json"), path, options))
        if retakes:
            one["retakes"] = list(dict.fromkeys(retakes))
        if job.row is not None:
            one["row"] = {"number": job.row.number, "name": job.row.name, "values": job.row.values}
    content = plans[0] if compiled[0].row is None else plans
    if place is not None:
        write_file(place, [json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"])
        console.report(f"saved the plan to {output}")
    if as_json:
        console.result(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    elif place is None:
        console.result("\n".join(as_text(one) for one in plans))
    return exit_codes.DONE


def _place(output: str, script: str) -> Path:
    """Return where a plan is written, which is never over its own script. Raises CommandError."""
    place = Path(output)
    if place.suffix.lower() in SCRIPTS or (script != "-" and place.resolve() == Path(script).resolve()):
        raise CommandError(f"cannot write {output}: a script has that name; name a plan, such as plan.json")
    return place


def plan(compilation: Compilation, provider: str | None = None, retakes: Sequence[str] = ()) -> dict[str, Any]:
    """Return a film's plan: its clips in order, each with its state, take, seconds and price, and the sums. Clips among
    ``retakes`` have another take than the film shows now.

    ``state`` is ``new`` for a clip that has to be generated, ``changed`` where the film's last run had another in its
    place, ``cached`` for one that is there, ``under way`` for one that is paid for and ``unknown`` for one that may be.
    ``refused`` says why a render would refuse the price, where it would.
    Raises ScriptError where the script has errors.
    """
    manifest = json.loads(compilation.manifest_json())
    clips = [
        {
            "id": clip["id"],
            "state": "new",
            "take": 1,
            "scene": clip["scene"],
            "heading": clip["heading"],
            "shots": len(clip["shots"]),
            "duration": clip["duration"],
            "depends_on": clip["depends_on"],
            "digest": clip["digest"],
            "cost": clip["cost"],
        }
        for clip in manifest["clips"]
    ]
    content: dict[str, Any] = {
        "scenec": manifest["scenec"],
        "film": manifest["film"],
        "target": manifest["target"],
        "source": manifest["source"],
        "duration": manifest["duration"],
        "clips": clips,
    }
    forecast(content, manifest, compilation, provider, retakes)
    last = content.pop("last_run", None)
    refused = content.pop("refused", None)
    content["total"] = total(clips)
    if refused is not None:
        content["refused"] = refused
    if last is not None:
        content["last_run"] = last
    return content


def total(clips: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the sums of the clips that have to be generated: how many, seconds and price."""
    new = [clip for clip in clips if clip["state"] in {"new", "changed"}]
    return {
        "clips": len(new),
        "seconds": sum(clip["duration"] for clip in new),
        "amount": round(sum(clip["cost"]["amount"] for clip in new), 6),
        "currency": next((clip["cost"]["currency"] for clip in clips), "units"),
    }


def as_text(content: dict[str, Any]) -> str:
    """Return a plan as a table for people."""
    rows = [
        [
            clip["id"],
            clip["state"]
            + (f", take {clip['take']}" if clip["take"] > 1 and clip["state"] != "cached" else "")
            + (f", after {', '.join(clip['depends_on'])}" if clip["depends_on"] else ""),
            clip["heading"] or "",
            str(clip["shots"]),
            f"{number(clip['duration'])} s",
            f"{number(clip['cost']['amount'])} {clip['cost']['currency']}",
        ]
        for clip in content["clips"]
    ]
    sums = content["total"]
    count = f"{sums['clips']} clip{'' if sums['clips'] == 1 else 's'}"
    rows.append(
        ["total", count, "", "", f"{number(sums['seconds'])} s", f"{number(sums['amount'])} {sums['currency']}"]
    )
    title = f"{content['film'] or content['source']} for {content['target']}"
    found = table(["clip", "state", "scene", "shots", "length", "price"], rows, right=frozenset({3, 4, 5}))
    refused = f"\nscenec render refuses it: {content['refused']}\n" if "refused" in content else ""
    return f"{title}\n\n{found}{_compared(content)}{refused}"


def _compared(content: dict[str, Any]) -> str:
    last = content.get("last_run")
    if last is None:
        return ""
    currency, difference = content["total"]["currency"], last["difference"]
    gone = f"; no longer in the film: {', '.join(last['gone'])}" if last["gone"] else ""
    if not difference:
        return f"\nthe whole film is priced as in run {last['run']}{gone}\n"
    direction = "more" if difference > 0 else "less"
    price = f"{number(abs(difference))} {currency} {direction} than in run {last['run']}"
    return f"\nthe whole film is priced {price}{gone}\n"
