"""What is drawn, with the real renderers, and a storm of orders."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import av
import httpx
import pytest

from compiler.sandbox.dialects.guidances import read
from compiler.sandbox.options import Rate, SandboxOptions
from compiler.sandbox.plain import PlainPainter
from compiler.sandbox.server import start
from tests.sandbox.harness import SUBMIT, eventually, payload

HEADERS = {"Authorization": "Bearer sandbox-token"}


@pytest.mark.parametrize("audio", [True, False])
def test_a_plain_card_has_the_ordered_form(tmp_path, audio):
    order = read(payload(motion_has_audio=audio, aspect_ratio="9:16", resolution="720x1280"))
    painter = PlainPainter()
    painter.draw(order, tmp_path / "a.mp4")
    with av.open(str(tmp_path / "a.mp4")) as film:
        picture = film.streams.video[0]
        assert (picture.width, picture.height, picture.average_rate) == (720, 1280, 24)
        assert sum(1 for _ in film.decode(video=0)) == 5 * 24
        assert len(film.streams.audio) == audio
    assert (tmp_path / "a.mp4").stat().st_size < 100_000


def test_a_plain_card_is_named_by_all_that_it_shows():
    painter = PlainPainter()
    orders = [payload(), payload(motion_has_audio=False), payload(mode="pro"), payload(external_id="x")]
    names = [painter.name(read(body)) for body in orders]
    assert names[0] == names[3]
    assert len({name.rpartition("-")[0] for name in names}) == 3
    shades = {painter.name(read(payload(seed=number))) for number in range(100)}
    assert 2 <= len(shades) <= 8


def test_a_storm_of_orders():
    sandbox = start(SandboxOptions(film="plain", speed=2000.0, concurrency=300, rate=Rate(1000, 1.0)))
    try:
        with httpx.Client(base_url=sandbox.url, headers=HEADERS, trust_env=False, timeout=60) as client:

            def order(number):
                answer = client.post(SUBMIT, json=payload(external_id=f"clip-{number}", seed=number))
                return answer.json()["task_id"]

            def fetch(task_id):
                view = eventually(
                    lambda: client.get(f"/v3/task/{task_id}").json(), lambda seen: seen["status"] == "succeeded"
                )
                return client.get(view["video_url"]).content

            with ThreadPoolExecutor(8) as threads:
                ids = list(threads.map(order, range(300)))
                films = list(threads.map(fetch, ids))
            ledger = client.get("/sandbox/ledger").json()
            stats = client.get("/sandbox/stats").json()
    finally:
        sandbox.stop()
    assert len({row["external_id"] for row in ledger}) == len(ledger) == 300
    assert all(row["downloads"] == 1 and row["status"] == "succeeded" for row in ledger)
    assert (stats["accepted"], stats["downloads"], stats["rejected"]) == (300, 300, {})
    with av.open(io.BytesIO(films[0])) as film:
        assert film.streams.video[0].frames == 120


def test_stopping_twice_does_no_harm_and_frees_the_port():
    first = start(SandboxOptions(film="plain"))
    port = int(first.url.rpartition(":")[2])
    first.stop()
    first.stop()
    again = start(SandboxOptions(film="plain", port=port))
    again.stop()
    assert again.url == first.url
