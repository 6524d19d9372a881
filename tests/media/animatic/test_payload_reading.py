import pytest

from compiler.media.animatic.facts import AnimaticError
from compiler.media.animatic.payload import read_payload
from compiler.media.animatic.render import render_clip
from tests.media.animatic.clips import payload


def test_the_plain_form_is_one_shot():
    request = read_payload({"prompt": "Wide shot: Rain.", "duration": 5, "resolution": "720x1280"})
    assert (len(request.shots), request.frames, request.width, request.height, request.audio) == (
        1,
        120,
        720,
        1280,
        False,
    )


def test_without_a_resolution_the_aspect_gives_the_size():
    request = read_payload({"prompt": "Rain.", "duration": 3, "aspect_ratio": "1:1"})
    assert (request.width, request.height) == (960, 960)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"guidances": []}, "at least one shot"),
        ({"guidances": [{"prompt": "", "duration": 3}]}, "guidances[0] has no prompt"),
        ({"guidances": [{"prompt": "Rain.", "duration": 0}]}, "above 0"),
        ({"guidances": [{"prompt": "Rain.", "duration": True}]}, "above 0"),
        ({"guidances": [{"prompt": "Rain."}]}, "duration"),
        ({"guidances": ["Rain."]}, "must be an object"),
        ({"guidances": [{"prompt": "Rain.", "duration": 100}, {"prompt": "Rain.", "duration": 100}]}, "120 s at most"),
        ({"resolution": "big"}, "1280x720"),
        ({"resolution": "1281x720"}, "even"),
        ({"resolution": "16x16"}, "64 to 4096"),
        ({"resolution": None, "aspect_ratio": "4:3"}, "aspect_ratio"),
        ({"motion_has_audio": "yes"}, "true or false"),
    ],
)
def test_bad_payloads_say_what_is_wrong(change, words):
    with pytest.raises(AnimaticError, match=words.replace("[", r"\[").replace("]", r"\]")) as caught:
        read_payload({**payload("Wide shot: Rain."), **change})
    assert "\n" not in str(caught.value)


def test_what_is_no_object_is_refused():
    with pytest.raises(AnimaticError, match="JSON object"):
        read_payload([])  # type: ignore[arg-type]


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(AnimaticError, match="folder does not exist"):
        render_clip(payload("Wide shot: Rain."), tmp_path / "no" / "clip.mp4", workers=1)


def test_an_image_that_is_none(tmp_path):
    shot = "Medium shot: KIT (a girl) waits."
    with pytest.raises(AnimaticError, match="reference image"):
        render_clip(payload(shot), tmp_path / "clip.mp4", images=[b"not a picture"], workers=1)
    assert list(tmp_path.iterdir()) == []
