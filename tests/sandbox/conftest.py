"""A sandbox for tests that leave no trace in it."""

import pytest

from tests.sandbox.harness import bench


@pytest.fixture(scope="module")
def shared():
    with bench() as table:
        yield table
