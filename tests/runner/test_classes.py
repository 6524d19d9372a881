import json

import pytest

from compiler.runner.backoff import pause
from compiler.runner.classes import classify
from compiler.runner.http import Reply


def reply(status: int, body: object = None, **headers: str) -> Reply:
    return Reply(status, headers, json.dumps(body).encode())


def error(code: object, message: str = "no") -> dict[str, object]:
    return {"error": {"code": code, "message": message}}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, {"code": 1101, "message": "arrears"}, "halt"),
        (429, {"code": 1102, "message": "used up"}, "halt"),
        (429, {"code": 1304, "message": "address"}, "halt"),
        (429, {"code": 1302, "message": "rate"}, "again"),
        (429, {"code": 1303, "message": "concurrency"}, "again"),
        (401, {"code": 1002, "message": "invalid"}, "halt"),
        (401, {"code": 1004, "message": "expired"}, "token"),
        (400, {"code": 1301, "message": "content"}, "fatal"),
        (500, {"code": 5000, "message": "internal"}, "ambiguous"),
        (503, {"code": 5001, "message": "maintenance"}, "again"),
        (200, {"code": 1303, "message": "an error with status 200"}, "again"),
        (429, error("rate_limited"), "again"),
        (402, error("insufficient_credit"), "halt"),
        (401, error("unauthorized"), "token"),
        (400, error("invalid_parameter"), "fatal"),
        (413, None, "fatal"),
        (404, None, "halt"),
        (404, error("not_found"), "halt"),
        (405, None, "halt"),
        (404, {"code": 1203, "message": "model missing"}, "fatal"),
        (301, None, "halt"),
        (502, None, "ambiguous"),
        (503, None, "ambiguous"),
        (503, error("unavailable"), "again"),
    ],
)
def test_the_vendors_code_decides_before_the_status(status: int, body: object, kind: str) -> None:
    refusal = classify(reply(status, body))
    assert refusal is not None
    assert refusal.kind == kind


def test_a_failed_task_is_no_refusal() -> None:
    assert classify(reply(200, {"task_id": "t", "status": "failed", "error": {"code": "x", "message": "y"}})) is None
    assert classify(reply(200, {"code": 0, "message": "SUCCEED", "data": {}})) is None


def test_an_address_that_has_moved_says_where_to_and_shows_no_more() -> None:
    refusal = classify(reply(308, location="https://new.example/v3/video?key=secret"))
    assert refusal is not None
    assert refusal.message == "the vendor answered 308: it has moved to https://new.example; check base_url"
    nowhere = classify(reply(301, location="http://[broken"))
    assert nowhere is not None
    assert nowhere.message == "the vendor answered 301: it has moved; check base_url"


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (401, {"code": 1002, "message": "invalid"}, "invalid; check the key"),
        (401, error("unauthorized", "who?"), "who?; check the key"),
        (404, {"code": 1203, "message": "model missing"}, "model missing"),
        (404, None, "the vendor answered 404; nothing takes submissions"),
    ],
)
def test_advice_fits_what_the_vendor_said(status: int, body: object, says: str) -> None:
    refusal = classify(reply(status, body))
    assert refusal is not None
    assert refusal.message.startswith(says)
    assert says != "model missing" or refusal.message == says


def test_no_credit_says_what_to_do() -> None:
    refusal = classify(reply(402, error("insufficient_credit", "3 units are left")))
    assert refusal is not None
    assert "3 units are left" in refusal.message
    assert "run the same command again" in refusal.message


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("7", 7.0), ("0", 0.0), ("-3", 0.0), ("99999", 3600.0), ("soon", None), ("nan", None), ("inf", 3600.0)],
)
def test_retry_after(written: str, seconds: float | None) -> None:
    refusal = classify(reply(429, error("rate_limited"), **{"retry-after": written}))
    assert refusal is not None
    assert refusal.after == seconds


def test_backing_off_has_full_jitter_and_honours_what_was_asked() -> None:
    for attempt, ceiling in ((1, 5), (2, 10), (3, 20), (4, 40), (99, 300)):
        drawn = [pause(attempt) for _ in range(400)]
        assert 0 <= min(drawn) < ceiling * 0.1
        assert ceiling * 0.9 < max(drawn) <= ceiling
    assert all(pause(1, 30.0) >= 30.0 for _ in range(100))


def test_retry_after_a_date_is_counted_by_the_vendors_clock() -> None:
    headers = {"retry-after": "Wed, 21 Oct 2015 07:28:30 GMT", "date": "Wed, 21 Oct 2015 07:28:00 GMT"}
    refusal = classify(reply(429, error("rate_limited"), **headers))
    assert refusal is not None
    assert refusal.after == 30.0
