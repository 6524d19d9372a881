"""What is drawn, with the real renderers, and a storm of orders."""

from __future__ import annotations

import base64
import io
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import av
import httpx
import pytest

from compiler.media.animatic import pool, render
from compiler.sandbox.animatics import AnimaticPainter
from compiler.sandbox.dialects.guidances import read
from compiler.sandbox.films import Films
from compiler.sandbox.options import Rate, SandboxOptions
from compiler.sandbox.plain import PlainPainter
from compiler.sandbox.server import start
from tests.sandbox.harness import SUBMIT, eventually, payload, picture

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


def test_an_animatic_is_drawn_and_served():
    sandbox = start(SandboxOptions(speed=10_000.0))
    try:
        with httpx.Client(base_url=sandbox.url, headers=HEADERS, trust_env=False, timeout=60) as client:
            pictures = ["https://example.com/front.png", picture()]
            body = payload(guidances=None, prompt="Wide shot: 雨夜。", duration=3, image_reference=pictures)
            task_id = client.post(SUBMIT, json=body).json()["task_id"]
            view = eventually(
                lambda: client.get(f"/v3/task/{task_id}").json(), lambda seen: seen["status"] in ("succeeded", "failed")
            )
            assert view["status"] == "succeeded", view
            film = client.get(view["video_url"]).content
            assert client.get(view["video_url"]).content == film
    finally:
        sandbox.stop()
    with av.open(io.BytesIO(film)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.frames) == (1280, 720, 72)
        assert len(container.streams.audio) == 1


def test_stopping_abandons_what_is_being_drawn(monkeypatch):
    drawing, ended = Event(), []
    original = pool._ask

    def watched(process, task):
        drawing.set()
        try:
            return original(process, task)
        except (EOFError, OSError):
            ended.append(process)
            raise

    monkeypatch.setattr(pool, "_ask", watched)
    sandbox = start(SandboxOptions())
    with httpx.Client(base_url=sandbox.url, headers=HEADERS, trust_env=False, timeout=60) as client:
        shots = [
            {"index": index, "prompt": "Wide shot: Rain on a street at night.", "duration": 5} for index in range(3)
        ]
        assert client.post(SUBMIT, json=payload(guidances=shots, resolution="1920x1080", seed=9)).status_code == 200
        assert drawing.wait(30)
    sandbox.stop()
    assert ended
    assert all(process.poll() is not None for process in ended)


def test_pictures_reach_the_renderer(monkeypatch, tmp_path):
    seen = {}
    monkeypatch.setattr(render, "render_clip", lambda payload, output, **pictures: seen.update(pictures, body=payload))
    one, two = picture(400, 300), picture(300, 400)
    AnimaticPainter().draw(read(payload(image_reference=[one, "https://example.com/a.png", two])), tmp_path / "a.mp4")
    assert [len(data) for data in seen["images"]] == [len(base64.b64decode(uri[22:])) for uri in (one, two)]
    assert seen["body"]["image_reference"] == [one, two]
    assert (seen["first_frame"], seen["last_frame"]) == (None, None)
    body = payload(guidances=None, prompt="Rain.", duration=3, image_reference=one, image_tail=two)
    AnimaticPainter().draw(read(body), tmp_path / "a.mp4")
    assert seen["first_frame"] == base64.b64decode(one[22:])
    assert seen["last_frame"] == base64.b64decode(two[22:])
    assert seen["images"] == []


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


def test_films_of_a_killed_sandbox_are_swept_and_those_of_a_living_one_are_not(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name in (f"scenec-sandbox-{gone.pid}-a", f"scenec-sandbox-{os.getppid()}-b", "scenec-sandbox-mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "film.mp4").write_bytes(b"film")
    films = Films(PlainPainter(), 1)
    try:
        names = {path.name for path in tmp_path.iterdir()}
        assert {f"scenec-sandbox-{os.getppid()}-b", "scenec-sandbox-mine"} <= names
        assert f"scenec-sandbox-{gone.pid}-a" not in names
        assert len(names) == 3
    finally:
        films.close()
    assert len(list(tmp_path.iterdir())) == 2


def test_stopping_twice_does_no_harm_and_frees_the_port():
    first = start(SandboxOptions(film="plain"))
    port = int(first.url.rpartition(":")[2])
    first.stop()
    first.stop()
    again = start(SandboxOptions(film="plain", port=port))
    again.stop()
    assert again.url == first.url
