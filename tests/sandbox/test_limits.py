"""How much may be ordered: bytes, credit, tasks in flight, orders a minute."""

from __future__ import annotations

import json

from compiler.sandbox.options import Rate
from tests.sandbox.harness import SUBMIT, bench, payload, token


def test_a_body_over_the_limit_is_refused():
    with bench(body_limit=1000) as table:
        large = json.dumps(payload(negative_prompt="b" * 1000)).encode()
        assert table.client.post(SUBMIT, content=large).status_code == 413
        assert table.client.post(SUBMIT, content=iter([large[:500], large[500:]])).status_code == 413
        assert table.submit().status_code == 200


def test_credit_runs_out():
    with bench(credit=12.0) as table:
        table.order()
        table.order()
        refused = table.submit()
        assert (refused.status_code, refused.json()["error"]["code"]) == (402, "insufficient_credit")
        assert table.submit(payload(mode="pro")).status_code == 402
        assert table.get("/sandbox/stats")["billed"] == 10.0


def test_concurrency_holds_per_key_and_tells_when_to_come_back():
    with bench(concurrency=2) as table:
        first, second = table.order(), table.order(seed=2)
        refused = table.submit()
        assert refused.status_code == 429
        assert refused.json()["error"]["code"] == "too_many_in_flight"
        assert refused.headers["retry-after"] == "100"
        assert table.submit(Authorization=f"Bearer {token('other')}").status_code == 200
        table.move(99.5)
        assert table.submit().headers["retry-after"] == "1"
        table.move(0.5)
        table.until(first, "succeeded")
        table.until(second, "succeeded")
        table.order(), table.order()
        assert table.submit().status_code == 429
        assert table.get("/sandbox/stats")["max_in_flight"] == 3


def test_a_task_whose_film_is_still_drawn_is_in_flight():
    with bench(concurrency=1) as table:
        table.painter.free.clear()
        task_id = table.order()
        table.move(1000)
        assert table.submit().status_code == 429
        table.painter.free.set()
        table.until(task_id, "succeeded")
        assert table.submit().status_code == 200


def test_rate_is_a_sliding_window_per_key():
    with bench(rate=Rate(3, 60.0)) as table:
        for _ in range(3):
            table.order()
            table.move(10)
        refused = table.submit()
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "rate_limited")
        assert refused.headers["retry-after"] == "30"
        assert table.submit(Authorization=f"Bearer {token('other')}").status_code == 200
        table.move(29.999)
        assert table.submit().headers["retry-after"] == "1"
        table.move(0.001)
        assert table.submit().status_code == 200
        assert table.submit().status_code == 429


def test_a_bad_payload_uses_up_the_rate_and_a_poll_does_not():
    with bench(rate=Rate(2, 60.0)) as table:
        task_id = table.order()
        for _ in range(5):
            table.task(task_id)
        assert table.submit(payload(model="x")).status_code == 400
        assert table.submit().status_code == 429
