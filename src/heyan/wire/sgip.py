"""中国联通 SGIP 1.2: what its messages mean (logins in clear, results, reports).

The answer to a submit carries no id: the submit's own number of 96 bits is the id that the report
names, so the number is known before the submit leaves.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from heyan.wire.alphabet import Part
from heyan.wire.dialect import Answer, Delivery, Inbound, Kind, StatusReport, Verdict, Welcome
from heyan.wire.fields import LocalProtocolError
from heyan.wire.frames import LongVocabulary
from heyan.wire.sgip_messages import (
    SGIP12,
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

MOBILE_DIGITS = 11
CORP_DIGITS = 5
TO_GATEWAY, TO_PROVIDER = 1, 2  # Login Type

RESULT_OK, RESULT_LOGIN, RESULT_LOGIN_TYPE, RESULT_BUSY = 0, 1, 4, 11
# No patience changes these: name, password, login type or node are wrong.
PERMANENT_RESULTS = {RESULT_LOGIN, RESULT_LOGIN_TYPE, 93, 94}
RESULTS: dict[int, tuple[Verdict, str]] = {
    0: (Verdict.ACCEPTED, "accepted"),
    1: (Verdict.REFUSED, "illegal login"),
    2: (Verdict.REFUSED, "repeated login"),
    3: (Verdict.REFUSED, "too many connections"),
    4: (Verdict.REFUSED, "login type"),
    5: (Verdict.ACCOUNT, "parameter format"),
    6: (Verdict.PERMANENT, "illegal number"),
    7: (Verdict.PERMANENT, "message id"),
    8: (Verdict.PERMANENT, "message length"),
    9: (Verdict.UNKNOWN, "sequence number: the first may have been accepted"),
    10: (Verdict.ACCOUNT, "GNS operation"),
    11: (Verdict.THROTTLED, "node busy"),
    32: (Verdict.REFUSED, "system failure"),
    33: (Verdict.THROTTLED, "message centre's queue full, or too many a second"),
    34: (Verdict.THROTTLED, "too often"),
    88: (Verdict.THROTTLED, "flow control"),
    93: (Verdict.ACCOUNT, "our node's number"),
    94: (Verdict.ACCOUNT, "no such account"),
}
_MAKERS_OWN = (Verdict.PERMANENT, "the gateway maker's own number")

DELIVERED, WAITING, FAILED = 0, 1, 2  # State of a report
_STATES = {DELIVERED: Delivery.DELIVERED, WAITING: Delivery.INTERMEDIATE}

_KINDS: dict[type, Kind] = {
    Bind: Kind.LOGIN,
    BindResp: Kind.LOGIN_ANSWER,
    Submit: Kind.SUBMIT,
    Deliver: Kind.DELIVER,
    Report: Kind.DELIVER,
    UserRpt: Kind.ASK,
    SubmitResp: Kind.ANSWER,
    DeliverResp: Kind.ANSWER,
    ReportResp: Kind.ANSWER,
    UserRptResp: Kind.ANSWER,
    Unbind: Kind.END,
}
_END_ANSWER = 0x80000002  # some makers give it a body


def verdict_of(result: int) -> Verdict:
    return RESULTS.get(result, _MAKERS_OWN)[0]


def carrier_id(sequence: int) -> str:
    return f"{sequence:024x}"


@dataclass(frozen=True)
class Sgip:
    """One account's SGIP; `sequences` is shared by all connections of its node."""

    sequences: Iterator[int] = field(repr=False)
    account: str = ""
    secret: str = field(default="", repr=False)
    node: int = 0  # 3AAAAQQQQQ: area and company
    source_number: str = ""
    service_id: str = ""
    login_type: int = TO_GATEWAY
    header_size: int = LongVocabulary.HEADER_SIZE
    id_from_number: Callable[[int], str] = carrier_id

    def numbers(self) -> Iterator[int]:
        return self.sequences

    def frame(self, message: Any, sequence: int) -> bytes:
        return SGIP12.frame(message, sequence)

    def unframe(self, data: bytes) -> Inbound:
        if int.from_bytes(data[4:8]) == _END_ANSWER:
            return Inbound(int.from_bytes(data[8:20]), Kind.END_ANSWER, UnbindResp())
        _, sequence, message = SGIP12.unframe(data)
        return Inbound(sequence, _KINDS.get(type(message), Kind.STRANGE), message)

    def login(self, stamp: str) -> Bind:  # noqa: ARG002 - there is no digest that would need it
        return Bind(login_type=self.login_type, login_name=self.account, login_password=self.secret)

    def welcome(self, login: Bind, answer: BindResp) -> Welcome:  # noqa: ARG002 - the answer says it all
        return Welcome(answer.result, answer.result in PERMANENT_RESULTS)

    def compose(self, mobile: str, part: Part) -> Submit:
        return Submit(
            sp_number=self.source_number,
            user_number=("86" + mobile,),
            corp_id=f"{self.node:010}"[-CORP_DIGITS:],
            service_type=self.service_id,
            tp_udhi=int(part.has_header),
            message_coding=int(part.alphabet),
            message_content=part.content,
        )

    def reading(self, sequence: int, answer: Any) -> Answer:
        known_as = carrier_id(sequence) if isinstance(answer, SubmitResp) else ""
        return Answer(verdict_of(answer.result), str(answer.result), known_as)

    def report(self, message: Any) -> StatusReport | None:
        if not isinstance(message, Report) or message.report_type != 0:
            return None
        known_as = carrier_id(int.from_bytes(message.submit_sequence))
        stat = f"{message.state}" + (f":{message.error_code}" if message.error_code else "")
        mobile = message.user_number[-MOBILE_DIGITS:]
        delivery = _STATES.get(message.state, Delivery.UNDELIVERED)
        return StatusReport(known_as, mobile, stat, delivery)

    def alive(self) -> None:
        return None

    def end(self) -> Unbind:
        return Unbind()

    def answer_to(self, message: Any, *, ok: bool) -> Any:
        result = RESULT_OK if ok else RESULT_BUSY
        match message:
            case Unbind():
                return UnbindResp()
            case Report():
                return ReportResp(result=result)
            case Deliver():
                return DeliverResp(result=result)
            case UserRpt():
                return UserRptResp(result=result)
        raise LocalProtocolError(f"{type(message).__name__} is not ours to answer")
