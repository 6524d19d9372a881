"""Everything that the sandbox refuses, and that it bills none of it."""

from __future__ import annotations

import base64
import io
import json
import tomllib
from pathlib import Path

import httpx
import pytest
from PIL import Image

from compiler import targets
from compiler.sandbox import images
from compiler.sandbox.dialects import guidances
from compiler.sandbox.dialects.guidances import read
from compiler.sandbox.options import Rate
from compiler.sandbox.refusals import RefusalError
from tests.sandbox.harness import START, SUBMIT, bench, payload, token


def picture(width: int = 400, height: int = 300, kind: str = "png") -> str:
    data = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(data, kind)
    return f"data:image/{kind};base64,{base64.b64encode(data.getvalue()).decode()}"


def shots(*durations: object) -> list[dict[str, object]]:
    return [{"index": index, "prompt": "Rain.", "duration": value} for index, value in enumerate(durations)]


def single(**changes: object) -> dict[str, object]:
    return payload(**{"guidances": None, "prompt": "Rain.", "duration": 5, **changes})


GOOD = [
    payload(),
    payload(guidances=shots(3)),
    payload(guidances=shots(1, 2, 3, 4, 4, 1)),
    payload(guidances=shots(15), motion_has_audio=None, mode=None),
    payload(negative_prompt="blurry", seed=2**32 - 1, face_consistency=True),
    payload(aspect_ratio="9:16", resolution="720x1280"),
    payload(image_reference=["https://example.com/a.png", picture(), picture(kind="jpeg"), picture(kind="webp")]),
    payload(image_reference=picture(), video_urls=["https://example.com/a.mp4"]),
    payload(callback_url="https://example.com/hook", external_id="x" * 256),
    payload(guidances=shots(5), image_reference=picture(), image_tail=picture()),
    single(),
    single(prompt="雨" * 2500),
    single(image_reference=picture(), image_tail="https://example.com/z.png"),
    payload(guidances=[{"index": 0, "prompt": "雨" * 512, "duration": 3}]),
    payload(resolution="1920x1080"),
]  # fmt: skip

BAD = {
    "unknown field": (payload(fps=24), "fps"),
    "unknown field in a guidance": (payload(guidances=[{**shots(3)[0], "seed": 1}]), "guidances[0].seed"),
    "no model": (payload(model=None), "model"),
    "another model": (payload(model="kling-v9"), "model"),
    "neither guidances nor prompt": (payload(guidances=None), "guidances"),
    "both": (payload(prompt="Rain."), "prompt"),
    "guidances not a list": (payload(guidances={}), "guidances"),
    "no guidances": (payload(guidances=[]), "guidances"),
    "seven guidances": (payload(guidances=shots(1, 1, 1, 1, 1, 1, 1)), "1 to 6"),
    "a guidance that is text": (payload(guidances=["Rain."]), "guidances[0]"),
    "too short": (payload(guidances=shots(2)), "3 to 15"),
    "too long": (payload(guidances=shots(8, 8)), "16 s"),
    "half a second": (payload(guidances=shots(3, 2.5)), "guidances[1].duration"),
    "whole, yet a float": (payload(guidances=shots(3.0)), "whole number"),
    "duration as text": (payload(guidances=shots("3")), "whole number"),
    "duration true": (payload(guidances=shots(3, True)), "whole number"),
    "no seconds": (payload(guidances=shots(3, 0)), "guidances[1].duration"),
    "index from 1": (payload(guidances=[{"index": 1, "prompt": "Rain.", "duration": 3}]), "index must be 0"),
    "no index": (payload(guidances=[{"prompt": "Rain.", "duration": 3}]), "index"),
    "empty prompt": (payload(guidances=[{"index": 0, "prompt": " ", "duration": 3}]), "empty"),
    "prompt too long": (payload(guidances=[{"index": 0, "prompt": "雨" * 513, "duration": 3}]), "513"),
    "plain prompt too long": (single(prompt="雨" * 2501), "2501"),
    "plain without duration": (single(duration=None), "duration"),
    "plain too long": (single(duration=16), "16"),
    "audio as text": (payload(motion_has_audio="yes"), "motion_has_audio"),
    "mode": (payload(mode="standard"), "std, pro"),
    "aspect": (payload(aspect_ratio="4:3"), "aspect_ratio"),
    "resolution of another aspect": (payload(resolution="720x1280"), "resolution"),
    "resolution by name": (payload(resolution="720p"), "resolution"),
    "seed negative": (payload(seed=-1), "seed"),
    "seed too large": (payload(seed=2**32), "seed"),
    "negative prompt as list": (payload(negative_prompt=["blurry"]), "negative_prompt"),
    "negative prompt too long": (payload(negative_prompt="b" * 2501), "2501"),
    "face consistency": (payload(face_consistency=1), "face_consistency"),
    "five images": (payload(image_reference=["https://example.com/a.png"] * 5), "1 to 4"),
    "no images": (payload(image_reference=[]), "1 to 4"),
    "file": (payload(image_reference=["file:refs/a.png"]), "image_reference[0]"),
    "clip": (payload(image_reference="clip:s01c01#last"), "image_reference[0]"),
    "image as object": (payload(image_reference=[{"url": "https://example.com/a.png"}]), "string"),
    "image of no type": (payload(image_reference=["data:;base64,AAAA"]), "image_reference[0]"),
    "gif": (payload(image_reference=["data:image/gif;base64,AAAA"]), "image/gif"),
    "not base64": (payload(image_reference=["data:image/png;base64,%%%"]), "base64"),
    "not an image": (payload(image_reference=["data:image/png;base64,AAAA"]), "not an image"),
    "small image": (payload(image_reference=[picture(299, 400)]), "299x400"),
    "long image": (payload(image_reference=[picture(800, 319)]), "800x319"),
    "tail without head": (single(image_tail=picture()), "image_tail"),
    "tail with several shots": (payload(image_reference=picture(), image_tail=picture()), "one shot"),
    "video text": (payload(video_urls=["nowhere"]), "video_urls[0]"),
    "video not a list": (payload(video_urls="https://example.com/a.mp4"), "video_urls"),
    "video is an image": (payload(video_urls=[picture()]), "video_urls[0]"),
    "callback": (payload(callback_url="ftp://example.com"), "callback_url"),
    "callback port": (payload(callback_url="http://example.com:99999/"), "callback_url"),
    "external id": (payload(external_id=7), "external_id"),
    "external id too long": (payload(external_id="x" * 257), "external_id"),
}  # fmt: skip


@pytest.fixture(scope="module")
def shared():
    with bench() as table:
        yield table


@pytest.mark.parametrize("body", GOOD)
def test_good_payloads_are_taken(body):
    order = read(body)
    assert 3 <= order.seconds <= 15
    assert not {"external_id", "callback_url"} & order.payload.keys()


def test_the_limits_are_those_of_the_target():
    data = tomllib.loads((Path(targets.__file__).parent / "guidances" / "target.toml").read_text("utf-8"))
    limits = data["limits"]
    assert (data["path"], data["model"]) == (guidances.SUBMIT, guidances.MODELS[0])
    assert limits["shots"] == guidances.SHOTS
    assert limits["clip_seconds"] == [guidances.SHORTEST, guidances.LONGEST]
    assert limits["prompt"] == guidances.SHOT_PROMPT
    assert limits["single_prompt"] == guidances.SINGLE_PROMPT
    assert limits["negative"] == guidances.NEGATIVE
    assert limits["references_clip"] == guidances.IMAGES
    assert limits["image_bytes"] == images.IMAGE_BYTES
    assert (limits["image_side"], limits["image_ratio"]) == (images.IMAGE_SIDE, images.IMAGE_RATIO)
    assert list(data["pricing"]["rates"].values()) == list(guidances.RATES.values())
    for aspect, sizes in data["sizes"].items():
        assert tuple(f"{width}x{height}" for width, height in sizes.values()) == guidances.SIZES[aspect]


@pytest.mark.parametrize("name", BAD)
def test_bad_payloads_are_refused(name):
    body, word = BAD[name]
    with pytest.raises(RefusalError) as refusal:
        read(body)
    assert refusal.value.status == 400
    assert word in refusal.value.message
    assert "\n" not in refusal.value.message


@pytest.mark.parametrize("words", ["A nude on a beach.", "裸體的人", "They BEHEAD him"])
def test_unsafe_words_are_refused_by_a_code_of_their_own(words):
    for body, field in ((payload(guidances=[{"index": 0, "prompt": words, "duration": 3}]), "guidances[0].prompt"),
                        (single(prompt=words), "prompt")):  # fmt: skip
        with pytest.raises(RefusalError) as refusal:
            read(body)
        assert (refusal.value.status, refusal.value.code) == (400, "content_refused")
        assert field in refusal.value.message
        assert words not in refusal.value.message


def test_doubtful_words_and_negative_prompts_pass():
    read(single(prompt="Blood on the snow, seen with the naked eye.", negative_prompt="nudity"))


def test_an_image_over_ten_megabytes_is_refused():
    data = "data:image/png;base64," + base64.b64encode(bytes(10 * 2**20 + 1)).decode()
    with pytest.raises(RefusalError, match="at most 10485760"):
        read(payload(image_reference=[data]))


def test_refusals_have_the_wire_form_and_are_not_billed():
    with bench() as table:
        for body, word in BAD.values():
            answer = table.submit(body)
            assert answer.status_code == 400
            assert answer.json().keys() == {"error"}
            assert answer.json()["error"].keys() == {"code", "message"}
            assert word in answer.json()["error"]["message"]
        assert table.get("/sandbox/ledger") == []
        assert table.get("/sandbox/stats")["rejected"] == {"400": len(BAD)}


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
