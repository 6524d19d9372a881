"""Files written beside and renamed."""

import pytest

from compiler.media.beside import beside


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
