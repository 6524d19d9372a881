"""Who may order: tokens, keys, and the moment that they are valid at."""

from __future__ import annotations

import httpx
import pytest

from tests.sandbox.harness import START, SUBMIT, bench, token


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Basic c2FuZGJveDp4",
        "Bearer nonsense",
        "Bearer a.b.c",
        f"Bearer {token(secret='another')}",
        f"Bearer {token(nbf=START + 1)}",
        f"Bearer {token(exp=START)}",
        f"Bearer {token(exp=None)}",
        f"Bearer {token(nbf='now')}",
        f"Bearer {token(key='')}",
        f"Bearer {token(algorithm='none')}",
        f"Bearer {token('someone', exp=START - 1)}",
    ],
)
def test_tokens_that_are_refused(shared, header):
    headers = {} if header is None else {"Authorization": header}
    before = shared.get("/sandbox/ledger")
    for method, path in (("POST", SUBMIT), ("GET", "/v3/task/x"), ("GET", "/v3/task?external_id=x")):
        answer = httpx.request(method, shared.sandbox.url + path, headers=headers, trust_env=False)
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "unauthorized"
    assert shared.get("/sandbox/ledger") == before


@pytest.mark.parametrize(
    "good", [token(), token("someone", "secret"), "sandbox-token", token(nbf=START, exp=START + 1)]
)
def test_tokens_that_are_taken(shared, good):
    assert shared.submit(Authorization=f"Bearer {good}").status_code == 200


def test_a_closed_list_of_keys():
    with bench(keys={"mine": "m-secret"}, open=False, tokens=frozenset({"ready"})) as table:
        assert table.submit(Authorization=f"Bearer {token('mine', 'm-secret')}").status_code == 200
        assert table.submit(Authorization="Bearer ready").status_code == 200
        assert table.submit(Authorization=f"Bearer {token('someone')}").status_code == 401
        assert table.submit(Authorization=f"Bearer {token('mine', 'wrong')}").status_code == 401


def test_the_token_is_checked_at_the_time_of_the_request():
    with bench() as table:
        assert table.submit().status_code == 200
        table.move(1800)
        assert table.submit().status_code == 401


def test_a_clock_that_jumps_moves_tokens_and_no_tasks():
    with bench() as table:
        task_id = table.order()
        table.clock.jumped = 86_400
        assert table.submit().status_code == 401
        table.client.headers["Authorization"] = f"Bearer {token(now=table.clock.wall())}"
        assert table.task(task_id)["status"] == "pending"
