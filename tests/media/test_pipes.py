"""Blocks on pipes."""

import io

import pytest

from compiler.media.pipes import read_block, write_block


@pytest.mark.parametrize("data", [b"", b"rain", bytes(70_000)])
def test_a_block_is_read_as_it_was_written(data):
    pipe = io.BytesIO()
    write_block(pipe, data)
    write_block(pipe, b"next")
    pipe.seek(0)
    assert read_block(pipe) == data
    assert read_block(pipe) == b"next"
    with pytest.raises(EOFError):
        read_block(pipe)


@pytest.mark.parametrize("left", range(12))
def test_a_block_that_is_cut_off_is_the_end_of_the_pipe(left):
    pipe = io.BytesIO()
    write_block(pipe, b"rain")
    assert len(pipe.getvalue()) == 12
    with pytest.raises(EOFError):
        read_block(io.BytesIO(pipe.getvalue()[:left]))
