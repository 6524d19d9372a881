"""How much a render may spend: ``--max-cost``, ``scenec.toml`` and the script's own budget, for all its films."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from compiler.cli import exit_codes
from compiler.cli.errors import CommandError

if TYPE_CHECKING:
    from compiler.runner.reuse import PlannedClip
    from compiler.settings import Settings


@dataclass(frozen=True, slots=True)
class Purse:
    """What one provider's prices are measured against. ``free`` is true where nothing is billed at all, ``rehearsal``
    where the bills are a stand-in's: its units then count as whatever a budget is given in."""

    settings: Settings
    max_cost: float | None
    currency: str
    free: bool = False
    rehearsal: bool = False


def prices(plans: Sequence[Sequence[PlannedClip]]) -> list[float]:
    """Return what each film of a render costs; a clip that several films have is paid for by the first."""
    seen: set[tuple[str, int]] = set()
    found: list[float] = []
    for plan in plans:
        fresh = [one for one in plan if (one.clip.identity, one.clip.take) not in seen]
        found.append(sum(one.amount for one in fresh))
        seen |= {(one.clip.identity, one.clip.take) for one in plan}
    return found


def limits(purse: Purse, films: Sequence[tuple[Mapping[str, Any], float]]) -> tuple[list[float | None], list[str]]:
    """Return the most that each film may spend, and notes on budgets that cannot be compared.

    ``films`` are manifests and prices. ``--max-cost`` and ``scenec.toml`` hold for all films of the command together,
    a script's budget for its film. Raises CommandError (exit 4) where the prices alone pass a limit, and for a budget
    in another currency where money is at stake and nothing else limits it.
    """
    notes: list[str] = []
    given = purse.max_cost if purse.max_cost is not None else purse.settings.render.max_cost
    budget = purse.settings.budget
    known = given is not None
    whole = [given] if given is not None else []
    if budget is not None:
        whole += _compared(purse, "[budget] in scenec.toml", budget.amount, budget.currency, notes, known=known)
    total = sum(price for _, price in films)
    most = min(whole) if whole else None
    if most is not None and total > most + 1e-9:
        raise CommandError(_over(total, most, purse.currency), exit_codes.REFUSED)
    found: list[float | None] = []
    for manifest, price in films:
        mine = [most - (total - price)] if most is not None else []
        own = manifest.get("budget")
        if own:
            mine += _compared(purse, "the script's budget", own["amount"], own["currency"], notes, known=bool(whole))
        found.append(min(mine) if mine else None)
        if mine and price > min(mine) + 1e-9:
            raise CommandError(_over(price, min(mine), purse.currency), exit_codes.REFUSED)
    return found, list(dict.fromkeys(notes))


def _compared(
    purse: Purse, name: str, amount: float, currency: str | None, notes: list[str], *, known: bool
) -> list[float]:
    if currency is None or currency.casefold() == purse.currency.casefold():
        return [amount]
    if purse.rehearsal and not purse.free:
        notes.append(f"note: {name} is in {currency}; the sandbox's {purse.currency} count as {currency}")
        return [amount]
    if purse.free or known:
        notes.append(f"note: {name} is in {currency} and the prices are in {purse.currency}; it is not compared")
        return []
    raise CommandError(
        f"{name} is in {currency} and the prices are in {purse.currency}: give --max-cost in {purse.currency}",
        exit_codes.REFUSED,
    )


def _over(price: float, limit: float, currency: str) -> str:
    return (
        f"this render costs {price:g} {currency}; the limit is {limit:g} {currency}: raise it (--max-cost, max_cost or "
        "[budget] in scenec.toml, the script's budget), or render less; nothing was sent"
    )
