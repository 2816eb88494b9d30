"""SMGP proves itself by a digest, and reports by a text with a binary id."""

from dataclasses import replace

import pytest

from heyan.wire.alphabet import split
from heyan.wire.dialect import Answer, Delivery, Dialect, Kind, Verdict, Welcome
from heyan.wire.fields import LocalProtocolError, RemoteProtocolError
from heyan.wire.smgp import (
    VERSION_13,
    VERSION_30,
    Smgp,
    authenticator,
    pack_report,
    unpack_report,
    verdict_of,
)
from heyan.wire.smgp_messages import (
    ActiveTest,
    ActiveTestResp,
    Deliver,
    DeliverResp,
    Exit,
    ExitResp,
    LoginResp,
    Query,
    Submit13,
    Submit30,
)
from heyan.wire.tails import parameter
from tests.wire.vectors import SMGP

DIALECT = Smgp(VERSION_30, "10690001", "secret01", "106900001", "OTP")
TEXT = "【示例】验证码123456，5分钟内有效。"


def test_its_login_is_framed_as_others_made_it() -> None:
    dialect: Dialect = DIALECT
    assert dialect.frame(dialect.login("0801123456"), 1) == SMGP["own.smgp.login"]
    assert authenticator("10690001", "secret01", 801123456) == SMGP["own.smgp.auth"]
    assert next(dialect.numbers()) == 1


def test_a_short_account_may_be_hashed_with_its_nuls() -> None:
    plain, padded = (authenticator("1069", "s", 1, pad=pad) for pad in (False, True))
    assert plain != padded
    theirs = DIALECT.unframe(SMGP["seen.smgp.gosmsprotocol.login.1"]).message
    assert theirs.authenticator_client == authenticator("testid", "testauth", 1021080510)


def test_its_submit_is_framed_as_others_made_it() -> None:
    (part,) = split(TEXT)
    submit = DIALECT.compose("13300000000", part)
    assert DIALECT.frame(submit, 2) == SMGP["own.smgp.submit"]


def test_parts_quirks_and_the_older_version_show_in_the_submit() -> None:
    odd = replace(DIALECT, version=VERSION_13, numbers_with_86=True, service_as_product=True)
    submit = odd.compose("13300000000", split(TEXT * 5)[1])
    assert isinstance(submit, Submit13)
    assert submit.dest_term_id == ("8613300000000",)
    assert parameter(submit.parameters, 0x12) == b"OTP".ljust(21, b"\0")
    assert [parameter(submit.parameters, tag) for tag in (2, 9, 0xA)] == [b"\1", b"\2", b"\2"]
    assert isinstance(DIALECT.compose("13300000000", split(TEXT)[0]), Submit30)


def test_a_welcome_is_checked_but_not_insisted_on() -> None:
    login = DIALECT.login("0801123456")
    answer = DIALECT.unframe(SMGP["own.smgp.login_resp"])
    assert answer.kind is Kind.LOGIN_ANSWER
    assert DIALECT.welcome(login, answer.message) == Welcome(0)
    junk = LoginResp(status=0, authenticator_server=bytes(16), server_version=0x30)
    assert "does not prove" in DIALECT.welcome(login, junk).warning


@pytest.mark.parametrize(("status", "permanent"), [(21, True), (3, True), (2, False), (1, False)])
def test_a_refusal_says_whether_to_try_again(status: int, *, permanent: bool) -> None:
    refusal = LoginResp(status=status, authenticator_server=bytes(16), server_version=0x30)
    assert DIALECT.welcome(DIALECT.login("0801123456"), refusal) == Welcome(status, permanent)


@pytest.mark.parametrize(
    ("name", "known_as"),
    [
        ("own.smgp.submit_resp", "01006108011234000042"),
        ("seen.smgp.smsgate.live.submit_resp", "83756011231842314919"),
        ("seen.smgp.zj.live.submit_resp", "57106211231826020002"),
    ],
)
def test_an_answer_brings_the_id_as_it_is(name: str, known_as: str) -> None:
    inbound = DIALECT.unframe(SMGP[name])
    assert inbound.kind is Kind.ANSWER
    assert DIALECT.reading(2, inbound.message) == Answer(Verdict.ACCEPTED, "0", known_as)


def test_statuses_are_known_or_kept() -> None:
    assert verdict_of(1) is Verdict.THROTTLED
    assert verdict_of(12) is Verdict.UNKNOWN
    assert verdict_of(75) is Verdict.REFUSED
    assert verdict_of(33) is verdict_of(46) is verdict_of(8200) is Verdict.ACCOUNT
    assert verdict_of(47) is verdict_of(8201) is Verdict.PERMANENT
    assert DIALECT.reading(1, DeliverResp(msg_id=bytes(10), status=1)).verdict is Verdict.THROTTLED
    assert DIALECT.reading(1, None).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("name", "known_as"),
    [
        ("own.smgp.deliver.report", "01006108011234000042"),
        ("seen.smgp.clz619.report.1", "02037102141557415879"),
    ],
)
def test_a_report_is_read_by_place_and_key(name: str, known_as: str) -> None:
    inbound = DIALECT.unframe(SMGP[name])
    assert inbound.kind is Kind.DELIVER
    report = DIALECT.report(inbound.message)
    assert report is not None
    assert (report.carrier_id, report.stat) == (known_as, "DELIVRD")
    assert (report.delivery, len(report.mobile)) == (Delivery.DELIVERED, 11)


def test_a_report_in_another_spelling_is_read_too() -> None:
    report = unpack_report(SMGP["seen.smgp.smsgate.report.1"], "13300000000")
    assert (report.carrier_id, report.stat) == ("6495c36ac4ea6b00000b", "DELIVRD")
    assert report.submitted == "1807052207"


def test_an_id_may_look_like_a_key() -> None:
    text = pack_report(b" stat:BAD ", "UNDELIV", "2608011234")
    assert len(text) == 122
    report = unpack_report(text, "13300000000")
    assert (report.stat, report.submitted) == ("UNDELIV", "2608011234")
    with pytest.raises(RemoteProtocolError):
        unpack_report(b"id:short", "13300000000")


def test_what_the_gateway_asks_is_answered() -> None:
    assert DIALECT.answer_to(DIALECT.alive(), ok=True) == ActiveTestResp()
    assert DIALECT.answer_to(DIALECT.end(), ok=True) == ExitResp()
    deliver = Deliver(
        msg_id=bytes(10), is_report=0, src_term_id="1", dest_term_id="2", msg_content=b""
    )
    assert DIALECT.report(deliver) is None
    assert DIALECT.answer_to(deliver, ok=True).status == 0
    assert DIALECT.answer_to(deliver, ok=False).status == 1
    with pytest.raises(LocalProtocolError):
        DIALECT.answer_to(Query(query_time="20180903"), ok=True)


def test_every_frame_has_its_kind() -> None:
    kinds = [
        DIALECT.unframe(DIALECT.frame(message, 1)).kind
        for message in (ActiveTest(), ActiveTestResp(), Exit(), ExitResp())
    ]
    assert kinds == [Kind.ALIVE, Kind.ALIVE_ANSWER, Kind.END, Kind.END_ANSWER]
    assert DIALECT.unframe(SMGP["seen.smgp.gosmsprotocol.activetest.2"]).kind is Kind.ALIVE_ANSWER
    assert DIALECT.unframe(bytes.fromhex("0000000c0000009900000001")).kind is Kind.STRANGE
    assert "secret01" not in repr(DIALECT)
