"""Files written beside and renamed; blocks on pipes."""

import io

import pytest

from compiler.media.beside import beside
from compiler.media.pipes import read_block, write_block


def test_a_file_takes_its_place_when_it_is_whole(tmp_path):
    output = tmp_path / "film.mp4"
    output.write_bytes(b"before")
    with beside(output) as part:
        part.write_bytes(b"after")
        assert output.read_bytes() == b"before"
    assert output.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [output]


def test_what_fails_leaves_what_was_there(tmp_path):
    output = tmp_path / "film.mp4"
    output.write_bytes(b"before")
    with pytest.raises(RuntimeError, match="half-way"), beside(output) as part:
        part.write_bytes(b"half")
        raise RuntimeError("half-way")
    assert output.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [output]


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
