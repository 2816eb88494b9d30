"""CMPP's messages against octets that others made, both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.wire.cmpp_messages import CMPP20, CMPP30, Deliver30, Submit20, Submit30
from heyan.wire.frames import FrameBuffer, Vocabulary
from tests.wire.drawn import messages, spoil, survives
from tests.wire.vectors import CMPP

WHOLE = {name: data for name, data in CMPP.items() if len(data) == int.from_bytes(data[:4])}
# CMPP_FWD goes between gateways; nobody who sends messages ever meets it.
BETWEEN_GATEWAYS = {name: data for name, data in WHOLE.items() if ".fwd" in name}
FRAMES = {name: data for name, data in WHOLE.items() if name not in BETWEEN_GATEWAYS}
VERSIONS = {"cmpp": (CMPP20, CMPP30), "cmpp20": (CMPP20,), "cmpp30": (CMPP30,)}


def test_the_vectors_are_there() -> None:
    assert len(WHOLE) == len(CMPP) - 2 >= 53  # all but a digest and a Msg_Id
    assert len(BETWEEN_GATEWAYS) == 4


@pytest.mark.parametrize("name", FRAMES)
def test_a_vector_reads_to_its_last_octet_and_writes_back_the_same(name: str) -> None:
    for vocabulary in VERSIONS[name.split(".")[1]]:
        _, sequence, message = vocabulary.unframe(FRAMES[name])
        assert message is not None
        assert vocabulary.frame(message, sequence) == FRAMES[name]


@pytest.mark.parametrize("name", BETWEEN_GATEWAYS)
def test_what_gateways_tell_each_other_is_skipped_by_its_length(name: str) -> None:
    data = BETWEEN_GATEWAYS[name]
    buffer = FrameBuffer(CMPP20.HEADER_SIZE)
    first, second = buffer.feed(data + CMPP["own.cmpp.active_test"])
    assert CMPP20.unframe(first) == (*(int.from_bytes(data[at : at + 4]) for at in (4, 8)), None)
    assert second == CMPP["own.cmpp.active_test"]


def test_submit_20_reads_as_it_was_meant() -> None:
    _, sequence, message = CMPP20.unframe(CMPP["own.cmpp20.submit"])
    assert sequence == 2
    assert message == Submit20(
        service_id="OTP",
        msg_src="900001",
        src_id="106900001",
        fee_code="0",
        dest_terminal_id=("13800138000",),
        msg_content="【示例】验证码123456，5分钟内有效。".encode("utf-16-be"),
    )


def test_submit_30_reads_as_it_was_meant() -> None:
    _, _, message = CMPP30.unframe(CMPP["own.cmpp30.submit"])
    assert isinstance(message, Submit30)
    assert message.dest_terminal_id == ("13800138000",)
    assert message.msg_content.decode("utf-16-be") == "【示例】验证码123456，5分钟内有效。"
    assert (message.fee_type, message.msg_fmt, message.registered_delivery) == ("01", 8, 1)


def test_a_message_from_a_phone_reads_as_it_was_meant() -> None:
    _, _, message = CMPP30.unframe(CMPP["own.cmpp30.deliver.mo"])
    assert isinstance(message, Deliver30)
    assert (message.src_terminal_id, message.registered_delivery) == ("13800138000", 0)
    assert message.msg_content == b"TD"


@pytest.mark.parametrize("vocabulary", [CMPP20, CMPP30], ids=["2.0", "3.0"])
@given(data=st.data(), sequence=st.integers(0, 2**32 - 1))
def test_what_is_framed_can_be_read_back(
    vocabulary: Vocabulary, data: st.DataObject, sequence: int
) -> None:
    message = data.draw(messages(vocabulary))
    framed = vocabulary.frame(message, sequence)
    assert vocabulary.unframe(framed)[1:] == (sequence, message)


@pytest.mark.parametrize("vocabulary", [CMPP20, CMPP30], ids=["2.0", "3.0"])
@given(noise=st.binary(max_size=300), name=st.sampled_from(sorted(FRAMES)), data=st.data())
def test_noise_is_a_protocol_error_and_nothing_else(
    vocabulary: Vocabulary, noise: bytes, name: str, data: st.DataObject
) -> None:
    survives(vocabulary, noise)
    survives(vocabulary, spoil(FRAMES[name], data))
