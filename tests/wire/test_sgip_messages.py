"""SGIP's messages against octets that others made, both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.wire.frames import Vocabulary
from heyan.wire.sgip_messages import SGIP12, Report, Submit
from tests.wire.drawn import messages, spoil, survives
from tests.wire.vectors import SGIP

FRAMES = {name: d for name, d in SGIP.items() if len(d) == int.from_bytes(d[:4])}
TEXT = "【示例】验证码123456，5分钟内有效。"


def vocabulary_of(name: str) -> Vocabulary:
    assert ".sgip." in name
    return SGIP12


@pytest.mark.parametrize("name", FRAMES)
def test_a_vector_reads_to_its_last_octet_and_writes_back_the_same(name: str) -> None:
    vocabulary = vocabulary_of(name)
    _, sequence, message = vocabulary.unframe(FRAMES[name])
    assert message is not None
    assert vocabulary.frame(message, sequence) == FRAMES[name]


def test_the_vectors_are_there() -> None:
    assert len(FRAMES) == len(SGIP) == 24


def test_a_submit_reads_as_it_was_meant() -> None:
    _, sequence, message = SGIP12.unframe(SGIP["own.sgip.submit"])
    assert sequence == 3010012345 << 64 | 801123456 << 32 | 2
    assert message == Submit(
        sp_number="106550001",
        user_number=("8613000000000",),
        corp_id="12345",
        service_type="OTP",
        message_content=TEXT.encode("utf-16-be"),
    )


def test_a_report_names_the_submit_by_its_own_number() -> None:
    _, submitted, _ = SGIP12.unframe(SGIP["own.sgip.submit"])
    _, _, message = SGIP12.unframe(SGIP["own.sgip.report.fail"])
    assert isinstance(message, Report)
    assert int.from_bytes(message.submit_sequence) == submitted
    assert (message.state, message.error_code) == (2, 25)


@pytest.mark.parametrize("vocabulary", [SGIP12], ids=["1.2"])
@given(data=st.data(), sequence=st.integers(0, 2**96 - 1))
def test_what_is_framed_can_be_read_back(
    vocabulary: Vocabulary, data: st.DataObject, sequence: int
) -> None:
    message = data.draw(messages(vocabulary))
    framed = vocabulary.frame(message, sequence)
    assert vocabulary.unframe(framed)[1:] == (sequence, message)


@pytest.mark.parametrize("vocabulary", [SGIP12], ids=["1.2"])
@given(noise=st.binary(max_size=300), name=st.sampled_from(sorted(FRAMES)), data=st.data())
def test_noise_is_a_protocol_error_and_nothing_else(
    vocabulary: Vocabulary, noise: bytes, name: str, data: st.DataObject
) -> None:
    survives(vocabulary, noise)
    survives(vocabulary, spoil(FRAMES[name], data))
