"""Requests that are refused before they are orders, in the wire form."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.harness import SUBMIT, bench, payload


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"text"', b"NaN", b"\xff\xfe\xfd", b"[" * 100_000, json.dumps(payload(seed=1)).encode()[:-1],
     b'{"model": "\\ud800"}', b'{"seed": NaN}'],
)  # fmt: skip
def test_what_is_not_a_json_object_is_refused(shared, body):
    answer = shared.client.post(SUBMIT, content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "invalid_json"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v3/nothing", 404),
        ("POST", SUBMIT + "/", 404),
        ("GET", SUBMIT, 405),
        ("DELETE", "/v3/task/x", 405),
        ("POST", "/sandbox/ledger", 405),
    ],
)
def test_unknown_paths_and_methods_are_refused_in_the_wire_form(shared, method, path, status):
    answer = shared.client.request(method, path)
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"code", "message"}


def test_a_look_up_without_an_id_is_asked_for_its_token_first():
    with bench() as table:
        assert table.client.get("/v3/task", headers={"Authorization": ""}).status_code == 401
        assert table.client.get("/v3/task").json()["error"]["message"] == "external_id is required"
        assert table.get("/sandbox/stats")["requests"] == 2
