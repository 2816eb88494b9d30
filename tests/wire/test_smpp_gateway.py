"""SMPP's other side spells ids in its own way, with parameters or without."""

import pytest

from heyan.wire import smpp_gateway
from heyan.wire.gateway_side import Told
from heyan.wire.smpp import Smpp
from heyan.wire.smpp_messages import SubmitSm
from tests.wire.line import STAMP

TOLD = Told(0xAB12, "13800000001", "1065", "DELIVRD", "1809030900")


@pytest.mark.parametrize("short", [False, True])
def test_a_receipt_is_found_though_its_id_is_in_other_letters(*, short: bool) -> None:
    ours = Smpp("900001", "secret01")
    submit = SubmitSm(source_addr="1065", destination_addr="8613800000001", short_message=b"")
    answer = smpp_gateway.answer_submit(submit, 0xAB12, 0)
    assert answer.message_id == "AB12"
    receipt = smpp_gateway.report(smpp_gateway.opening(), TOLD, 1, short=short)
    assert bool(receipt.parameters) is not short
    read = ours.report(receipt)
    assert read is not None
    assert read.carrier_id == ours.reading(1, answer).carrier_id == "ab12"


def test_a_refusal_has_no_body() -> None:
    login = Smpp("900001", "secret01").login("")
    dialect = smpp_gateway.dialect_for(login, STAMP)
    assert len(dialect.frame(smpp_gateway.welcome(dialect, login, 5, ""), 1)) == 16
    login.interface_version = 0x32
    assert not smpp_gateway.is_known_version(login)
