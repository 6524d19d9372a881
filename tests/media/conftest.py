"""The clip that most films of the tests are put together from."""

import pytest

from tests.media.clips import FLASHES, make_clip


@pytest.fixture(scope="session")
def clip(tmp_path_factory):
    """73 frames that flash and beep at ``FLASHES``; not to be changed."""
    return make_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 73, flashes=FLASHES)
