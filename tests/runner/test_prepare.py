import copy

import pytest

from compiler.runner.prepare import ManifestError, external_id, prepare
from tests.runner.manifests import body, clip, manifest, plain


def chained() -> dict[str, object]:
    return manifest(clip(1, body(1)), clip(2, body(2, frame="clip:s01c01#last"), needs=["s01c01"]))


def test_an_independent_clip_is_known_by_its_digest() -> None:
    one = plain(2)
    film = prepare(one)
    assert [wanted.identity for wanted in film.clips] == [entry["digest"] for entry in one["clips"]]
    assert film.clips[0].expected == {"seconds": 3, "size": [1280, 720], "audio": False}


def test_a_clip_that_continues_another_take_is_another_clip() -> None:
    first, second = prepare(chained()).clips
    assert second.identity == second.digest
    assert second.frames == {"clip:s01c01#last": (first.identity, 1)}
    retaken = prepare(chained(), {"s01c01": 2}).clips[1]
    assert retaken.identity != second.identity
    assert retaken.frames == {"clip:s01c01#last": (first.identity, 2)}


def test_another_take_has_another_seed_and_the_same_identity() -> None:
    one = plain(1)
    one["clips"][0]["request"]["body"]["seed"] = 7
    before = copy.deepcopy(one)
    takes = [prepare(one, {"s01c01": take}).clips[0] for take in (1, 2, 3)]
    assert len({wanted.identity for wanted in takes}) == 1
    seeds = [wanted.request["body"]["seed"] for wanted in takes]
    assert seeds[0] == 7
    assert len(set(seeds)) == 3
    assert all(0 <= seed < 2**32 for seed in seeds)
    assert one == before


def test_names_of_submissions_follow_from_clip_take_and_attempt_alone() -> None:
    name = external_id("kling", "sha256:a", 1, 1)
    assert name == external_id("kling", "sha256:a", 1, 1)
    others = {external_id(*words) for words in (("k2", "sha256:a", 1, 1), ("kling", "sha256:b", 1, 1))}
    others |= {external_id("kling", "sha256:a", 2, 1), external_id("kling", "sha256:a", 1, 2)}
    assert len(others | {name}) == 5
    assert len(name) <= 64


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda one: one.update(clips=[]), "no clip"),
        (lambda one: one.pop("clips"), "no manifest"),
        (lambda one: one["clips"][1].update(digest="md5:x"), "sha256"),
        (lambda one: one["clips"].reverse(), "does not come before"),
    ],
)
def test_what_is_no_manifest_is_refused_in_a_line(spoil: object, says: str) -> None:
    one = chained()
    spoil(one)  # type: ignore[operator]
    with pytest.raises(ManifestError, match=says) as caught:
        prepare(one)
    assert "\n" not in str(caught.value)
