"""A client and a gateway in memory, and what they say to each other."""

from typing import Any

from heyan.wire import cmpp, cmpp_gateway
from heyan.wire.alphabet import split
from heyan.wire.cmpp_messages import SubmitResp30
from heyan.wire.events import Closed, Event, LoggedIn, LoginAsked
from heyan.wire.gateway_side import Told
from heyan.wire.session import Limits, Session

OURS = cmpp.Cmpp(cmpp.VERSION_30, "900001", "secret01", "106900001", "OTP")
ANY = cmpp.Cmpp(cmpp.VERSION_30, "", "")
LIMITS = Limits(window=2, login=15, response=60, idle=180, alive=60, tries=3, drain=60, end=5)
STAMP = "0801123456"


class Line:
    """A client and a gateway, and the line between them."""

    def __init__(self) -> None:
        self.client = Session(OURS, LIMITS)
        self.gateway = Session(ANY, LIMITS)
        self.client.start(0, STAMP)
        self.gateway.await_login(0)

    def carry(self, now: float = 0) -> None:
        self.gateway.receive(self.client.data_to_send(), now)
        self.client.receive(self.gateway.data_to_send(), now)

    def log_in(self) -> None:
        self.carry()
        (asked,) = self.gateway.events()
        assert isinstance(asked, LoginAsked)
        dialect = cmpp_gateway.dialect_for(asked.message, STAMP)
        answer = cmpp_gateway.welcome(dialect, asked.message, 0, "secret01")
        self.gateway.admit(asked, answer, dialect, 0)
        self.carry()
        assert self.client.events() == [LoggedIn()]


def open_line() -> Line:
    made = Line()
    made.log_in()
    return made


def submit() -> Any:
    (part,) = split("验证码123456")
    return OURS.compose("13800138000", part)


def accepted(sequence: int, msg_id: int = 7, result: int = 0) -> bytes:
    return OURS.frame(SubmitResp30(msg_id=msg_id, result=result), sequence)


def closed(events: list[Event]) -> Closed:
    assert isinstance(events[-1], Closed)
    return events[-1]


def deliver(sequence: int, *, is_report: bool = True) -> bytes:
    told = Told(7, "13800138000", "1069", "DELIVRD", "1808011234")
    message = cmpp_gateway.report(OURS, told, own_id=sequence)
    message.registered_delivery = int(is_report)
    return OURS.frame(message, sequence)
