"""SGIP logs in in clear, and knows a message by the number of its submit."""

from itertools import count

import pytest

from heyan.wire.alphabet import split
from heyan.wire.dialect import Answer, Delivery, Dialect, Kind, StatusReport, Verdict, Welcome
from heyan.wire.fields import LocalProtocolError
from heyan.wire.sgip import Sgip, carrier_id, verdict_of
from heyan.wire.sgip_messages import (
    Bind,
    BindResp,
    Deliver,
    DeliverResp,
    Report,
    ReportResp,
    Submit,
    SubmitResp,
    Unbind,
    UnbindResp,
    UserRpt,
    UserRptResp,
)
from tests.wire.vectors import SGIP

NODE = 3010012345
FIRST = NODE << 64 | 801123456 << 32 | 1
DIALECT = Sgip(count(FIRST), "fakename", "1234", NODE, "106550001", "OTP")
TEXT = "【示例】验证码123456，5分钟内有效。"


def test_its_login_is_framed_as_others_made_it() -> None:
    dialect: Dialect = DIALECT
    assert dialect.frame(dialect.login("0801123456"), FIRST) == SGIP["own.sgip.bind"]
    assert dialect.unframe(SGIP["own.sgip.bind"]).kind is Kind.LOGIN


def test_its_submit_goes_to_one_number_with_86_and_wants_a_report() -> None:
    (part,) = split(TEXT)
    submit = DIALECT.compose("13000000000", part)
    theirs = DIALECT.unframe(SGIP["own.sgip.submit"]).message
    assert isinstance(theirs, Submit)
    assert submit.user_number == theirs.user_number == ("8613000000000",)
    assert (submit.corp_id, submit.report_flag) == ("12345", 1)
    assert submit.message_content == theirs.message_content


def test_parts_of_a_long_text_say_so() -> None:
    parts = split(TEXT * 5)
    assert {DIALECT.compose("13000000000", part).tp_udhi for part in parts} == {1}


@pytest.mark.parametrize(("result", "permanent"), [(0, False), (1, True), (3, False), (4, True)])
def test_a_welcome_says_whether_to_try_again(result: int, *, permanent: bool) -> None:
    login = DIALECT.login("0801123456")
    assert DIALECT.welcome(login, BindResp(result=result)) == Welcome(result, permanent)


def test_the_answer_means_the_submits_own_number() -> None:
    inbound = DIALECT.unframe(SGIP["own.sgip.submit_resp"])
    assert inbound.kind is Kind.ANSWER
    answer = DIALECT.reading(inbound.sequence, inbound.message)
    assert answer == Answer(Verdict.ACCEPTED, "0", "b36924b92fc02c8000000002")
    assert DIALECT.reading(7, ReportResp(result=0)).carrier_id == ""


@pytest.mark.parametrize("result", [11, 33, 34, 88])
def test_too_fast_has_many_names(result: int) -> None:
    assert verdict_of(result) is Verdict.THROTTLED


def test_other_results_are_known_or_kept() -> None:
    assert verdict_of(5) is verdict_of(10) is verdict_of(94) is Verdict.ACCOUNT
    assert verdict_of(6) is Verdict.PERMANENT
    assert verdict_of(9) is Verdict.UNKNOWN
    assert verdict_of(32) is Verdict.REFUSED
    assert DIALECT.reading(1, SubmitResp(result=69)).code == "69"
    assert verdict_of(69) is Verdict.PERMANENT


@pytest.mark.parametrize(
    ("name", "stat", "delivery"),
    [("ok", "0", Delivery.DELIVERED), ("fail", "2:25", Delivery.UNDELIVERED)],
)
def test_a_report_names_its_submit(name: str, stat: str, delivery: Delivery) -> None:
    inbound = DIALECT.unframe(SGIP[f"own.sgip.report.{name}"])
    assert inbound.kind is Kind.DELIVER
    known_as = carrier_id(NODE << 64 | 801123456 << 32 | 2)
    assert DIALECT.report(inbound.message) == StatusReport(known_as, "13000000000", stat, delivery)


def test_a_report_may_name_nobody_or_say_that_it_is_not_the_last() -> None:
    report = DIALECT.report(DIALECT.unframe(SGIP["seen.sgip.smsgate.live.report"]).message)
    assert report is not None
    assert (report.mobile, report.delivery) == ("", Delivery.DELIVERED)
    waiting = Report(submit_sequence=bytes(12), user_number="13000000000", state=1)
    told = DIALECT.report(waiting)
    assert told is not None
    assert told.delivery is Delivery.INTERMEDIATE


def test_what_is_no_report_on_a_submit_is_none() -> None:
    assert DIALECT.report(Deliver(user_number="1", sp_number="2", message_content=b"")) is None
    on_deliver = Report(submit_sequence=bytes(12), report_type=1, user_number="1", state=0)
    assert DIALECT.report(on_deliver) is None


def test_what_the_gateway_asks_is_answered() -> None:
    assert DIALECT.answer_to(Unbind(), ok=True) == UnbindResp()
    report = Report(submit_sequence=bytes(12), user_number="1", state=0)
    assert DIALECT.answer_to(report, ok=True) == ReportResp(result=0)
    assert DIALECT.answer_to(report, ok=False) == ReportResp(result=11)
    deliver = Deliver(user_number="1", sp_number="2", message_content=b"")
    assert DIALECT.answer_to(deliver, ok=True) == DeliverResp(result=0)
    changed = UserRpt(sp_number="1", user_number="2", user_condition=0)
    assert DIALECT.answer_to(changed, ok=True) == UserRptResp(result=0)
    with pytest.raises(LocalProtocolError):
        DIALECT.answer_to(Bind(login_name="a", login_password="b"), ok=True)


def test_a_goodbye_may_be_answered_with_a_body_and_the_unknown_is_skipped() -> None:
    goodbye = SGIP["own.sgip.unbind_resp"]
    longer = (29).to_bytes(4) + goodbye[4:] + bytes(9)
    assert DIALECT.unframe(longer).kind is Kind.END_ANSWER
    strange = (20).to_bytes(4) + bytes.fromhex("00001000") + bytes(12)
    assert DIALECT.unframe(strange).kind is Kind.STRANGE
    assert DIALECT.end() == Unbind()


def test_its_numbers_are_one_row_for_all_connections_of_the_node() -> None:
    dialect = Sgip(count(5))
    assert [next(dialect.numbers()), next(dialect.numbers())] == [5, 6]
    assert "secret" not in repr(Sgip(count(5), "fakename", "secret"))
