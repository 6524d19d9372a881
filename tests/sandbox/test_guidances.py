"""Payloads of the guidances dialect: what is taken, and what is refused and billed to nobody."""

from __future__ import annotations

import base64
import tomllib
from pathlib import Path

import pytest

from compiler import targets
from compiler.sandbox import images
from compiler.sandbox.dialects import guidances
from compiler.sandbox.dialects.guidances import read
from compiler.sandbox.refusals import RefusalError
from tests.sandbox.harness import bench, payload, picture


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
