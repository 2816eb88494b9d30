"""The session carries SGIP, whose ways are unlike the others', message by message.

Its header has 96 bits of sequence number, its login is in clear, it has no heartbeat, the answer
to a submit carries no id, and the gateway calls us to bring its reports.
"""

from itertools import count

from heyan.wire.alphabet import split
from heyan.wire.events import Answered, Closed, LoggedIn, LoginAsked, Reported, Unanswered
from heyan.wire.session import Limits, Session
from heyan.wire.sgip import TO_PROVIDER, Sgip
from heyan.wire.sgip_messages import (
    Bind,
    BindResp,
    Report,
    ReportResp,
    SubmitResp,
    UnbindResp,
)
from heyan.wire.states import State, Turn

LIMITS = Limits(window=2, response=30)
FIRST = 3010012345 << 64 | 801123456 << 32


def node() -> Sgip:
    return Sgip(count(FIRST), "fakename", "1234", 3010012345, "106550001", "OTP")


def logged_in(dialect: Sgip) -> Session:
    session = Session(dialect, LIMITS)
    session.start(0, "0801123456")
    login = dialect.unframe(session.data_to_send())
    session.receive(dialect.frame(BindResp(result=0), login.sequence), 0)
    assert session.events() == [LoggedIn()]
    return session


def test_the_submits_own_number_is_the_id_that_the_report_names_on_another_line() -> None:
    ours = node()
    calling, called = logged_in(ours), Session(ours, LIMITS)
    number = calling.reserve()
    (part,) = split("123456")
    assert calling.submit(ours.compose("13000000000", part), 0, number) == number
    calling.receive(ours.frame(SubmitResp(result=0), number), 1)
    (answered,) = calling.events()
    assert isinstance(answered, Answered)

    called.await_login(2)
    bind = Bind(login_type=TO_PROVIDER, login_name="smg", login_password="1234")
    called.receive(ours.frame(bind, 1), 2)
    (asked,) = called.events()
    assert isinstance(asked, LoginAsked)
    called.admit(asked, BindResp(result=0), ours, 2)
    report = Report(submit_sequence=number.to_bytes(12), user_number="8613000000000", state=0)
    called.receive(ours.frame(report, 2), 3)
    (reported,) = called.events()
    assert isinstance(reported, Reported)
    assert reported.report.carrier_id == answered.answer.carrier_id
    called.data_to_send()
    called.acknowledge(reported.sequence, ok=True)
    assert ours.unframe(called.data_to_send()).message == ReportResp(result=0)


def test_without_a_heartbeat_a_quiet_line_stays_until_somebody_hangs_up() -> None:
    ours = node()
    session = logged_in(ours)
    assert session.next_tick_at is None
    session.tick(1e9)
    assert session.state is State.OPEN
    session.end(1e9)
    goodbye = ours.unframe(session.data_to_send())
    session.receive(ours.frame(UnbindResp(), goodbye.sequence), 1e9)
    assert session.events() == [Closed(Turn.ENDED, "we hung up")]


def test_without_a_heartbeat_a_peer_that_answers_nothing_is_left() -> None:
    ours = node()
    session = logged_in(ours)
    (part,) = split("123456")
    number = session.submit(ours.compose("13000000000", part), 5)
    session.tick(35)
    assert session.events() == [
        Unanswered(number),
        Closed(Turn.SILENT, "the peer answers nothing"),
    ]


def test_without_a_heartbeat_one_lost_answer_among_others_closes_nothing() -> None:
    ours = node()
    session = logged_in(ours)
    (part,) = split("123456")
    lost, other = [session.submit(ours.compose("13000000000", part), 5) for _ in range(2)]
    session.receive(ours.frame(SubmitResp(result=0), other), 20)
    session.tick(35)
    assert session.state is State.OPEN
    assert session.events()[1:] == [Unanswered(lost)]
