from __future__ import annotations

from pathlib import Path

import pytest

from compiler.film.target import TargetError
from compiler.targets import get_target, target_names
from tests.targets.harness import small


def test_guidances_is_a_target() -> None:
    assert "guidances" in target_names()
    target = get_target("guidances")
    limits = target.limits
    assert (limits.shots, limits.clip_min, limits.clip_max, limits.shot_min, limits.step) == (
        6,
        3000,
        15000,
        1000,
        1000,
    )
    assert (limits.prompt, limits.single_prompt, limits.negative) == (512, 2500, 2500)
    assert (limits.references_clip, limits.image_side, limits.image_ratio) == (4, 300, 2.5)
    assert limits.image_bytes == 10 * 1024 * 1024
    assert dict(target.pricing.rates) == {"standard": 1.0, "professional": 2.75}
    assert target.sizes["9:16"]["1080p"] == (1080, 1920)
    assert (target.method, target.path, target.model) == ("POST", "/v3/video/text-to-video", "kling-v3")


def test_every_target_can_be_had_by_its_name() -> None:
    for name in target_names():
        assert get_target(name).name == name


@pytest.mark.parametrize("name", ["kling", "", "../guidances", "Guidances"])
def test_an_unknown_target_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(TargetError, match="guidances"):
        get_target(name)


def test_a_target_from_a_file(tmp_path: Path) -> None:
    target = get_target(small(tmp_path))
    assert (target.name, target.version, target.limits.shots, target.limits.clip_max) == ("small", "7", 2, 10_000)
    assert "audio" not in target.features | target.ignored


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("shots = 2", "", r"small.toml: \[limits\] shots is missing"),
        ("shots = 2", "shots = '2'", r"\[limits\] shots must be a int|must be an int"),
        ("shots = 2", "shots = -1", r"\[limits\] shots must be 0 or more"),
        ("shots = 2", "shots = 2\nfps = 24", r"\[limits\] fps is not known here"),
        ("[4, 10]", "[10, 4]", r"clip_seconds"),
        ("[4, 10]", "[10]", r"clip_seconds"),
        ('"seed", ', '"sede", ', "does not know sede"),
        ('"seed", ', '"first", ', "first is among the features too"),
        ('dialect = "guidances"', 'dialect = "smoke"', "dialect is “smoke”; there is guidances"),
        ("standard = 0.1", "standard = -1", r"\[pricing.rates\] standard must be a number, 0 or more"),
        ("standard = 0.1", "", r"\[pricing\] rates needs a number"),
        ("[1280, 720]", "[1280]", r"width and height"),
        ("[pricing]", "[pricing", "not TOML"),
    ],
)
def test_a_broken_target_file_is_refused_by_field(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(TargetError, match=message):
        get_target(small(tmp_path, {old: new}))


def test_a_target_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"gone\.toml: no such file"):
        get_target(str(tmp_path / "gone.toml"))


def test_prices_can_be_overridden() -> None:
    target = get_target("guidances", pricing={"currency": "EUR", "rates": {"standard": 0.084}})
    assert dict(target.pricing.rates) == {"standard": 0.084, "professional": 2.75}
    assert target.pricing.currency == "EUR"
    assert get_target("guidances").pricing.currency == "units"


@pytest.mark.parametrize(
    ("pricing", "message"),
    [
        ({"rate": 2}, "rate is not known here"),
        ({"rates": {"standard": "2"}}, "standard must be a number"),
        ({"rates": {"draft": 2}}, "draft is not known here"),
        ({"storage_per_gb": -1}, "storage_per_gb must be a number"),
    ],
)
def test_a_wrong_price_is_refused(pricing: dict[str, object], message: str) -> None:
    with pytest.raises(TargetError, match=message):
        get_target("guidances", pricing=pricing)
