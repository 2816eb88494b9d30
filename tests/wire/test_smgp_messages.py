"""SMGP's messages against octets that others made, both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.wire.frames import Vocabulary
from heyan.wire.smgp_messages import SMGP13, SMGP30, Submit13, Submit30
from heyan.wire.tails import parameter
from tests.wire.drawn import messages, spoil, survives
from tests.wire.vectors import SMGP

FRAMES = {name: d for name, d in SMGP.items() if len(d) == int.from_bytes(d[:4])}
TEXT = "【示例】验证码123456，5分钟内有效。"


def vocabulary_of(name: str) -> Vocabulary:
    return SMGP13 if ".smgp13." in name else SMGP30


@pytest.mark.parametrize("name", FRAMES)
def test_a_vector_reads_to_its_last_octet_and_writes_back_the_same(name: str) -> None:
    vocabulary = vocabulary_of(name)
    _, sequence, message = vocabulary.unframe(FRAMES[name])
    assert message is not None
    assert vocabulary.frame(message, sequence) == FRAMES[name]


def test_the_vectors_are_there() -> None:
    assert len(FRAMES) == len(SMGP) - 2 == 25  # all but a digest and a report's text


def test_a_submit_reads_as_it_was_meant() -> None:
    _, sequence, message = SMGP30.unframe(SMGP["own.smgp.submit"])
    assert sequence == 2
    assert message == Submit30(
        service_id="OTP",
        src_term_id="106900001",
        dest_term_id=("13300000000",),
        msg_content=TEXT.encode("utf-16-be"),
        parameters=((0x10, b"10690001"),),
    )


def test_the_older_version_has_no_fixed_fee_and_unknown_parameters_are_skipped() -> None:
    _, _, message = SMGP13.unframe(SMGP["seen.smgp13.smsgate.submit.2"])
    assert isinstance(message, Submit13)
    assert message.dest_term_id == ("13800138000",)
    assert parameter(message.parameters, 0x14) is not None
    assert parameter(message.parameters, 0x99) is None


@pytest.mark.parametrize("vocabulary", [SMGP13, SMGP30], ids=["1.3", "3.0"])
@given(data=st.data(), sequence=st.integers(0, 2**32 - 1))
def test_what_is_framed_can_be_read_back(
    vocabulary: Vocabulary, data: st.DataObject, sequence: int
) -> None:
    message = data.draw(messages(vocabulary))
    framed = vocabulary.frame(message, sequence)
    assert vocabulary.unframe(framed)[1:] == (sequence, message)


@pytest.mark.parametrize("vocabulary", [SMGP13, SMGP30], ids=["1.3", "3.0"])
@given(noise=st.binary(max_size=300), name=st.sampled_from(sorted(FRAMES)), data=st.data())
def test_noise_is_a_protocol_error_and_nothing_else(
    vocabulary: Vocabulary, noise: bytes, name: str, data: st.DataObject
) -> None:
    survives(vocabulary, noise)
    survives(vocabulary, spoil(FRAMES[name], data))
