"""Every fault, and that the seed alone decides."""

from __future__ import annotations

import httpx
import pytest

from compiler.sandbox.faults import FAULTS, Dice, FaultsError, parse_faults
from tests.sandbox.harness import bench, eventually, ink, listener, payload


def test_parse():
    assert parse_faults("") == {}
    assert parse_faults(" 429=0.3, lost-reply = 1 ,") == {"429": 0.3, "lost-reply": 1.0}


@pytest.mark.parametrize(
    "text", ["430=0.1", "429", "429=", "429=often", "429=1.1", "429=-0.1", "429=nan", "fail=0,fail=1"]
)
def test_parse_refuses(text):
    with pytest.raises(FaultsError):
        parse_faults(text)


def test_dice_follow_seed_and_sequence_alone():
    one, two = Dice({"fail": 0.3}, 7), Dice({"fail": 0.3, "slow": 0.5}, 7)
    first = [one.draw("fail") for _ in range(2000)]
    assert first == [(two.draw("slow"), two.draw("fail"))[1] for _ in range(2000)]
    other = Dice({"fail": 0.3}, 8)
    assert first != [other.draw("fail") for _ in range(2000)]
    assert 500 < sum(first) < 700
    sure = Dice(dict.fromkeys(FAULTS, 1.0), 1)
    assert all(sure.draw(name) for name in FAULTS for _ in range(50))
    assert not any(Dice({}, 1).draw(name) for name in FAULTS for _ in range(50))


def test_429_refuses_and_bills_nothing():
    with bench(faults={"429": 1.0}) as table:
        answer = table.submit()
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) >= 1
        assert table.get("/sandbox/ledger") == []
        assert table.client.get("/v3/task/x").status_code == 404


def test_500_answers_everything_and_bills_nothing():
    with bench(faults={"500": 1.0}) as table:
        answers = [table.submit(), table.client.get("/v3/task/x"), table.client.get("/v3/task?external_id=x")]
        assert [answer.status_code for answer in answers] == [500] * 3
        assert answers[0].json()["error"]["code"] == "internal_error"
        assert table.get("/sandbox/ledger") == []
        assert table.get("/sandbox/stats")["rejected"] == {"500": 3}


def test_the_same_seed_refuses_the_same_requests():
    def run(seed):
        with bench(faults={"429": 0.4}, seed=seed) as table:
            return [table.submit().status_code for _ in range(40)]

    assert run(1) == run(1)
    assert run(1) != run(2)
    assert set(run(1)) == {200, 429}


def test_lost_reply_is_accepted_billed_and_never_answered():
    with bench(faults={"lost-reply": 1.0}) as table:
        with pytest.raises(httpx.RemoteProtocolError):
            table.submit(payload(external_id="lost"))
        rows = table.get("/sandbox/ledger")
        assert [row["external_id"] for row in rows] == ["lost"]
        assert table.get("/v3/task?external_id=lost")["task_id"] == rows[0]["task_id"]
        assert table.finish(rows[0]["task_id"])["status"] == "succeeded"


def test_slow_takes_three_times_as_long():
    with bench(faults={"slow": 1.0}) as table:
        task_id = table.order()
        table.move(299)
        assert table.task(task_id)["status"] == "processing"
        table.move(1)
        table.until(task_id, "succeeded")


def test_fail_ends_in_an_error_and_frees_the_slot():
    with bench(faults={"fail": 1.0}, concurrency=1) as table:
        task_id = table.order()
        table.move(100)
        view = table.task(task_id)
        assert view["status"] == "failed"
        assert view["error"]["code"] == "generation_failed"
        assert view["video_url"] is None
        assert table.painter.drawn == []
        assert table.submit().status_code == 200
        assert table.get("/sandbox/ledger")[0]["status"] == "failed"


def test_truncate_breaks_off_the_first_download_only():
    with bench(faults={"truncate": 1.0}) as table:
        link = table.finish(table.order())["video_url"]
        whole = ink(table.painter.drawn[0])
        got = b""
        with pytest.raises(httpx.RemoteProtocolError), table.client.stream("GET", link) as answer:
            assert answer.headers["content-length"] == str(len(whole))
            tag = answer.headers["etag"]
            for part in answer.iter_bytes():
                got += part
        assert got == whole[: len(whole) // 2]
        rest = table.client.get(link, headers={"Range": f"bytes={len(got)}-", "If-Range": tag})
        assert (rest.status_code, got + rest.content) == (206, whole)
        assert table.client.get(link).content == whole


def test_html_is_the_first_download_only():
    with bench(faults={"html": 1.0}) as table:
        link = table.finish(table.order())["video_url"]
        page = table.client.get(link)
        assert page.status_code == 200
        assert page.content.startswith(b"<!DOCTYPE html>")
        assert table.client.get(link).content == ink(table.painter.drawn[0])


def test_expired_link_is_dead_and_the_next_one_lives():
    with bench(faults={"expired-link": 1.0}) as table:
        task_id = table.order()
        dead = table.finish(task_id)["video_url"]
        assert table.task(task_id)["video_url"] == dead
        assert table.client.get(dead).status_code == 410
        fresh = table.task(task_id)["video_url"]
        assert fresh != dead
        assert table.client.get(fresh).status_code == 200
        assert table.client.get(dead).status_code == 410


def test_duplicate_callbacks_come_twice():
    with listener() as (url, received), bench(faults={"duplicate-callback": 1.0}) as table:
        task_id = table.order(callback_url=url)
        table.move(100)
        table.until(task_id, "succeeded")
        seen = [received.get(timeout=20)["status"] for _ in range(6)]
        assert sorted(seen) == sorted(["pending", "processing", "succeeded"] * 2)
        assert eventually(lambda: table.get("/sandbox/stats")["callbacks"], lambda count: count == 6)
        assert received.empty()


def test_late_callbacks_come_after_the_task_has_moved_on():
    with listener() as (url, received), bench(faults={"late-callback": 1.0}) as table:
        task_id = table.order(callback_url=url)
        table.move(99)
        assert table.task(task_id)["status"] == "processing"
        assert received.empty()
        table.move(1)
        assert received.get(timeout=20)["status"] == "pending"
        table.until(task_id, "succeeded")
        table.move(200)
        assert {received.get(timeout=20)["status"] for _ in range(2)} == {"processing", "succeeded"}


def test_lost_callbacks_never_come():
    with listener() as (url, received), bench(faults={"lost-callback": 1.0}) as table:
        table.finish(table.order(callback_url=url))
        table.move(1000)
        assert table.get("/sandbox/stats")["callbacks"] == 0
        assert received.empty()


@pytest.mark.parametrize("fault", ["html", "truncate"])
def test_asking_for_the_head_of_a_film_is_no_download(fault):
    with bench(faults={fault: 1.0}) as table:
        link = table.finish(table.order())["video_url"]
        head = table.client.head(link)
        assert (head.status_code, head.headers["content-type"]) == (200, "video/mp4")
        assert table.get("/sandbox/stats")["downloads"] == 0
        assert table.get("/sandbox/ledger")[0]["downloads"] == 0
