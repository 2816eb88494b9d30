"""One conversation, both ends in memory: logins, windows, answers and reports."""

import pytest

from heyan.wire import cmpp_gateway
from heyan.wire.cmpp_messages import Cancel, Deliver30, Submit30, SubmitResp30
from heyan.wire.dialect import Verdict
from heyan.wire.events import (
    Answered,
    Closed,
    LoggedIn,
    LoginAsked,
    LoginRefused,
    Received,
    Reported,
    Unanswered,
)
from heyan.wire.fields import LocalProtocolError
from heyan.wire.gateway_side import Told
from heyan.wire.session import Session
from heyan.wire.states import State, Turn
from tests.wire.line import LIMITS, OURS, STAMP, Line, accepted, closed, deliver, open_line, submit


@pytest.fixture
def line() -> Line:
    return open_line()


def test_a_login_opens_both_ends(line: Line) -> None:
    assert (line.client.state, line.gateway.state) == (State.OPEN, State.OPEN)
    assert (line.client.room, line.gateway.room) == (2, 2)


def test_nothing_is_sent_before_the_login_is_answered() -> None:
    session = Session(OURS, LIMITS)
    session.start(0, STAMP)
    assert session.room == 0
    with pytest.raises(LocalProtocolError):
        session.submit(submit(), 0)


def test_a_refused_login_says_why_and_closes() -> None:
    line = Line()
    line.carry()
    (asked,) = line.gateway.events()
    assert isinstance(asked, LoginAsked)
    dialect = cmpp_gateway.dialect_for(asked.message, STAMP)
    line.gateway.refuse(asked, cmpp_gateway.welcome(dialect, asked.message, 3, ""), dialect)
    line.carry()
    refused, end = line.client.events()
    assert refused == LoginRefused(3, permanent=True)
    assert isinstance(end, Closed)
    assert line.gateway.state is line.client.state is State.CLOSED


def test_a_login_that_is_not_answered_is_given_up() -> None:
    line = Line()
    assert line.client.next_tick_at == 15
    line.client.tick(14.9)
    line.client.tick(15)
    assert closed(line.client.events()).turn is Turn.LATE
    assert line.client.next_tick_at is None


def test_a_caller_that_never_logs_in_is_sent_away() -> None:
    line = Line()
    line.gateway.tick(15)
    assert closed(line.gateway.events()).turn is Turn.LATE


def test_a_second_login_breaks_the_protocol() -> None:
    line = Line()
    line.gateway.receive(line.client.data_to_send() * 2, 0)
    assert closed(line.gateway.events()).turn is Turn.BROKEN


def test_a_warning_of_the_welcome_is_handed_on() -> None:
    line = Line()
    line.client.receive(bytes.fromhex("0000002180000001000000010000000000" + "00" * 15 + "30"), 0)
    (event,) = line.client.events()
    assert isinstance(event, LoggedIn)
    assert event.warning


def test_a_full_window_takes_no_more_until_an_answer_comes(line: Line) -> None:
    first, _ = line.client.submit(submit(), 0), line.client.submit(submit(), 0)
    assert line.client.room == 0
    with pytest.raises(LocalProtocolError):
        line.client.submit(submit(), 0)
    line.client.receive(accepted(first, 0x80B22E00042D0007), 1)
    (event,) = line.client.events()
    assert isinstance(event, Answered)
    assert (event.sequence, event.late) == (first, False)
    assert event.answer.verdict is Verdict.ACCEPTED
    assert event.answer.carrier_id == "80b22e00042d0007"
    assert line.client.room == 1


def test_an_answer_to_nothing_is_counted_and_dropped(line: Line) -> None:
    line.client.receive(accepted(4711), 1)
    assert line.client.events() == []
    assert line.client.strange == 1


def test_no_answer_in_time_leaves_the_fate_unknown_and_frees_the_window(line: Line) -> None:
    sequence = line.client.submit(submit(), 10)
    line.client.tick(69)
    assert line.client.events() == []
    line.client.tick(70)
    assert line.client.events() == [Unanswered(sequence)]
    assert line.client.room == 2
    assert line.client.data_to_send().count("123456".encode("utf-16-be")) == 1  # not again


def test_an_answer_that_comes_late_after_all_is_told(line: Line) -> None:
    sequence = line.client.submit(submit(), 0)
    line.client.tick(60)
    line.client.receive(accepted(sequence), 61)
    _, event = line.client.events()
    assert isinstance(event, Answered)
    assert event.late


def test_with_the_connection_goes_the_fate_of_all_that_was_unanswered(line: Line) -> None:
    sequences = [line.client.submit(submit(), 0) for _ in range(2)]
    line.client.lost("connection reset")
    line.client.lost("twice")
    assert line.client.events() == [
        *map(Unanswered, sequences),
        Closed(Turn.LOST, "connection reset"),
    ]


def test_a_report_may_come_before_the_answer_to_its_submit(line: Line) -> None:
    sequence = line.client.submit(submit(), 0)
    line.client.receive(deliver(1) + accepted(sequence), 1)
    report, answer = line.client.events()
    assert isinstance(report, Reported)
    assert isinstance(answer, Answered)
    assert report.report.carrier_id == answer.answer.carrier_id


def test_a_report_is_acknowledged_only_when_its_owner_says_so(line: Line) -> None:
    line.client.data_to_send()
    line.client.receive(deliver(1), 1)
    assert line.client.data_to_send() == b""
    line.client.acknowledge(1, ok=True)
    assert line.client.data_to_send().hex() == "000000188000000500000001000000000000000100000000"
    line.client.acknowledge(1, ok=True)
    assert line.client.data_to_send() == b""


def test_a_report_that_could_not_be_stored_is_refused(line: Line) -> None:
    line.client.receive(deliver(1), 1)
    line.client.acknowledge(1, ok=False)
    assert line.client.data_to_send().endswith((9).to_bytes(4))


def test_a_report_repeated_before_it_was_acknowledged_is_told_once(line: Line) -> None:
    line.client.receive(deliver(1) * 2, 1)
    assert len(line.client.events()) == 1


def test_a_message_from_a_phone_is_handed_on_as_it_is(line: Line) -> None:
    line.client.receive(deliver(1, is_report=False), 1)
    (event,) = line.client.events()
    assert isinstance(event, Received)
    assert isinstance(event.message, Deliver30)


def test_the_gateway_hears_a_submit_and_answers_in_its_own_words(line: Line) -> None:
    line.client.submit(submit(), 0)
    line.carry()
    (event,) = line.gateway.events()
    assert isinstance(event, Received)
    assert isinstance(event.message, Submit30)
    line.gateway.respond(event.sequence, SubmitResp30(msg_id=1, result=8))
    line.carry()
    (answer,) = line.client.events()
    assert isinstance(answer, Answered)
    assert answer.answer.verdict is Verdict.THROTTLED


def test_a_request_may_be_left_without_an_answer(line: Line) -> None:
    line.client.receive(deliver(1), 1)
    line.client.forgo(1)
    line.client.acknowledge(1, ok=True)
    line.client.respond(1, SubmitResp30(msg_id=1, result=0))
    assert line.client.data_to_send() == b""


def test_the_gateway_brings_reports_through_a_window_of_its_own(line: Line) -> None:
    told = Told(7, "13800138000", "1069", "DELIVRD", "1808011234")
    for own_id in (1, 2):
        line.gateway.submit(cmpp_gateway.report(OURS, told, own_id), 0)
    assert line.gateway.room == 0
    line.carry()
    for event in line.client.events():
        assert isinstance(event, Reported)
        line.client.acknowledge(event.sequence, ok=True)
    line.carry()
    assert line.gateway.room == 2


def test_other_requests_are_handed_on_too(line: Line) -> None:
    line.gateway.receive(OURS.frame(Cancel(msg_id=1), 9), 0)
    assert line.gateway.events() == [Received(9, Cancel(msg_id=1))]
