"""Tokens: renewed before they end, signed anew when the vendor says so, by the vendor's clock where it tells it."""

from __future__ import annotations

import asyncio
import json
from email.utils import formatdate
from pathlib import Path
from typing import Any, cast

import jwt
import pytest
from pydantic import SecretStr

from compiler.runner.classes import Refusal
from compiler.runner.dialects import dialect
from compiler.runner.http import Reply
from compiler.runner.tokens import LIFE, RENEW_BEFORE, Signer, account_name
from compiler.runner.vendor import Vendor, resolve
from compiler.settings import Provider, load

KEY, SECRET = SecretStr("key"), SecretStr("a secret that is long enough for HS256")
NOON = 1_800_000_000.0


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> float:
        return self.time


def claims(signer: Signer) -> dict[str, Any]:
    token = signer.header()["Authorization"].removeprefix("Bearer ")
    read: dict[str, Any] = jwt.decode(
        token, SECRET.get_secret_value(), ["HS256"], options={"verify_exp": False, "verify_nbf": False}
    )
    return read


def test_a_token_holds_for_half_an_hour_from_five_seconds_ago() -> None:
    assert claims(Signer("a", key=KEY, secret=SECRET, clock=Clock())) == {
        "iss": "key",
        "nbf": NOON - 5,
        "exp": NOON + 1800,
    }


def test_a_token_is_renewed_before_it_ends_and_not_earlier() -> None:
    clock = Clock()
    signer = Signer("a", key=KEY, secret=SECRET, clock=clock)
    first = signer.header()
    clock.time += LIFE - RENEW_BEFORE - 1
    assert signer.header() == first
    clock.time += 1
    assert signer.header() != first
    assert claims(signer)["exp"] > clock.time + RENEW_BEFORE


def test_a_clock_that_was_set_back_gets_a_token_that_holds_now() -> None:
    clock = Clock()
    signer = Signer("a", key=KEY, secret=SECRET, clock=clock)
    signer.header()
    clock.time -= 3600
    assert claims(signer)["nbf"] <= clock.time


def test_a_ready_token_is_shown_as_it_is_and_no_account_name_tells_of_a_key() -> None:
    signer = Signer("a", token=SecretStr("ready"))
    assert signer.header() == {"Authorization": "Bearer ready"}
    assert not signer.signs
    assert "key" not in account_name("studio", KEY).removeprefix("studio")


def test_a_token_that_was_replaced_is_the_same_accounts(tmp_path: Path) -> None:
    (tmp_path / "scenec.toml").write_text(
        '[providers.studio]\nbase_url = "http://studio"\ntoken_env = "STUDIO_TOKEN"\n', "utf-8"
    )
    old, new = (
        resolve(load(tmp_path, {"STUDIO_TOKEN": token}), "studio", "guidances", cast(Any, None))
        for token in ("first", "second")
    )
    assert old.accounts == new.accounts
    assert new.knows(old.accounts[0].name)
    assert old.source(old.accounts[0].name) == "STUDIO_TOKEN"


class Desk:
    """A vendor's counter that answers each request with the next of ``replies`` and keeps the tokens."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.tokens: list[dict[str, Any]] = []

    async def send(self, _method: str, _url: str, *, headers: dict[str, str], **_: Any) -> Reply:
        token = headers["Authorization"].removeprefix("Bearer ")
        self.tokens.append(jwt.decode(token, options={"verify_signature": False, "verify_exp": False}))
        return self.replies.pop(0)


def refusal(code: object, *, ahead: float = 0.0) -> Reply:
    body = {"code": code, "message": "the token"} if isinstance(code, int) else {"error": {"code": code}}
    return Reply(401, {"date": formatdate(NOON + ahead, usegmt=True)}, json.dumps(body).encode())


def vendor(desk: Desk, clock: Clock) -> Vendor:
    signer = Signer("a", key=KEY, secret=SECRET, clock=clock)
    return Vendor(
        "studio", "http://studio", dialect("guidances"), Provider(), (), {"a": signer}, cast(Any, desk), clock=clock
    )


RUNNING = Reply(200, {}, json.dumps({"task_id": "t", "status": "processing", "progress": 0.5}).encode())


@pytest.mark.parametrize("code", [1003, 1004, "unauthorized"])
def test_a_token_that_ended_in_mid_run_is_signed_anew_once(code: object) -> None:
    desk = Desk(refusal(code), RUNNING)
    answer = asyncio.run(vendor(desk, Clock()).poll({}, "t", "a"))
    assert not isinstance(answer, Refusal)
    assert len(desk.tokens) == 2
    stubborn = Desk(refusal(code), refusal(code), RUNNING)
    answer = asyncio.run(vendor(stubborn, Clock()).poll({}, "t", "a"))
    assert isinstance(answer, Refusal)
    assert answer.kind == "token"
    assert len(stubborn.tokens) == 2


def test_a_vendor_whose_clock_runs_otherwise_gets_tokens_by_its_own() -> None:
    desk = Desk(refusal(1003, ahead=-900.0), RUNNING, RUNNING)
    behind = vendor(desk, Clock())
    asyncio.run(behind.poll({}, "t", "a"))
    asyncio.run(behind.poll({}, "t", "a"))
    assert [token["nbf"] - NOON for token in desk.tokens] == [-5, -905, -905]


@pytest.mark.parametrize("code", [1000, 1001, 1002])
def test_a_key_that_is_wrong_is_not_signed_anew(code: int) -> None:
    desk = Desk(refusal(code))
    answer = asyncio.run(vendor(desk, Clock()).poll({}, "t", "a"))
    assert isinstance(answer, Refusal)
    assert answer.kind == "halt"
