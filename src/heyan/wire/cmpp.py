"""中国移动 CMPP 2.0 and 3.0: what its messages mean (authentication, results, reports)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import md5
from hmac import compare_digest
from typing import Any

from heyan.wire.alphabet import Part
from heyan.wire.cmpp_messages import (
    CMPP20,
    CMPP30,
    ActiveTest,
    ActiveTestResp,
    Connect,
    ConnectResp,
    ConnectResp20,
    ConnectResp30,
    Deliver,
    Deliver20,
    Deliver30,
    DeliverResp20,
    DeliverResp30,
    Submit,
    Submit20,
    Submit30,
    SubmitResp20,
    SubmitResp30,
    Terminate,
    TerminateResp,
)
from heyan.wire.dialect import Answer, Delivery, Inbound, Kind, StatusReport, Verdict, Welcome
from heyan.wire.fields import LocalProtocolError, RemoteProtocolError
from heyan.wire.frames import Vocabulary

VERSION_20, VERSION_30 = 0x20, 0x30
SEQUENCES = 2**32
MOBILE_DIGITS = 11

CONNECT_OK, CONNECT_STRUCTURE, CONNECT_SOURCE, CONNECT_AUTHENTICATION, CONNECT_VERSION = range(5)
CONNECT_OTHER = 5
# No patience changes these: our account, our password or our version is wrong.
PERMANENT_STATUSES = {
    CONNECT_STRUCTURE,
    CONNECT_SOURCE,
    CONNECT_AUTHENTICATION,
    CONNECT_VERSION,
}

RESULT_OK, RESULT_FLOW, RESULT_OTHER = 0, 8, 9
RESULTS: dict[int, tuple[Verdict, str]] = {
    0: (Verdict.ACCEPTED, "accepted"),
    1: (Verdict.PERMANENT, "message structure"),
    2: (Verdict.PERMANENT, "command word"),
    3: (Verdict.UNKNOWN, "duplicate sequence: the first may have been accepted"),
    4: (Verdict.PERMANENT, "message length"),
    5: (Verdict.ACCOUNT, "fee code"),
    6: (Verdict.PERMANENT, "longer than the maximum"),
    7: (Verdict.ACCOUNT, "service code"),
    8: (Verdict.THROTTLED, "flow control"),
    9: (Verdict.REFUSED, "other error, or number not served here"),
    10: (Verdict.ACCOUNT, "Src_Id"),
    11: (Verdict.ACCOUNT, "Msg_src"),
    12: (Verdict.ACCOUNT, "Fee_terminal_Id"),
    13: (Verdict.PERMANENT, "Dest_terminal_Id: the number is not served"),
}
_VENDORS_OWN = (Verdict.PERMANENT, "the gateway maker's own number")

STATS = {
    "DELIVRD": Delivery.DELIVERED,
    "ACCEPTD": Delivery.INTERMEDIATE,
    "EXPIRED": Delivery.EXPIRED,
    "DELETED": Delivery.UNDELIVERED,
    "UNDELIV": Delivery.UNDELIVERED,
    "UNKNOWN": Delivery.UNDELIVERED,
    "REJECTD": Delivery.UNDELIVERED,
}  # whatever else a gateway writes (MA:0001, AF:4) is a failure, and kept verbatim

_KINDS: dict[type, Kind] = {
    Connect: Kind.LOGIN,
    ConnectResp20: Kind.LOGIN_ANSWER,
    ConnectResp30: Kind.LOGIN_ANSWER,
    Submit20: Kind.SUBMIT,
    Submit30: Kind.SUBMIT,
    Deliver20: Kind.DELIVER,
    Deliver30: Kind.DELIVER,
    ActiveTest: Kind.ALIVE,
    Terminate: Kind.END,
}
_ALIVE_ANSWER, _END_ANSWER, _LOGIN_ANSWER = 0x80000008, 0x80000002, 0x80000001
_BODILESS = {  # their bodies say nothing and differ between makers: twelve octets or more
    _ALIVE_ANSWER: Inbound(0, Kind.ALIVE_ANSWER, ActiveTestResp()),
    _END_ANSWER: Inbound(0, Kind.END_ANSWER, TerminateResp()),
}
_CONNECT_RESP_20_SIZE, _CONNECT_RESP_30_SIZE = 30, 33


def verdict_of(result: int) -> Verdict:
    return RESULTS.get(result, _VENDORS_OWN)[0]


def authenticator(account: str, secret: str, timestamp: int, *, pad: bool = False) -> bytes:
    """Prove that we know the shared secret (AuthenticatorSource)."""
    name = account.encode().ljust(6, b"\0") if pad else account.encode()
    return md5(  # noqa: S324 - the protocol asks for MD5
        name + bytes(9) + secret.encode() + f"{timestamp:010}".encode()
    ).digest()


def gateway_authenticator(status: int, width: int, source: bytes, secret: str) -> bytes:
    """Prove the gateway's side of it (AuthenticatorISMG); `width` octets of status."""
    return md5(status.to_bytes(width) + source + secret.encode()).digest()  # noqa: S324 - as above


def make_msg_id(at: datetime, gateway: int, sequence: int) -> int:
    """Make a Msg_Id as a gateway does: moment, gateway, number. To us it is opaque."""
    moment = at.month << 60 | at.day << 55 | at.hour << 50 | at.minute << 44 | at.second << 38
    return moment | (gateway % 2**22) << 16 | sequence % 2**16


def carrier_id(msg_id: int) -> str:
    return f"{msg_id:016x}"


_REPORT_HEAD = struct.Struct(">Q7s10s10s")
_REPORT_TAIL_SIZE = 4


def pack_report(msg_id: int, stat: str, times: tuple[str, str], mobile: str, width: int) -> bytes:
    """Write the body of a status report; `width` octets of number (21, or 32 in 3.0)."""
    submitted, done = times
    head = _REPORT_HEAD.pack(msg_id, stat.encode(), submitted.encode(), done.encode())
    return head + mobile.encode().ljust(width, b"\0") + bytes(_REPORT_TAIL_SIZE)


def unpack_report(content: bytes) -> StatusReport:
    """Read the body of a status report: the number has what Msg_Length leaves (60, 71, other)."""
    if len(content) < _REPORT_HEAD.size + _REPORT_TAIL_SIZE:
        raise RemoteProtocolError(f"a status report of {len(content)} octets")
    msg_id, raw, submitted, _ = _REPORT_HEAD.unpack_from(content)
    stat = raw.partition(b"\0")[0].decode("ascii", "replace").rstrip()
    number = content[_REPORT_HEAD.size : -_REPORT_TAIL_SIZE].partition(b"\0")[0]
    return StatusReport(
        carrier_id(msg_id),
        number.decode("ascii", "replace")[-MOBILE_DIGITS:],
        stat,
        STATS.get(stat, Delivery.UNDELIVERED),
        submitted.partition(b"\0")[0].decode("ascii", "replace").strip(),
    )


@dataclass(frozen=True)
class Cmpp:
    """One account's CMPP."""

    version: int  # VERSION_20 or VERSION_30
    account: str
    secret: str = field(repr=False)
    source_number: str = ""
    service_id: str = ""
    pad_account_in_digest: bool = False  # some gateways hash Source_Addr with its NULs
    numbers_with_86: bool = False
    header_size: int = Vocabulary.HEADER_SIZE
    id_from_number: None = None  # the answer brings it

    @property
    def vocabulary(self) -> Vocabulary:
        return CMPP30 if self.version >= VERSION_30 else CMPP20

    def numbers(self) -> Iterator[int]:
        number = 0
        while True:
            number = (number + 1) % SEQUENCES
            yield number

    def frame(self, message: Any, sequence: int) -> bytes:
        return self.vocabulary.frame(message, sequence)

    def unframe(self, data: bytes) -> Inbound:
        command, sequence = int.from_bytes(data[4:8]), int.from_bytes(data[8:12])
        if command in _BODILESS:
            known = _BODILESS[command]
            return Inbound(sequence, known.kind, known.message)
        vocabulary = self.vocabulary
        if command == _LOGIN_ANSWER:  # a gateway may refuse in the other version's words
            vocabulary = CMPP20 if len(data) == _CONNECT_RESP_20_SIZE else CMPP30
        _, _, message = vocabulary.unframe(data)
        if message is None:
            return Inbound(sequence, Kind.STRANGE, None)
        fallback = Kind.ANSWER if command >= 0x80000000 else Kind.ASK  # noqa: PLR2004 - the answer bit
        return Inbound(sequence, _KINDS.get(type(message), fallback), message)

    def login(self, stamp: str) -> Connect:
        timestamp = int(stamp)
        proof = authenticator(self.account, self.secret, timestamp, pad=self.pad_account_in_digest)
        return Connect(
            source_addr=self.account,
            authenticator_source=proof,
            version=self.version,
            timestamp=timestamp,
        )

    def welcome(self, login: Connect, answer: ConnectResp) -> Welcome:
        if answer.status:
            return Welcome(answer.status, answer.status in PERMANENT_STATUSES)
        if isinstance(answer, ConnectResp30) != (self.version >= VERSION_30):
            warning = "the gateway welcomes us in another version than ours"
            return Welcome(CONNECT_VERSION, permanent=True, warning=warning)
        # Makers hash one octet of status or four, whatever the version; some send junk.
        proofs = [
            gateway_authenticator(0, width, login.authenticator_source, self.secret)
            for width in (1, 4)
        ]
        if any(compare_digest(proof, answer.authenticator_ismg) for proof in proofs):
            return Welcome(CONNECT_OK)
        return Welcome(CONNECT_OK, warning="the gateway does not prove that it knows our secret")

    def compose(self, mobile: str, part: Part) -> Submit:
        values: dict[str, Any] = {
            "pk_total": part.total,
            "pk_number": part.number,
            "tp_udhi": int(part.has_header),
            "service_id": self.service_id,
            "msg_fmt": int(part.alphabet),
            "msg_src": self.account,
            "src_id": self.source_number,
            "dest_terminal_id": ("86" + mobile if self.numbers_with_86 else mobile,),
            "msg_content": part.content,
        }
        return Submit30(**values) if self.version >= VERSION_30 else Submit20(**values)

    def reading(self, sequence: int, answer: Any) -> Answer:  # noqa: ARG002 - SGIP's id is its sequence, not ours
        if isinstance(answer, SubmitResp20 | SubmitResp30):
            known_as = carrier_id(answer.msg_id)
            return Answer(verdict_of(answer.result), str(answer.result), known_as)
        if isinstance(answer, DeliverResp20 | DeliverResp30):
            return Answer(verdict_of(answer.result), str(answer.result))
        return Answer(Verdict.ACCEPTED, "0")

    def report(self, message: Deliver) -> StatusReport | None:
        if message.registered_delivery != 1:
            return None
        return unpack_report(message.msg_content)

    def alive(self) -> ActiveTest:
        return ActiveTest()

    def end(self) -> Terminate:
        return Terminate()

    def answer_to(self, message: Any, *, ok: bool) -> Any:
        result = RESULT_OK if ok else RESULT_OTHER
        match message:
            case ActiveTest():
                return ActiveTestResp()
            case Terminate():
                return TerminateResp()
            case Deliver20(msg_id=msg_id):
                return DeliverResp20(msg_id=msg_id, result=result)
            case Deliver30(msg_id=msg_id):
                return DeliverResp30(msg_id=msg_id, result=result)
        raise LocalProtocolError(f"{type(message).__name__} is not ours to answer")
