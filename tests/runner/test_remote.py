"""Whole runs whose clips are kept in a bucket."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from compiler.runner.prepare import prepare
from tests.runner import buckets
from tests.runner.buckets import Remote
from tests.runner.conftest import Project, Sandbox, ask
from tests.runner.crew import postgres
from tests.runner.manifests import body, clip, manifest


@pytest.fixture(params=["s3", "gcs"])
def remote(request: pytest.FixtureRequest) -> Iterator[Remote]:
    with getattr(buckets, request.param)() as found, buckets.variables(found.variables):
        yield found


def draw(folder: Path) -> dict[str, Any]:
    """Draw a reference image in ``folder``, always the same, and return a film of two clips that needs it."""
    folder.mkdir()
    path = folder / "alpha.png"
    Image.new("RGB", (400, 300), "red").save(path)
    data = path.read_bytes()
    asset = {"uri": "file:alpha.png", "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    return manifest(
        clip(1, body(1, image="file:alpha.png"), assets=[asset]),
        clip(2, body(2, seconds=4, frame="clip:s01c01#last"), needs=["s01c01"]),
    )


def test_clips_in_a_bucket_are_had_from_it_and_never_paid_for_again(
    tmp_path: Path, sandbox: Sandbox, remote: Remote
) -> None:
    vendor = sandbox()
    environment = {"SCENEC_STORE": f"{remote.address}/{tmp_path.name}"}
    here = Project(tmp_path / "here", vendor.url, environment=environment)
    there = Project(tmp_path / "there", vendor.url, environment=environment)
    film = draw(here.folder)
    assert draw(there.folder) == film
    assert here.render(film).spent == 7.0
    copies = here.folder / ".scenec" / "copies"
    kept = {path.name: path.read_bytes() for path in copies.iterdir()}
    assert len(kept) == 2
    assert not (here.folder / ".scenec" / "store").exists()
    shutil.rmtree(copies)
    # Another machine has neither the copies nor the ledger.
    for project in (here, there):
        progress = project.render(film)
        assert progress.run.state == "done"
        assert progress.spent == 0
        with project.runner() as runner:
            films = runner.films(progress)
        assert {path.name: path.read_bytes() for path in films} == kept
        assert {path.parent for path in films} == {project.folder / ".scenec" / "copies"}
    assert len(ask(vendor.url, "ledger")) == 2


@pytest.mark.postgres
def test_a_worker_needs_nothing_of_the_folder_that_the_film_was_queued_from(
    tmp_path: Path, sandbox: Sandbox, remote: Remote
) -> None:
    vendor = sandbox()
    with postgres() as server:
        environment = {"SCENEC_STORE": f"{remote.address}/{tmp_path.name}", "SCENEC_DATABASE_URL": server}
        here = Project(tmp_path / "here", vendor.url, environment=environment)
        there = Project(tmp_path / "there", vendor.url, environment=environment)
        film = draw(here.folder)
        there.folder.mkdir()
        with here.runner() as runner:
            run, _ = runner.open(prepare(film), here.options(detached=True), here.read)
        shutil.rmtree(here.folder)
        with there.runner() as runner:
            runner.start()
            progress = runner.watch(run, lambda _: None, every=0.05)
        assert progress.run.state == "done", [(one.clip, one.state, one.message) for one in progress.clips]
        assert len(ask(vendor.url, "ledger")) == 2
