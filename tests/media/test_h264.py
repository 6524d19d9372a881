"""Parameter sets between their forms."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.media.encoder import Encoder, Form
from compiler.media.h264 import Parameters, free_number, read_avcc, read_start_codes, units, with_lengths, write_avcc

FORM = Form(320, 192, Fraction(24))


@pytest.mark.parametrize("number", [0, 1, 2, 7, 30, 31])
def test_an_encoder_writes_its_sets_under_the_number_it_was_given(number):
    parameters = Encoder(FORM, number).parameters
    assert len(parameters.sequence) == len(parameters.picture) == 1
    assert parameters.numbers() == {number}


def test_sets_survive_being_written_side_by_side():
    parts = [Encoder(FORM, number).parameters for number in (0, 3)]
    both = read_avcc(write_avcc(parts))
    assert both is not None
    assert both.numbers() == {0, 3}
    assert both.sequence == parts[0].sequence + parts[1].sequence
    assert both.picture == parts[0].picture + parts[1].picture
    assert write_avcc([both]) == write_avcc(parts) == write_avcc([*parts, parts[0]])


def test_every_run_of_one_form_has_the_same_sets():
    assert Encoder(FORM, 1).parameters == Encoder(FORM, 1).parameters
    assert Encoder(FORM, 1).parameters != Encoder(Form(640, 192, Fraction(24)), 1).parameters


@given(st.binary(max_size=80))
def test_what_is_no_record_is_none(data):
    found = read_avcc(data)
    assert found is None or (found.sequence and found.picture)


def test_cut_off_records_are_none():
    record = write_avcc([Encoder(FORM, 0).parameters])
    whole = read_avcc(record)
    assert whole is not None
    for length in range(len(record) - 4):
        assert read_avcc(record[:length]) is None


@given(st.lists(st.binary(min_size=1, max_size=30).map(lambda data: b"\x65" + data.replace(b"\0", b"\1")), min_size=1))
def test_packets_keep_their_units(parts):
    stream = b"".join((b"\0\0\0\1" if number % 2 else b"\0\0\1") + part for number, part in enumerate(parts))
    assert units(stream) == parts
    assert with_lengths(stream) == b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def test_parameter_sets_are_left_out_of_packets():
    stream = b"\0\0\0\1\x67\x64\1\2\0\0\0\1\x68\3\0\0\1\x65\4"
    assert with_lengths(stream) == b"\0\0\0\2\x65\4"
    assert read_start_codes(stream) == Parameters((b"\x67\x64\1\2",), (b"\x68\3",))


def test_free_numbers():
    assert free_number({0, 1, 3}) == 2
    assert free_number(set(range(32))) is None
