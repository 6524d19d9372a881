"""A short storm. ``python -m benchmarks.storm`` is the long one."""

from __future__ import annotations

from benchmarks.storm import storm


def test_a_storm_costs_one_bill_a_clip_within_the_vendors_limits() -> None:
    figures = storm(24, 8, 30.0, "1200/min")
    assert figures["state"] == "done", figures
    assert figures["bills"] == 24, figures
    assert figures["paid twice"] == 0, figures
    for name in ("in flight", "most in a rate window"):
        most, _, limit = figures[name].partition(" of ")
        assert 0 < int(most) <= int(limit), figures
    assert sum(figures["rejected"].values()) > 0, figures
    assert figures["callbacks"] > 0, figures
