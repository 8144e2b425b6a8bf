"""Frames: whole ones, cut ones, too long ones, and streams that give and take a few bytes at a time."""

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bridge.framing import CAP, SKIPPABLE, FrameTooLong, read_frame, skip, write_frame


def head(length: int) -> bytes:
    return length.to_bytes(4, sys.byteorder)


class Dribble:
    """A pipe that gives and takes at most `most` bytes at once."""

    def __init__(self, data: bytes = b"", *, most: int = 3) -> None:
        self.left = io.BytesIO(data)
        self.taken = b""
        self.most = most

    def read(self, size: int, /) -> bytes:
        return self.left.read(min(size, self.most))

    def write(self, data: bytes, /) -> int:
        self.taken += data[: self.most]
        return min(len(data), self.most)


class Deaf:
    """A pipe that takes nothing any more."""

    def write(self, _data: bytes, /) -> None:
        return None


def test_a_frame_is_its_length_in_native_order_and_its_bytes() -> None:
    sink = io.BytesIO()
    write_frame(sink, "é".encode())
    assert sink.getvalue() == head(2) + b"\xc3\xa9"


def test_frames_are_read_one_after_the_other_until_the_end() -> None:
    source = io.BytesIO(head(2) + b"{}" + head(0) + head(1) + b"x")
    assert [read_frame(source) for _ in range(5)] == [b"{}", b"", b"x", None, None]


@pytest.mark.parametrize("cut", range(6))
def test_a_frame_cut_anywhere_is_the_end(cut: int) -> None:
    assert read_frame(io.BytesIO((head(2) + b"{}")[:cut])) is None


def test_split_reads_are_put_together() -> None:
    assert read_frame(Dribble(head(10) + b"0123456789")) == b"0123456789"


def test_split_writes_are_carried_on() -> None:
    sink = Dribble()
    write_frame(sink, b"0123456789")
    assert sink.taken == head(10) + b"0123456789"


def test_a_reader_who_takes_nothing_is_gone() -> None:
    with pytest.raises(BrokenPipeError):
        write_frame(Deaf(), b"{}")


def test_the_longest_frame_passes_both_ways() -> None:
    pipe = io.BytesIO()
    write_frame(pipe, b"x" * CAP)
    pipe.seek(0)
    assert read_frame(pipe) == b"x" * CAP


@pytest.mark.parametrize("length", [CAP + 1, SKIPPABLE, 0xFFFFFFFF])
def test_a_frame_over_the_cap_is_refused_before_it_is_read(length: int) -> None:
    source = io.BytesIO(head(length) + b"x" * 8)
    with pytest.raises(FrameTooLong) as caught:
        read_frame(source)
    assert caught.value.length == length
    assert source.tell() == 4


def test_a_frame_over_the_cap_is_not_sent() -> None:
    sink = io.BytesIO()
    with pytest.raises(FrameTooLong):
        write_frame(sink, b"x" * (CAP + 1))
    assert sink.getvalue() == b""


def test_a_refused_frame_is_read_past() -> None:
    source = io.BytesIO(b"x" * (CAP + 1) + head(2) + b"{}")
    assert skip(source, CAP + 1)
    assert read_frame(source) == b"{}"


def test_the_end_within_a_refused_frame_is_the_end() -> None:
    assert not skip(io.BytesIO(b"x" * 100), CAP + 1)


def test_a_length_that_is_noise_is_not_waited_for() -> None:
    source = io.BytesIO(b"x" * 100)
    assert not skip(source, SKIPPABLE + 1)
    assert source.tell() == 0


@given(st.lists(st.binary(max_size=300)), st.integers(1, 7))
def test_what_is_sent_is_what_is_read(payloads: list[bytes], most: int) -> None:
    pipe = Dribble(most=most)
    for payload in payloads:
        write_frame(pipe, payload)
    source = Dribble(pipe.taken, most=most)
    assert [read_frame(source) for _ in payloads] == payloads
    assert read_frame(source) is None


@given(st.binary())
def test_any_bytes_are_frames_a_refusal_or_the_end(noise: bytes) -> None:
    source = io.BytesIO(noise)
    read = b""
    refused = 0
    while not refused:
        try:
            payload = read_frame(source)
        except FrameTooLong as fault:
            refused = fault.length
        else:
            if payload is None:
                return
            read += head(len(payload)) + payload
            assert noise.startswith(read)
    assert refused > CAP
    assert not skip(source, refused)
