"""What a render does without a provider's key: assemble what is there, and refuse the rest before a word is written."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.test_takes import forget
from tests.runner.conftest import ask
from tests.runner.crash import write_project

STUDIO = '[providers.studio]\nbase_url = "https://studio.invalid"\ntoken_env = "STUDIO_TOKEN"\n'


def test_a_film_whose_clips_are_all_there_needs_no_key(tmp_path: Path, scenec: Run, url: str) -> None:
    script = write_project(tmp_path, 2)
    assert scenec("render", "crash.scene", "--provider-url", url).returncode == 0
    film = (tmp_path / "crash.mp4").read_bytes()
    (tmp_path / "scenec.toml").write_text(STUDIO, "utf-8")
    clips = tmp_path / ".scenec" / "store" / "clips"
    (clips / "sandbox").rename(clips / "studio")
    # The ledger knows of no such clips: the store alone has them, as where a bucket is shared.
    forget(tmp_path)
    for _ in range(2):
        (tmp_path / "crash.mp4").unlink()
        done = scenec("render", "crash.scene", "--provider", "studio", "--max-cost", "0")
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "crash.mp4").read_bytes() == film
    script.write_text(script.read_text("utf-8").replace("window number 1", "door number 1"), "utf-8")
    refused = scenec("render", "crash.scene", "--provider", "studio")
    assert refused.returncode == 5
    assert "provider studio has no key: set STUDIO_TOKEN" in refused.stderr
    assert len(ask(url, "ledger")) == 2
