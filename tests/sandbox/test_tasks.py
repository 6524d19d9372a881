"""A task from submission to film."""

from __future__ import annotations

from tests.sandbox.harness import SUBMIT, bench, eventually, ink, listener, payload


def test_a_task_goes_from_pending_to_a_film():
    with bench() as table:
        task_id = table.order(external_id="film-1-take-1")
        assert table.task(task_id) == {
            "task_id": task_id, "status": "pending", "progress": 0.0, "video_url": None, "expires_at": None,
            "error": None, "external_id": "film-1-take-1",
        }  # fmt: skip
        table.move(50)
        view = table.task(task_id)
        assert (view["status"], view["progress"]) == ("processing", 0.5)
        table.move(49.9)
        assert table.task(task_id)["status"] == "processing"
        table.move(0.1)
        view = table.until(task_id, "succeeded")
        assert view["progress"] == 1.0
        assert view["expires_at"] == "2027-01-15T09:01:40.000Z"
        film = table.client.get(view["video_url"])
        assert film.headers["content-type"] == "video/mp4"
        assert film.content == ink(table.painter.drawn[0])


def test_speed_divides_the_time():
    with bench(speed=50.0) as table:
        task_id = table.order()
        table.move(1.99)
        assert table.task(task_id)["status"] == "processing"
        table.move(0.01)
        table.until(task_id, "succeeded")


def test_a_task_waits_for_its_film():
    with bench() as table:
        table.painter.free.clear()
        task_id = table.order()
        table.move(100_000 / 100)
        view = table.task(task_id)
        assert (view["status"], view["progress"], view["video_url"]) == ("processing", 0.99, None)
        table.painter.free.set()
        table.until(task_id, "succeeded")


def test_a_film_that_cannot_be_drawn_fails_the_task():
    with bench() as table:

        def refuse(order, path):
            raise RuntimeError("no ink\nleft")

        table.painter.draw = refuse
        view = table.finish(table.order())
        assert view["status"] == "failed"
        assert view["error"] == {
            "code": "render_failed", "message": "the film could not be drawn: RuntimeError: no ink left",
        }  # fmt: skip
        assert view["video_url"] is None


def test_equal_payloads_are_drawn_once():
    with bench() as table:
        ids = [table.order(external_id=f"x{number}") for number in range(5)]
        other = table.order(seed=5)
        films = {table.client.get(table.finish(task_id)["video_url"]).content for task_id in ids}
        assert len(films) == 1
        table.finish(other)
        assert len(table.painter.drawn) == 2


def test_look_up_finds_the_first_submission():
    with bench() as table:
        first = table.order(external_id="same")
        table.order(external_id="same")
        assert table.get("/v3/task?external_id=same")["task_id"] == first
        assert table.client.get("/v3/task?external_id=other").status_code == 404
        assert table.client.get("/v3/task").status_code == 400
        assert table.client.get("/v3/task/nothing").json()["error"]["code"] == "task_not_found"


def test_ledger_and_stats():
    with bench() as table:
        first = table.order(external_id="same")
        second = table.order(external_id="same", mode="pro")
        table.submit(payload(model="other"))
        table.client.get(table.finish(first)["video_url"])
        table.client.get(table.finish(first)["video_url"])
        table.until(second, "succeeded")
        assert table.get("/sandbox/ledger") == [
            {"task_id": first, "external_id": "same", "dialect": "guidances", "path": SUBMIT, "seconds": 5,
             "amount": 5.0, "submitted_at": "2027-01-15T08:00:00.000Z", "status": "succeeded", "downloads": 2},
            {"task_id": second, "external_id": "same", "dialect": "guidances", "path": SUBMIT, "seconds": 5,
             "amount": 13.75, "submitted_at": "2027-01-15T08:00:00.000Z", "status": "succeeded", "downloads": 0},
        ]  # fmt: skip
        stats = table.get("/sandbox/stats")
        assert stats["requests"] >= 6
        assert stats["accepted"] == 2
        assert stats["rejected"] == {"400": 1}
        assert stats["max_in_flight"] == 2
        assert stats["max_per_second"] == 3
        assert stats["downloads"] == 2
        assert stats["callbacks"] == 0


def test_films_are_resumed_by_range():
    with bench() as table:
        link = table.finish(table.order())["video_url"]
        whole = table.client.get(link).content
        rest = table.client.get(link, headers={"Range": "bytes=1000-"})
        assert rest.status_code == 206
        assert rest.headers["content-range"] == f"bytes 1000-{len(whole) - 1}/{len(whole)}"
        assert rest.content == whole[1000:]
        assert table.client.get(link, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416
        stale = table.client.get(link, headers={"Range": "bytes=1000-", "If-Range": '"another"'})
        assert (stale.status_code, stale.content) == (200, whole)


def test_callbacks_come_at_every_change():
    with listener() as (url, received), bench() as table:
        task_id = table.order(callback_url=url, external_id="e")
        first = received.get(timeout=20)
        assert (first["task_id"], first["status"], first["external_id"]) == (task_id, "pending", "e")
        table.move(20)
        assert received.get(timeout=20)["status"] == "processing"
        table.move(100)
        last = received.get(timeout=20)
        assert last == table.until(task_id, "succeeded")
        assert table.client.get(last["video_url"]).status_code == 200
        assert eventually(lambda: table.get("/sandbox/stats")["callbacks"], lambda count: count == 3)
        assert received.empty()


def test_an_address_that_does_not_answer_hurts_nobody():
    with bench() as table:
        view = table.finish(table.order(callback_url="http://127.0.0.1:1/hook"))
        assert view["status"] == "succeeded"
        assert table.get("/sandbox/stats")["callbacks"] == 0
