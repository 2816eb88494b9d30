"""What CMPP's messages mean: proofs, results, reports, ids, and how we compose."""

from datetime import UTC, datetime
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.wire import cmpp
from heyan.wire.alphabet import split
from heyan.wire.cmpp_messages import (
    CMPP20,
    ActiveTest,
    ActiveTestResp,
    ConnectResp20,
    ConnectResp30,
    Deliver20,
    Deliver30,
    DeliverResp20,
    DeliverResp30,
    Query,
    QueryResp,
    Submit20,
    SubmitResp30,
    Terminate,
    TerminateResp,
)
from heyan.wire.dialect import Delivery, Kind, Verdict, Welcome
from heyan.wire.fields import LocalProtocolError, RemoteProtocolError
from tests.wire.vectors import CMPP

V20 = cmpp.Cmpp(cmpp.VERSION_20, "900001", "secret01", "106900001", "OTP")
V30 = cmpp.Cmpp(cmpp.VERSION_30, "900001", "secret01", "106900001", "OTP")
STAMP = "0801123456"
TEXT = "【示例】验证码123456，5分钟内有效。"


def test_we_prove_that_we_know_the_secret() -> None:
    assert cmpp.authenticator("900001", "secret01", int(STAMP)) == CMPP["own.cmpp.auth.src"]


def test_a_login_elsewhere_seen_carries_the_same_proof() -> None:
    _, _, seen = CMPP20.unframe(CMPP["seen.cmpp.connect.1"])
    assert cmpp.authenticator("900001", "888888", 1021080510) == seen.authenticator_source


def test_a_short_account_may_be_hashed_with_its_nuls() -> None:
    plain = cmpp.authenticator("9001", "s", 1)
    assert cmpp.authenticator("9001", "s", 1, pad=True) != plain
    assert cmpp.authenticator("900001", "s", 1, pad=True) == cmpp.authenticator("900001", "s", 1)


@pytest.mark.parametrize(("dialect", "name"), [(V20, "cmpp20"), (V30, "cmpp30")])
def test_login_and_welcome_are_the_octets_that_others_made(dialect: cmpp.Cmpp, name: str) -> None:
    login = dialect.login(STAMP)
    assert dialect.frame(login, 1) == CMPP[f"own.{name}.connect"]
    inbound = dialect.unframe(CMPP[f"own.{name}.connect_resp"])
    assert inbound.kind is Kind.LOGIN_ANSWER
    assert dialect.welcome(login, inbound.message) == Welcome(0)


def test_a_gateway_may_hash_four_octets_of_status_in_20_too() -> None:
    login = V20.login(STAMP)
    proof = cmpp.gateway_authenticator(0, 4, login.authenticator_source, "secret01")
    answer = ConnectResp20(status=0, authenticator_ismg=proof, version=0x20)
    assert V20.welcome(login, answer).warning == ""


def test_a_gateway_that_proves_nothing_is_let_pass_with_a_warning() -> None:
    answer = ConnectResp20(status=0, authenticator_ismg=bytes(16), version=0x20)
    said = V20.welcome(V20.login(STAMP), answer)
    assert said.welcome
    assert "does not prove" in said.warning


@pytest.mark.parametrize(
    ("status", "permanent"), [(1, True), (2, True), (3, True), (4, True), (5, False), (9, False)]
)
def test_a_refused_login_is_permanent_where_only_a_setting_helps(
    status: int,
    permanent: bool,  # noqa: FBT001 - parametrized
) -> None:
    answer = ConnectResp30(status=status, authenticator_ismg=bytes(16), version=0x30)
    assert V30.welcome(V30.login(STAMP), answer) == Welcome(status, permanent)


def test_a_login_may_be_refused_in_the_other_versions_words() -> None:
    login = V30.login(STAMP)
    refusal = ConnectResp20(status=3, authenticator_ismg=bytes(16), version=0x30)
    inbound = V30.unframe(V20.frame(refusal, 1))
    assert V30.welcome(login, inbound.message) == Welcome(3, permanent=True)


def test_a_welcome_in_another_version_is_none() -> None:
    login = V30.login(STAMP)
    inbound = V30.unframe(CMPP["own.cmpp20.connect_resp"])
    said = V30.welcome(login, inbound.message)
    assert (said.status, said.permanent) == (cmpp.CONNECT_VERSION, True)


@pytest.mark.parametrize(("dialect", "name"), [(V20, "cmpp20"), (V30, "cmpp30")])
def test_we_compose_the_octets_that_others_made(dialect: cmpp.Cmpp, name: str) -> None:
    (part,) = split(TEXT)
    assert dialect.frame(dialect.compose("13800138000", part), 2) == CMPP[f"own.{name}.submit"]


def test_a_part_of_a_long_text_says_which_it_is_and_numbers_may_carry_86() -> None:
    dialect = cmpp.Cmpp(cmpp.VERSION_20, "900001", "s", "1069", numbers_with_86=True)
    submit = dialect.compose("13800138000", split("核" * 100)[1])
    assert isinstance(submit, Submit20)
    assert (submit.pk_total, submit.pk_number, submit.tp_udhi) == (2, 2, 1)
    assert submit.dest_terminal_id == ("8613800138000",)


@pytest.mark.parametrize(
    ("result", "verdict"),
    [
        (0, Verdict.ACCEPTED),
        (1, Verdict.PERMANENT),
        (3, Verdict.UNKNOWN),
        (5, Verdict.ACCOUNT),
        (7, Verdict.ACCOUNT),
        (8, Verdict.THROTTLED),
        (9, Verdict.REFUSED),
        (10, Verdict.ACCOUNT),
        (11, Verdict.ACCOUNT),
        (12, Verdict.ACCOUNT),
        (13, Verdict.PERMANENT),
        (77, Verdict.PERMANENT),
        (2**32 - 1, Verdict.PERMANENT),
    ],
)
def test_every_result_has_its_meaning(result: int, verdict: Verdict) -> None:
    answer = V30.reading(1, SubmitResp30(msg_id=0x80B22E00042D0007, result=result))
    assert (answer.verdict, answer.code) == (verdict, str(result))
    assert answer.carrier_id == "80b22e00042d0007"


def test_the_answers_to_delivers_and_other_requests_are_read_too() -> None:
    assert V20.reading(1, DeliverResp20(msg_id=1, result=0)).verdict is Verdict.ACCEPTED
    assert V30.reading(1, DeliverResp30(msg_id=1, result=9)).verdict is Verdict.REFUSED
    _, _, counts = CMPP20.unframe(
        bytes.fromhex("0000003f8000000600000007") + b"20180903" + bytes(43)
    )
    assert isinstance(counts, QueryResp)
    assert V20.reading(1, counts).verdict is Verdict.ACCEPTED


def test_a_msg_id_is_laid_out_as_the_specification_says() -> None:
    made = cmpp.make_msg_id(datetime(2026, 8, 1, 12, 34, 56, tzinfo=UTC), 1069, 7)
    assert made.to_bytes(8) == CMPP["own.cmpp.msgid"]
    assert cmpp.carrier_id(made) == "80b22e00042d0007"


@pytest.mark.parametrize("name", ["own.cmpp20.deliver.report", "own.cmpp30.deliver.report"])
def test_a_report_names_the_submit_it_reports_on(name: str) -> None:
    dialect = V30 if "30" in name else V20
    inbound = dialect.unframe(CMPP[name])
    assert inbound.kind is Kind.DELIVER
    report = dialect.report(inbound.message)
    assert report is not None
    assert (report.carrier_id, report.stat) == ("80b22e00042d0007", "DELIVRD")
    assert (report.mobile, report.delivery) == ("13800138000", Delivery.DELIVERED)
    assert "13800138000" not in repr(report)


@pytest.mark.parametrize("width", [21, 32, 25, 0])
def test_a_report_may_have_any_width_of_number(width: int) -> None:
    mobile = "8613800138000"[:width]
    body = cmpp.pack_report(7, "DELIVRD", ("1809031200", "1809031201"), mobile, width)
    assert len(body) == 39 + width
    report = cmpp.unpack_report(body)
    assert (report.mobile, report.submitted) == (mobile[-11:], "1809031200")


def test_a_makers_own_stat_is_read_as_a_failure_from_its_own_octets() -> None:
    _, _, deliver = V30.vocabulary.unframe(CMPP["seen.cmpp30.deliver.3"])
    report = V30.report(deliver)
    assert report is not None
    assert (report.carrier_id, report.mobile) == ("522a4980002aa6cd", "13800138000")
    assert (report.stat, report.delivery) == ("AF:4", Delivery.UNDELIVERED)


def test_a_stat_outside_the_table_is_kept_and_means_failure() -> None:
    body = cmpp.pack_report(7, "AF:4", ("1809031200", "1809031201"), "13800138000", 21)
    report = cmpp.unpack_report(body)
    assert (report.stat, report.delivery) == ("AF:4", Delivery.UNDELIVERED)


def test_what_the_carrier_gave_up_in_its_time_is_told_apart_from_what_it_refused() -> None:
    body = cmpp.pack_report(7, "EXPIRED", ("1809031200", "1809031201"), "13800138000", 21)
    report = cmpp.unpack_report(body)
    assert (report.stat, report.delivery) == ("EXPIRED", Delivery.EXPIRED)


def test_accepted_is_not_the_last_word() -> None:
    body = cmpp.pack_report(7, "ACCEPTD", ("1809031200", "1809031201"), "13800138000", 21)
    assert cmpp.unpack_report(body).delivery is Delivery.INTERMEDIATE


@given(st.binary(max_size=120))
def test_any_report_body_reads_or_is_the_peers_error(body: bytes) -> None:
    try:
        cmpp.unpack_report(body)
    except RemoteProtocolError:
        assert len(body) < 39


def test_a_message_from_a_phone_is_no_report() -> None:
    assert V20.report(V20.unframe(CMPP["own.cmpp20.deliver.mo"]).message) is None


def test_sequence_numbers_count_from_one() -> None:
    assert list(islice(V20.numbers(), 3)) == [1, 2, 3]


@pytest.mark.parametrize(
    ("octets", "kind"),
    [
        ("0000000c 80000008 00000001", Kind.ALIVE_ANSWER),  # twelve octets
        ("0000000d 80000008 00000001 00", Kind.ALIVE_ANSWER),  # and thirteen
        ("0000000c 80000002 00000001", Kind.END_ANSWER),
        ("0000000c 00000002 00000001", Kind.END),
        ("0000000c 00000008 00000001", Kind.ALIVE),
        ("00000010 00000055 00000001 00000000", Kind.STRANGE),
        ("00000014 00000007 00000001 0000000000000000", Kind.ASK),
    ],
)
def test_every_frame_has_its_kind(octets: str, kind: Kind) -> None:
    inbound = V30.unframe(bytes.fromhex(octets))
    assert (inbound.kind, inbound.sequence) == (kind, 1)


def test_what_the_gateway_brings_is_answered_in_its_version() -> None:
    brought = Deliver20(
        msg_id=5, dest_id="1069", src_terminal_id="1", registered_delivery=0, msg_content=b""
    )
    assert V20.answer_to(brought, ok=True) == DeliverResp20(msg_id=5, result=0)
    newer = Deliver30(
        msg_id=6, dest_id="1069", src_terminal_id="1", registered_delivery=0, msg_content=b""
    )
    assert V30.answer_to(newer, ok=False) == DeliverResp30(msg_id=6, result=9)
    assert V30.answer_to(V30.alive(), ok=True) == ActiveTestResp()
    assert V30.answer_to(V30.end(), ok=True) == TerminateResp()
    assert (V30.alive(), V30.end()) == (ActiveTest(), Terminate())
    with pytest.raises(LocalProtocolError):
        V30.answer_to(Query(time="20180903"), ok=True)


def test_the_secret_does_not_show() -> None:
    assert "secret01" not in repr(V30)
