"""Frames come out whole, however the stream was cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.wire.cmpp_messages import CMPP30, ActiveTest, Query, Submit30
from heyan.wire.fields import LocalProtocolError, RemoteProtocolError
from heyan.wire.frames import LONGEST, FrameBuffer


def frame(body: bytes) -> bytes:
    return (4 + len(body)).to_bytes(4) + body


@given(st.lists(st.binary(max_size=60), max_size=10), st.data())
def test_the_stream_may_be_cut_anywhere(bodies: list[bytes], data: st.DataObject) -> None:
    frames = [frame(body) for body in bodies]
    stream = b"".join(frames)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(stream)), max_size=20)))
    edges = [0, *cuts, len(stream)]
    buffer = FrameBuffer(4)
    pieces = [stream[a:b] for a, b in pairwise(edges)]
    assert [whole for piece in pieces for whole in buffer.feed(piece)] == frames
    assert not buffer.waiting


def test_a_frame_that_has_begun_is_waited_for() -> None:
    buffer = FrameBuffer(4)
    assert list(buffer.feed(frame(b"abc")[:5])) == []
    assert buffer.waiting
    assert list(buffer.feed(b"bc")) == [frame(b"abc")]
    assert not buffer.waiting


@pytest.mark.parametrize("length", [0, 11, LONGEST + 1, 2**32 - 1])
def test_an_insane_length_is_the_peers_error(length: int) -> None:
    with pytest.raises(RemoteProtocolError):
        list(FrameBuffer(12).feed(length.to_bytes(4)))


def test_a_vocabulary_frames_and_unframes_and_skips_what_it_does_not_know() -> None:
    data = CMPP30.frame(ActiveTest(), 5)
    assert data.hex() == "0000000c0000000800000005"
    assert CMPP30.unframe(data) == (8, 5, ActiveTest())
    assert CMPP30.unframe(bytes.fromhex("0000000d000000990000000100")) == (0x99, 1, None)


def test_the_longest_legal_submit_fits_and_no_longer_one_is_made() -> None:
    receivers = ("13800138000",) * 99
    submit = Submit30(
        msg_src="900001", src_id="1069", dest_terminal_id=receivers, msg_content=bytes(159)
    )
    assert len(CMPP30.frame(submit, 1)) == 3490
    submit.dest_terminal_id = ("13800138000",) * 255
    with pytest.raises(LocalProtocolError):
        CMPP30.frame(submit, 1)


def test_a_query_is_as_long_as_its_table() -> None:
    assert len(CMPP30.frame(Query(time="20180903"), 1)) == 39
