"""SMPP: statuses in the header, receipts in texts and parameters, ids in many spellings."""

from dataclasses import replace

import pytest

from heyan.wire.alphabet import split
from heyan.wire.dialect import Answer, Delivery, Dialect, Kind, Verdict, Welcome
from heyan.wire.fields import LocalProtocolError
from heyan.wire.smpp import RECEIPTED_MESSAGE_ID, Smpp, Spelling, plain_id, verdict_of
from heyan.wire.smpp_messages import (
    BindTransceiver,
    BindTransceiverResp,
    DeliverSm,
    DeliverSmResp,
    EnquireLinkResp,
    GenericNack,
    SubmitSmResp,
    UnbindResp,
)
from tests.wire.vectors import SMPP

DIALECT = Smpp("testid", "secret01", "106900001", "OTP")
TEXT = "【示例】验证码123456，5分钟内有效。"


def receipt(text: bytes) -> DeliverSm:
    return DeliverSm(
        source_addr="8613800138000", destination_addr="1069", esm_class=4, short_message=text
    )


def test_its_login_and_its_submit_are_framed_as_others_made_them() -> None:
    dialect: Dialect = DIALECT
    assert dialect.frame(dialect.login("0801123456"), 1) == SMPP["own.smpp.bind_transceiver"]
    (part,) = split(TEXT)
    assert dialect.frame(dialect.compose("13800138000", part), 2) == SMPP["own.smpp.submit_sm"]


def test_numbers_begin_at_one_and_never_have_the_highest_bit() -> None:
    assert next(DIALECT.numbers()) == 1


def test_parts_and_short_codes_show_in_the_submit() -> None:
    odd = replace(DIALECT, sender_is_short_code=True)
    submit = odd.compose("13800138000", split(TEXT * 5)[0])
    assert submit.esm_class == 0x40
    assert (submit.source_addr_ton, submit.source_addr_npi) == (3, 1)


@pytest.mark.parametrize(("status", "permanent"), [(0, False), (5, False), (0xE, True)])
def test_a_welcome_says_whether_to_try_again(status: int, *, permanent: bool) -> None:
    answer = BindTransceiverResp(command_status=status)
    assert DIALECT.welcome(DIALECT.login("0801123456"), answer) == Welcome(status, permanent)


def test_an_answer_brings_its_status_and_its_id() -> None:
    inbound = DIALECT.unframe(SMPP["own.smpp.submit_sm_resp.ok"])
    assert inbound.kind is Kind.ANSWER
    assert DIALECT.reading(2, inbound.message) == Answer(Verdict.ACCEPTED, "0x0", "1a2b3c")
    throttled = DIALECT.unframe(SMPP["own.smpp.submit_sm_resp.throttled"])
    assert DIALECT.reading(2, throttled.message).verdict is Verdict.THROTTLED
    nack = DIALECT.unframe(SMPP["own.smpp.generic_nack"])
    assert DIALECT.reading(2, nack.message) == Answer(Verdict.PERMANENT, "0x3")
    assert DIALECT.reading(1, DeliverSmResp()).verdict is Verdict.ACCEPTED


def test_statuses_are_known_or_kept() -> None:
    assert verdict_of(0x14) is Verdict.THROTTLED
    assert verdict_of(0x08) is Verdict.REFUSED
    assert verdict_of(0x0A) is verdict_of(0x15) is Verdict.ACCOUNT
    assert verdict_of(0x0B) is verdict_of(0x400) is Verdict.PERMANENT


@pytest.mark.parametrize(
    ("name", "known_as"),
    [("own.smpp.deliver_sm.receipt", "1a2b3c"), ("seen.smpp.smsgate.deliver.1", None)],
)
def test_a_receipt_names_its_submit(name: str, known_as: str | None) -> None:
    inbound = DIALECT.unframe(SMPP[name])
    assert inbound.kind is Kind.DELIVER
    report = DIALECT.report(inbound.message)
    assert report is not None
    assert report.carrier_id == (known_as or report.carrier_id) != ""
    assert (report.stat, report.delivery) == ("DELIVRD", Delivery.DELIVERED)


def test_a_receipt_without_parameters_is_read_by_its_text() -> None:
    told = DIALECT.report(receipt(b"id:0042AB sub:001 dlvrd:000 stat:UNDELIV err:004 text:"))
    assert told is not None
    assert (told.carrier_id, told.stat, told.mobile) == ("42ab", "UNDELIV", "13800138000")
    assert told.delivery is Delivery.UNDELIVERED
    waiting = DIALECT.report(receipt(b"id:1 stat:ENROUTE"))
    assert waiting is not None
    assert waiting.delivery is Delivery.INTERMEDIATE


@pytest.mark.parametrize(
    ("spelling", "answered", "receipted"),
    [
        (Spelling.SAME, "00AB12", "ab12"),
        (Spelling.SAME, "ab12", "0000AB12"),
        (Spelling.DECIMAL, "1A2B", "6699"),
        (Spelling.DECIMAL, "00001a2b", "0000006699"),
        (Spelling.HEXADECIMAL, "6699", "1A2B"),
        (Spelling.HEXADECIMAL, "6699", "00001a2b"),
        (Spelling.DECIMAL, "x-y", "X-Y"),
        (Spelling.HEXADECIMAL, "x-y", "X-Y"),
        (Spelling.SAME, "0", "000"),
    ],
)
def test_12_an_id_is_the_same_in_every_spelling(
    spelling: Spelling, answered: str, receipted: str
) -> None:
    dialect = replace(DIALECT, receipt_ids=spelling)
    answer = dialect.reading(1, SubmitSmResp(message_id=answered))
    told = dialect.report(receipt(b"id:%b stat:DELIVRD" % receipted.encode()))
    assert told is not None
    assert told.carrier_id == answer.carrier_id


@pytest.mark.parametrize(
    ("said", "known_as"),
    [(b"1A\x002", "1a"), (b"1A\0", "1a"), (b"\x001A", "ff"), (b"a" * 5_000, "a" * 64)],
)
def test_an_id_ends_at_its_nul_and_has_a_length(said: bytes, known_as: str) -> None:
    told = receipt(b"id:ff stat:DELIVRD")
    told.parameters = ((RECEIPTED_MESSAGE_ID, said),)
    read = DIALECT.report(told)
    assert read is not None
    assert read.carrier_id == known_as


@pytest.mark.parametrize("spelling", Spelling)
def test_an_id_of_thousands_of_digits_is_a_receipt_like_any_other(spelling: Spelling) -> None:
    told = receipt(b"stat:DELIVRD")
    told.parameters = ((RECEIPTED_MESSAGE_ID, b"9" * 5_000),)
    read = replace(DIALECT, receipt_ids=spelling).report(told)
    assert read is not None
    assert 0 < len(read.carrier_id) <= 64


def test_no_id_is_no_id() -> None:
    assert plain_id("") == ""


def test_what_the_gateway_asks_is_answered() -> None:
    assert DIALECT.answer_to(DIALECT.alive(), ok=True) == EnquireLinkResp()
    assert DIALECT.answer_to(DIALECT.end(), ok=True) == UnbindResp()
    assert DIALECT.answer_to(receipt(b""), ok=True) == DeliverSmResp()
    assert DIALECT.answer_to(receipt(b""), ok=False) == DeliverSmResp(command_status=0x64)
    from_phone = receipt(b"TD")
    from_phone.esm_class = 0
    assert DIALECT.report(from_phone) is None
    with pytest.raises(LocalProtocolError):
        DIALECT.answer_to(GenericNack(command_status=3), ok=True)


def test_what_it_does_not_know_is_skipped_and_its_password_does_not_show() -> None:
    assert DIALECT.unframe(SMPP["seen.smpp.gosmsprotocol.header_alone"]).kind is Kind.STRANGE
    assert "secret01" not in repr(DIALECT)
    assert "secret01" not in repr(BindTransceiver(system_id="testid", password="secret01"))
