"""The gateway's side of CMPP, against octets that others made."""

import pytest

from heyan.wire import cmpp, cmpp_gateway
from heyan.wire.alphabet import split
from heyan.wire.cmpp_messages import CMPP20, CMPP30, Connect, Submit20
from heyan.wire.gateway_side import Told
from tests.wire.line import STAMP
from tests.wire.vectors import CMPP

CLIENTS = {
    version: cmpp.Cmpp(version, "900001", "secret01", "106900001", "OTP")
    for version in (cmpp.VERSION_20, cmpp.VERSION_30)
}
NAMES = [("cmpp20", cmpp.VERSION_20), ("cmpp30", cmpp.VERSION_30)]


@pytest.mark.parametrize(("name", "version"), NAMES)
def test_a_caller_is_known_by_its_secret_and_welcomed_in_its_version(
    name: str, version: int
) -> None:
    login = CLIENTS[version].login("0801123456")
    assert cmpp_gateway.is_known_version(login)
    assert cmpp_gateway.knows_secret(login, "secret01")
    assert not cmpp_gateway.knows_secret(login, "secret02")
    dialect = cmpp_gateway.dialect_for(login, STAMP)
    welcome = cmpp_gateway.welcome(dialect, login, 0, "secret01")
    assert dialect.frame(welcome, 1) == CMPP[f"own.{name}.connect_resp"]


def test_who_is_refused_gets_no_proof() -> None:
    login = CLIENTS[cmpp.VERSION_20].login("0801123456")
    refusal = cmpp_gateway.welcome(cmpp_gateway.dialect_for(login, STAMP), login, 3, "secret01")
    assert (refusal.status, refusal.authenticator_ismg) == (3, bytes(16))


def test_a_name_hashed_with_its_nuls_is_known_too() -> None:
    dialect = cmpp.Cmpp(cmpp.VERSION_30, "9001", "s", pad_account_in_digest=True)
    assert cmpp_gateway.knows_secret(dialect.login("0801123456"), "s")


def test_an_unknown_version_is_answered_in_the_newest() -> None:
    login = Connect(source_addr="900001", authenticator_source=bytes(16), version=0x02, timestamp=1)
    assert not cmpp_gateway.is_known_version(login)
    assert cmpp_gateway.dialect_for(login, STAMP).version == cmpp.VERSION_30


def test_a_submit_is_read_and_answered() -> None:
    _, _, submit = CMPP20.unframe(CMPP["own.cmpp20.submit"])
    assert isinstance(submit, Submit20)
    asked = cmpp_gateway.read_submit(submit)
    assert asked.mobiles == ("13800138000",)
    assert asked.piece.text == "【示例】验证码123456，5分钟内有效。"
    assert (asked.sender, asked.wants_report) == ("106900001", True)
    assert "13800138000" not in repr(asked)
    answer = cmpp_gateway.answer_submit(submit, 0x80B22E00042D0007, 0)
    assert CMPP20.frame(answer, 2) == CMPP["own.cmpp20.submit_resp.ok"]


def test_a_part_of_a_long_text_and_a_number_with_86_are_read() -> None:
    dialect = cmpp.Cmpp(cmpp.VERSION_30, "900001", "s", "1069", numbers_with_86=True)
    asked = cmpp_gateway.read_submit(dialect.compose("13800138000", split("核" * 100)[1]))
    assert asked.mobiles == ("13800138000",)
    assert (asked.piece.number, asked.piece.total) == (2, 2)


@pytest.mark.parametrize(
    ("version", "short", "size"),
    [(cmpp.VERSION_20, False, 145), (cmpp.VERSION_30, False, 180), (cmpp.VERSION_30, True, 169)],
)
def test_a_report_is_read_by_the_client_whatever_its_size(
    version: int,
    short: bool,  # noqa: FBT001 - parametrized
    size: int,
) -> None:
    dialect = CLIENTS[version]
    told = Told(0x80B22E00042D0007, "13800138000", "106900001", "DELIVRD", "2608011234")
    deliver = cmpp_gateway.report(dialect, told, own_id=9, short=short)
    framed = dialect.frame(deliver, 3)
    assert len(framed) == size
    report = dialect.report(dialect.unframe(framed).message)
    assert report is not None
    assert (report.carrier_id, report.mobile) == ("80b22e00042d0007", "13800138000")


@pytest.mark.parametrize("version", CLIENTS)
def test_a_phone_may_write_to_us(version: int) -> None:
    dialect = CLIENTS[version]
    deliver = cmpp_gateway.from_phone(dialect, 9, "13800138000", "106900001", "退订")
    read_back = dialect.unframe(dialect.frame(deliver, 3)).message
    assert read_back.msg_content.decode("utf-16-be") == "退订"
    assert dialect.report(read_back) is None


def test_both_versions_speak_all_their_commands() -> None:
    assert len(CMPP20.commands) == len(CMPP30.commands) == 14
