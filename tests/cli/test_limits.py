"""What a render may spend: by option, by scenec.toml, by the script, and by all films of a command together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from compiler.cli.errors import CommandError
from compiler.cli.limits import Purse, limits
from compiler.settings import Budget, Render, Settings
from tests.cli.conftest import Run
from tests.runner.conftest import ask
from tests.runner.crash import write_project

AD = """\
[film: Ad]
[param: thing = Watch]

[scene: INT. SHOP - DAY]
[lighting: day]

[shot: wide, 4s]
A {thing} on a table.
"""


def purse(
    max_cost: float | None = None, *, toml: float | None = None, budget: Budget | None = None, **kind: Any
) -> Purse:
    return Purse(Settings(render=Render(max_cost=toml), budget=budget), max_cost, "units", **kind)


def film(amount: float | None = None, currency: str = "units") -> dict[str, Any]:
    return {"budget": {"amount": amount, "currency": currency}} if amount is not None else {}


def test_without_a_limit_there_is_none() -> None:
    assert limits(purse(), [(film(), 8.0)]) == ([None], [])


def test_an_option_goes_before_the_file_and_budgets_hold_beside_it() -> None:
    assert limits(purse(20, toml=5), [(film(), 8.0)])[0] == [20]
    assert limits(purse(20, budget=Budget(amount=9)), [(film(), 8.0)])[0] == [9]
    assert limits(purse(20, budget=Budget(amount=12)), [(film(10), 8.0)])[0] == [10]
    for refusing in (purse(20, budget=Budget(amount=7)), purse(7, toml=20), purse(toml=7)):
        with pytest.raises(CommandError, match=r"costs 8 units; the limit is 7 units") as refused:
            limits(refusing, [(film(), 8.0)])
        assert refused.value.exit_code == 4


def test_a_limit_is_for_all_films_of_a_command_and_a_scripts_budget_for_its_own() -> None:
    assert limits(purse(20), [(film(), 8.0), (film(9), 6.0)])[0] == [14, 9]
    with pytest.raises(CommandError, match=r"costs 14 units; the limit is 13 units"):
        limits(purse(13), [(film(), 8.0), (film(), 6.0)])
    with pytest.raises(CommandError, match=r"costs 6 units; the limit is 5 units"):
        limits(purse(), [(film(), 8.0), (film(5), 6.0)])


def test_another_currency_is_compared_by_the_sandbox_alone() -> None:
    with pytest.raises(CommandError, match="give --max-cost in units") as refused:
        limits(purse(), [(film(40, "USD"), 8.0)])
    assert refused.value.exit_code == 4
    assert limits(purse(30), [(film(40, "USD"), 8.0)]) == (
        [30],
        ["note: the script's budget is in USD and the prices are in units; it is not compared"],
    )
    assert limits(purse(free=True, rehearsal=True), [(film(4, "USD"), 8.0)])[0] == [None]
    assert limits(purse(rehearsal=True), [(film(40, "USD"), 8.0)]) == (
        [40],
        ["note: the script's budget is in USD; the sandbox's units count as USD"],
    )
    with pytest.raises(CommandError, match="the limit is 4 units"):
        limits(purse(rehearsal=True), [(film(4, "USD"), 8.0)])


@pytest.mark.parametrize(
    ("toml", "tag", "arguments"),
    [
        ("[budget]\namount = 5\n", "", []),
        ("[render]\nmax_cost = 5\n", "", []),
        ("", "[budget: 5 units]\n", ["--max-cost", "100"]),
        ("", "[budget: 5 USD]\n", []),
        ("", "", ["--max-cost", "5"]),
    ],
)
def test_a_film_over_any_budget_is_refused_before_anything_is_sent(
    tmp_path: Path, scenec: Run, url: str, toml: str, tag: str, arguments: list[str]
) -> None:
    script = write_project(tmp_path, 2)
    script.write_text(tag + script.read_text("utf-8"), "utf-8")
    (tmp_path / "scenec.toml").write_text(toml, "utf-8")
    refused = scenec("render", "crash.scene", *arguments, "--provider-url", url)
    assert refused.returncode == 4, refused.stderr
    assert "costs 6 units; the limit is 5 units" in refused.stderr
    assert ask(url, "stats")["requests"] == 0


def test_a_table_of_films_is_refused_as_one(tmp_path: Path, scenec: Run, url: str) -> None:
    (tmp_path / "ad.scene").write_text(AD, "utf-8")
    (tmp_path / "table.csv").write_text("thing\nWatch\nRing\nShoe\nWatch\n", "utf-8")
    refused = scenec("render", "ad.scene", "--each", "table.csv", "--max-cost", "11", "--provider-url", url)
    assert refused.returncode == 4, refused.stderr
    assert "costs 12 units; the limit is 11 units" in refused.stderr
    assert ask(url, "ledger") == []
    rendered = scenec("render", "ad.scene", "--each", "table.csv", "--max-cost", "12", "--provider-url", url)
    assert rendered.returncode == 0, rendered.stderr
    assert len(ask(url, "ledger")) == 3
    assert len(list(tmp_path.glob("ad-*.mp4"))) == 4
