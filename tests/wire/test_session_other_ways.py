"""The session carries protocols unlike CMPP: here one with the ways of SGIP, message by message.

Its header has 96 bits of sequence number, its login is in clear, it has no heartbeat, the answer
to a submit carries no id, and the gateway calls us to bring its reports.
"""

import struct
from collections.abc import Iterator
from itertools import count
from typing import Annotated, Any

from heyan.wire.alphabet import Part
from heyan.wire.dialect import (
    Answer,
    Delivery,
    Dialect,
    Inbound,
    Kind,
    StatusReport,
    Verdict,
    Welcome,
)
from heyan.wire.events import Answered, Closed, LoggedIn, LoginAsked, Reported
from heyan.wire.fields import Octets, Text, UInt
from heyan.wire.session import Limits, Session
from heyan.wire.states import State, Turn
from heyan.wire.tables import message, table_of

LIMITS = Limits(window=2, response=30)
NODE = 3010012345


@message
class Bind:
    login_type: Annotated[int, UInt(1)]
    login_name: Annotated[str, Text(16)]
    login_password: Annotated[str, Text(16)]
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


@message
class BindResp:
    result: Annotated[int, UInt(1)]
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


@message
class Submit:
    user_number: Annotated[str, Text(21)]


@message
class SubmitResp:
    result: Annotated[int, UInt(1)]


@message
class Report:
    submit_sequence: Annotated[bytes, Octets(12)]
    report_type: Annotated[int, UInt(1)] = 0
    user_number: Annotated[str, Text(21)]
    state: Annotated[int, UInt(1)]
    error_code: Annotated[int, UInt(1)] = 0
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


@message
class ReportResp:
    result: Annotated[int, UInt(1)]


@message
class Unbind:
    pass


@message
class UnbindResp:
    pass


COMMANDS: dict[int, tuple[type, Kind]] = {
    0x1: (Bind, Kind.LOGIN),
    0x80000001: (BindResp, Kind.LOGIN_ANSWER),
    0x2: (Unbind, Kind.END),
    0x80000002: (UnbindResp, Kind.END_ANSWER),
    0x3: (Submit, Kind.SUBMIT),
    0x80000003: (SubmitResp, Kind.ANSWER),
    0x5: (Report, Kind.DELIVER),
    0x80000005: (ReportResp, Kind.ANSWER),
}
IDS = {kind: command for command, (kind, _) in COMMANDS.items()}
HEADER = struct.Struct(">II12s")


class OtherWays:
    """The dialect of one node; its numbers are shared by all its connections."""

    header_size = HEADER.size

    def __init__(self) -> None:
        self._counter = count(1)

    def numbers(self) -> Iterator[int]:
        return (NODE << 64 | 801123456 << 32 | number for number in self._counter)

    def frame(self, message: Any, sequence: int) -> bytes:
        body = table_of(type(message)).pack(message)
        head = HEADER.pack(HEADER.size + len(body), IDS[type(message)], sequence.to_bytes(12))
        return head + body

    def unframe(self, data: bytes) -> Inbound:
        _, command, sequence = HEADER.unpack_from(data)
        kind, meaning = COMMANDS[command]
        return Inbound(int.from_bytes(sequence), meaning, table_of(kind).unpack(data, HEADER.size))

    def login(self, stamp: str) -> Bind:
        assert stamp
        return Bind(login_type=1, login_name="fakename", login_password="1234")

    def welcome(self, login: Bind, answer: BindResp) -> Welcome:
        assert login.login_type == 1
        return Welcome(answer.result, answer.result == 1)

    def compose(self, mobile: str, part: Part) -> Submit:
        assert part.total == 1
        return Submit(user_number="86" + mobile)

    def reading(self, sequence: int, answer: Any) -> Answer:
        return Answer(Verdict.ACCEPTED, str(answer.result), f"{sequence:024x}")

    def report(self, message: Report) -> StatusReport:
        delivery = Delivery.UNDELIVERED if message.state else Delivery.DELIVERED
        carrier_id = message.submit_sequence.hex()
        return StatusReport(carrier_id, message.user_number[-11:], f"{message.state}", delivery)

    def alive(self) -> None:
        return None

    def end(self) -> Unbind:
        return Unbind()

    def answer_to(self, message: Any, *, ok: bool) -> Any:
        return UnbindResp() if isinstance(message, Unbind) else ReportResp(result=0 if ok else 9)


def test_a_login_in_clear_is_framed_as_others_made_it() -> None:
    dialect: Dialect = OtherWays()
    framed = dialect.frame(dialect.login("0801123456"), next(dialect.numbers()))
    assert framed.hex() == (
        "0000003d00000001b36924b92fc02c80000000010166616b656e616d65000000000000000031323334"
        "0000000000000000000000000000000000000000"
    )


def test_the_submits_own_number_is_the_id_that_the_report_names_on_another_line() -> None:
    ours = OtherWays()
    calling, called = Session(ours, LIMITS), Session(ours, LIMITS)
    calling.start(0, "0801123456")
    login = ours.unframe(calling.data_to_send())
    calling.receive(ours.frame(BindResp(result=0), login.sequence), 0)
    assert calling.events() == [LoggedIn()]

    sequence = calling.submit(ours.compose("13000000000", Part(8, b"")), 0)  # type: ignore[arg-type] # no text is looked at here
    calling.receive(ours.frame(SubmitResp(result=0), sequence), 1)
    (answered,) = calling.events()
    assert isinstance(answered, Answered)

    called.await_login(2)
    bind = Bind(login_type=2, login_name="smg", login_password="1234")
    called.receive(ours.frame(bind, 1), 2)
    (asked,) = called.events()
    assert isinstance(asked, LoginAsked)
    called.admit(asked, BindResp(result=0), ours, 2)
    report = Report(submit_sequence=sequence.to_bytes(12), user_number="8613000000000", state=0)
    called.receive(ours.frame(report, 2), 3)
    (reported,) = called.events()
    assert isinstance(reported, Reported)
    assert reported.report.carrier_id == answered.answer.carrier_id
    called.data_to_send()
    called.acknowledge(reported.sequence, ok=True)
    assert ours.unframe(called.data_to_send()).message == ReportResp(result=0)


def test_without_a_heartbeat_a_quiet_line_stays_until_somebody_hangs_up() -> None:
    ours = OtherWays()
    session = Session(ours, LIMITS)
    session.start(0, "0801123456")
    login = ours.unframe(session.data_to_send())
    session.receive(ours.frame(BindResp(result=0), login.sequence), 0)
    assert session.next_tick_at is None
    session.tick(1e9)
    assert session.state is State.OPEN
    session.end(1e9)
    goodbye = ours.unframe(session.data_to_send())
    session.receive(ours.frame(UnbindResp(), goodbye.sequence), 1e9)
    assert session.events() == [LoggedIn(), Closed(Turn.ENDED, "we hung up")]
