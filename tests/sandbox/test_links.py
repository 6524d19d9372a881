"""Links to finished films: they expire, fresh ones are given, forged ones are refused."""

from __future__ import annotations

from tests.sandbox.harness import bench


def test_links_expire_and_fresh_ones_are_given():
    with bench(link_life=60.0) as table:
        task_id = table.order()
        old = table.finish(task_id)["video_url"]
        table.move(59.9)
        assert table.client.get(old).status_code == 200
        assert table.task(task_id)["video_url"] == old
        table.move(0.1)
        assert table.client.get(old).status_code == 410
        fresh = table.task(task_id)["video_url"]
        assert fresh != old
        assert table.client.get(fresh).status_code == 200
        assert table.client.get(old).status_code == 410


def test_forged_links_are_refused():
    with bench() as table:
        link = table.finish(table.order())["video_url"]
        for forged in (link[:-1] + ("0" if link[-1] != "0" else "1"), link.replace("link=1", "link=2"),
                       link.split("?")[0], link.replace(".mp4", "x.mp4"), link.replace("ends=", "ends=9"),
                       link.replace("link=1", "link=é")):  # fmt: skip
            assert table.client.get(forged).status_code == 403
        assert table.get("/sandbox/stats")["downloads"] == 0
