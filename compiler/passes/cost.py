"""Prices every clip by the target's table."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics.model import Diagnostic
from compiler.film.inherited import mode_of, resolution_of
from compiler.film.model import Clip, Cost, Film, seconds
from compiler.film.target import Pricing
from compiler.passes.base import Pass, World


def price(film: Film, clip: Clip, pricing: Pricing) -> Cost:
    """Return what a clip costs: its seconds by the rate of its mode, and storage and transfer where a GB has a price.

    A mode without a rate costs what the first listed one does.
    """
    rates = pricing.rates
    rate = rates.get(mode_of(film, clip.scene), next(iter(rates.values()), 0.0))
    length = seconds(clip.duration)
    gigabytes = length * pricing.megabits.get(resolution_of(film, clip.scene), 0.0) / 8000
    amount = length * rate + gigabytes * (pricing.storage_per_gb + pricing.bandwidth_per_gb)
    return Cost(seconds=length, rate=rate, amount=round(amount, 6), currency=pricing.currency)


def _run(film: Film, world: World) -> Iterator[Diagnostic]:
    for clip in film.clips:
        clip.cost = price(film, clip, world.target.pricing)
    return iter(())


PASS = Pass("cost", _run, needs=("splitting",), writes=("clip.cost",))
