from __future__ import annotations

from pathlib import Path

import pytest

from tests.targets.harness import project

SCRIPT = "{header}\n[scene: One]\n[shot: wide, 7s]\nRain.\n"


@pytest.mark.parametrize(
    ("header", "pricing", "rate", "amount"),
    [
        ("", {}, 1.0, 7.0),
        ("[mode: professional]", {}, 2.75, 19.25),
        ("[mode: professional]", {"rates": {"professional": 3}}, 3.0, 21.0),
        ("", {"rates": {"professional": 3}}, 1.0, 7.0),
        # 7 s of 720p weigh 70 Mbit: 0.00875 GB.
        ("", {"storage_per_gb": 2.0, "bandwidth_per_gb": 6.0}, 1.0, 7.07),
        ("[resolution: 1080p]", {"storage_per_gb": 2.0, "bandwidth_per_gb": 6.0}, 1.0, 7.14),
        ("", {"rates": {"standard": 0.1}, "currency": "USD"}, 0.1, 0.7),
    ],
)
def test_cost(tmp_path: Path, header: str, pricing: dict[str, object], rate: float, amount: float) -> None:
    (clip,) = project(tmp_path, SCRIPT.format(header=header), pricing=pricing).film.clips
    assert clip.cost is not None
    assert (clip.cost.seconds, clip.cost.rate, clip.cost.amount) == (7, rate, amount)
    assert clip.cost.currency == pricing.get("currency", "units")
