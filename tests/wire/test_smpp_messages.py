"""SMPP's messages against octets that others made, both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.wire.frames import Vocabulary
from heyan.wire.smpp_messages import SMPP34, DeliverSm, SubmitSm, SubmitSmResp
from tests.wire.drawn import messages, spoil, survives
from tests.wire.vectors import SMPP

FRAMES = {name: d for name, d in SMPP.items() if len(d) == int.from_bytes(d[:4])}
UNKNOWN = FRAMES.pop("seen.smpp.gosmsprotocol.header_alone")  # a query_sm without a body
TEXT = "【示例】验证码123456，5分钟内有效。"


def vocabulary_of(name: str) -> Vocabulary:
    assert ".smpp." in name
    return SMPP34


@pytest.mark.parametrize("name", FRAMES)
def test_a_vector_reads_to_its_last_octet_and_writes_back_the_same(name: str) -> None:
    vocabulary = vocabulary_of(name)
    _, sequence, message = vocabulary.unframe(FRAMES[name])
    assert message is not None
    assert vocabulary.frame(message, sequence) == FRAMES[name]


def test_the_vectors_are_there() -> None:
    assert len(FRAMES) == len(SMPP) - 1 == 14


def test_what_a_sender_does_not_need_is_skipped() -> None:
    assert SMPP34.unframe(UNKNOWN) == (3, 1, None)


def test_a_submit_reads_as_it_was_meant() -> None:
    _, sequence, message = SMPP34.unframe(SMPP["own.smpp.submit_sm"])
    assert sequence == 2
    assert message == SubmitSm(
        service_type="OTP",
        source_addr="106900001",
        destination_addr="8613800138000",
        short_message=TEXT.encode("utf-16-be"),
    )


def test_a_refusal_may_come_without_a_body() -> None:
    _, _, message = SMPP34.unframe(SMPP["own.smpp.submit_sm_resp.throttled"])
    assert message == SubmitSmResp(command_status=0x58)


def test_a_receipt_reads_as_it_was_meant() -> None:
    _, _, message = SMPP34.unframe(SMPP["own.smpp.deliver_sm.receipt"])
    assert isinstance(message, DeliverSm)
    assert dict(message.parameters) == {0x1E: b"1a2b3c\0", 0x427: b"\2"}


@pytest.mark.parametrize("vocabulary", [SMPP34], ids=["3.4"])
@given(data=st.data(), sequence=st.integers(0, 2**31 - 1))
def test_what_is_framed_can_be_read_back(
    vocabulary: Vocabulary, data: st.DataObject, sequence: int
) -> None:
    message = data.draw(messages(vocabulary))
    framed = vocabulary.frame(message, sequence)
    assert vocabulary.unframe(framed)[1:] == (sequence, message)


@pytest.mark.parametrize("vocabulary", [SMPP34], ids=["3.4"])
@given(noise=st.binary(max_size=300), name=st.sampled_from(sorted(FRAMES)), data=st.data())
def test_noise_is_a_protocol_error_and_nothing_else(
    vocabulary: Vocabulary, noise: bytes, name: str, data: st.DataObject
) -> None:
    survives(vocabulary, noise)
    survives(vocabulary, spoil(FRAMES[name], data))
