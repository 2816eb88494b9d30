"""SMPP 3.4, as aggregators for virtual operators speak it: what its messages mean."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from heyan.wire.alphabet import Part
from heyan.wire.dialect import Answer, Inbound, Kind, StatusReport, Verdict, Welcome
from heyan.wire.fields import LocalProtocolError
from heyan.wire.frames import StatusVocabulary
from heyan.wire.receipts import delivery_of, entry
from heyan.wire.smpp_messages import (
    SMPP34,
    BindTransceiver,
    BindTransceiverResp,
    DeliverSm,
    DeliverSmResp,
    EnquireLink,
    EnquireLinkResp,
    GenericNack,
    SubmitSm,
    SubmitSmResp,
    Unbind,
    UnbindResp,
)
from heyan.wire.tails import parameter

SEQUENCES = 0x7FFFFFFF
MOBILE_DIGITS = 11
LONGEST_ID = 64  # of a message; what a maker makes longer is cut, in the answer as in the receipt
RECEIPT_BITS, RECEIPT, HAS_HEADER = 0x3C, 0x04, 0x40  # of esm_class
RECEIPTED_MESSAGE_ID, MESSAGE_STATE = 0x001E, 0x0427
SHORT_CODE_TON, SHORT_CODE_NPI = 3, 1

STATUS_OK, STATUS_ALREADY_BOUND, STATUS_SYSTEM = 0, 0x05, 0x08
STATUS_SOURCE, STATUS_PASSWORD, STATUS_SYSTEM_ID = 0x0A, 0x0E, 0x0F
STATUS_DESTINATION, STATUS_TEMPORARY, STATUS_THROTTLED = 0x0B, 0x64, 0x58
# No patience changes these: our account or our password is wrong.
PERMANENT_STATUSES = {STATUS_PASSWORD, STATUS_SYSTEM_ID}
STATUSES: dict[int, tuple[Verdict, str]] = {
    0x00: (Verdict.ACCEPTED, "accepted"),
    0x04: (Verdict.REFUSED, "wrong bind state"),
    0x08: (Verdict.REFUSED, "system error"),
    0x14: (Verdict.THROTTLED, "queue full"),
    0x45: (Verdict.REFUSED, "submit failed"),
    0x58: (Verdict.THROTTLED, "throttled"),
    0x64: (Verdict.REFUSED, "temporary error of the receiver"),
    0xFE: (Verdict.REFUSED, "delivery failure"),
    0xFF: (Verdict.REFUSED, "unknown error"),
}
# Our login, or a field that is the same in all messages of the account.
_OUR_SETTINGS = (Verdict.ACCOUNT, "the account's settings")
_OF_OUR_SETTINGS = {
    *(STATUS_SOURCE, 0x48, 0x49),  # the source: address, TON, NPI
    *(0x50, 0x51),  # the receiver's TON and NPI
    *(0x06, 0x07, 0x15, 0x43, 0x53, 0x61, 0x62),  # priority, report flag, types, times
    *(0x0D, STATUS_PASSWORD, STATUS_SYSTEM_ID),
}
STATUSES |= dict.fromkeys(_OF_OUR_SETTINGS, _OUR_SETTINGS)
_OTHER = (Verdict.PERMANENT, "the message, the number, or the maker's own number")

_STATES: dict[int, str] = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}

_KINDS: dict[type, Kind] = {
    BindTransceiver: Kind.LOGIN,
    BindTransceiverResp: Kind.LOGIN_ANSWER,
    SubmitSm: Kind.SUBMIT,
    SubmitSmResp: Kind.ANSWER,
    DeliverSm: Kind.DELIVER,
    DeliverSmResp: Kind.ANSWER,
    EnquireLink: Kind.ALIVE,
    EnquireLinkResp: Kind.ALIVE_ANSWER,
    Unbind: Kind.END,
    UnbindResp: Kind.END_ANSWER,
    GenericNack: Kind.ANSWER,
}


class Spelling(StrEnum):
    """How receipts spell the ids that the answers gave."""

    SAME = "same"  # but for case and leading zeros
    DECIMAL = "decimal"  # hexadecimal in the answer
    HEXADECIMAL = "hexadecimal"  # decimal in the answer


def verdict_of(status: int) -> Verdict:
    return STATUSES.get(status, _OTHER)[0]


def plain_id(said: str) -> str:
    """Makers differ in case and leading zeros, even between an answer and its receipt."""
    said = said.strip().lower()[:LONGEST_ID]
    return said.lstrip("0") or said[:1]


def _from_decimal(said: str) -> str:
    return f"{int(said):x}" if said.isdecimal() else said


def _from_hexadecimal(said: str) -> str:
    try:
        return str(int(said, 16))
    except ValueError:
        return said


_AS_ANSWERED: dict[Spelling, Callable[[str], str]] = {
    Spelling.SAME: str,
    Spelling.DECIMAL: _from_decimal,
    Spelling.HEXADECIMAL: _from_hexadecimal,
}


@dataclass(frozen=True)
class Smpp:
    """One account's SMPP."""

    account: str
    secret: str = field(repr=False)
    source_number: str = ""
    service_id: str = ""
    sender_is_short_code: bool = False  # else it is announced as alphanumeric
    receipt_ids: Spelling = Spelling.SAME
    header_size: int = StatusVocabulary.HEADER_SIZE
    id_from_number: None = None  # the answer brings it

    def numbers(self) -> Iterator[int]:
        number = 0
        while True:
            number = number % SEQUENCES + 1
            yield number

    def frame(self, message: Any, sequence: int) -> bytes:
        return SMPP34.frame(message, sequence)

    def unframe(self, data: bytes) -> Inbound:
        _, sequence, message = SMPP34.unframe(data)
        return Inbound(sequence, _KINDS.get(type(message), Kind.STRANGE), message)

    def login(self, stamp: str) -> BindTransceiver:  # noqa: ARG002 - there is no digest that would need it
        return BindTransceiver(system_id=self.account, password=self.secret)

    def welcome(self, login: Any, answer: BindTransceiverResp) -> Welcome:  # noqa: ARG002 - the answer says it all
        status = answer.command_status
        return Welcome(status, status in PERMANENT_STATUSES)

    def compose(self, mobile: str, part: Part) -> SubmitSm:
        request = SubmitSm(
            service_type=self.service_id,
            source_addr=self.source_number,
            destination_addr="86" + mobile,
            esm_class=HAS_HEADER if part.has_header else 0,
            data_coding=int(part.alphabet),
            short_message=part.content,
        )
        if self.sender_is_short_code:
            request.source_addr_ton, request.source_addr_npi = SHORT_CODE_TON, SHORT_CODE_NPI
        return request

    def reading(self, sequence: int, answer: Any) -> Answer:  # noqa: ARG002 - SGIP's id is its sequence, not ours
        status = answer.command_status
        known_as = plain_id(answer.message_id or "") if isinstance(answer, SubmitSmResp) else ""
        return Answer(verdict_of(status), f"{status:#x}", known_as)

    def report(self, message: DeliverSm) -> StatusReport | None:
        if message.esm_class & RECEIPT_BITS != RECEIPT:
            return None
        tagged = parameter(message.parameters, RECEIPTED_MESSAGE_ID)
        said = tagged.partition(b"\0")[0].decode("ascii", "replace") if tagged else ""
        said = said[:LONGEST_ID] or entry(message.short_message, "id")
        known_as = plain_id(self._as_answered(said))
        state = parameter(message.parameters, MESSAGE_STATE) or b"\0"
        stat = _STATES.get(state[0]) or entry(message.short_message, "stat")
        mobile = message.source_addr[-MOBILE_DIGITS:]
        return StatusReport(known_as, mobile, stat, delivery_of(stat))

    def _as_answered(self, said: str) -> str:
        return _AS_ANSWERED[self.receipt_ids](said)

    def alive(self) -> EnquireLink:
        return EnquireLink()

    def end(self) -> Unbind:
        return Unbind()

    def answer_to(self, message: Any, *, ok: bool) -> Any:
        match message:
            case EnquireLink():
                return EnquireLinkResp()
            case Unbind():
                return UnbindResp()
            case DeliverSm():
                return DeliverSmResp(command_status=STATUS_OK if ok else STATUS_TEMPORARY)
        raise LocalProtocolError(f"{type(message).__name__} is not ours to answer")
