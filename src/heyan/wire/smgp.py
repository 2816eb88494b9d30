"""中国电信 SMGP 3.0 and 1.3: what its messages mean (authentication, results, reports)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import md5
from hmac import compare_digest
from typing import Any

from heyan.wire.alphabet import Part
from heyan.wire.dialect import Answer, Inbound, Kind, StatusReport, Verdict, Welcome
from heyan.wire.fields import LocalProtocolError, RemoteProtocolError
from heyan.wire.frames import Vocabulary
from heyan.wire.receipts import delivery_of, entry
from heyan.wire.smgp_messages import (
    SMGP13,
    SMGP30,
    ActiveTest,
    ActiveTestResp,
    Deliver,
    DeliverResp,
    Exit,
    ExitResp,
    Login,
    LoginResp,
    Submit,
    Submit13,
    Submit30,
    SubmitResp,
)
from heyan.wire.tails import Parameters

VERSION_13, VERSION_30 = 0x13, 0x30
SEQUENCES = 2**32
MOBILE_DIGITS = 11
ID_SIZE = 10
LONGEST_ACCOUNT = 8

TP_UDHI, PK_TOTAL, PK_NUMBER, MSG_SRC, M_SERVICE_ID = 0x02, 0x09, 0x0A, 0x10, 0x12
_M_SERVICE_ID_SIZE = 21

STATUS_OK, STATUS_BUSY, STATUS_CONNECTIONS = 0, 1, 2
STATUS_AUTHENTICATION, STATUS_VERSION = 21, 22
# No patience changes these: our address, our password or our version is wrong.
PERMANENT_STATUSES = {3, 10, 11, 20, STATUS_AUTHENTICATION, STATUS_VERSION, 52}
STATUSES: dict[int, tuple[Verdict, str]] = {
    0: (Verdict.ACCEPTED, "accepted"),
    1: (Verdict.THROTTLED, "system busy"),
    2: (Verdict.REFUSED, "too many connections"),
    12: (Verdict.UNKNOWN, "duplicate sequence: the first may have been accepted"),
    58: (Verdict.REFUSED, "no route"),
    74: (Verdict.REFUSED, "forbidden time of day"),
    75: (Verdict.REFUSED, "the account's daily quota is used up"),
    76: (Verdict.ACCOUNT, "the account has expired"),
    8200: (Verdict.ACCOUNT, "MsgSrc does not match, in Zhejiang"),
}
# Our login, or a field that is the same in all messages of the account.
_OUR_SETTINGS = (Verdict.ACCOUNT, "the account's settings")
_OF_OUR_SETTINGS = {
    *(20, STATUS_AUTHENTICATION, STATUS_VERSION, 52),
    *(30, 31, 32, 33, 34, 35, 40),  # type, priority, fees, format, form of times
    *(43, 44, 45, 46, 48, 49, 73),  # service codes, times, SrcTermID, ChargeTermID
    *(59, 69, 70),  # what kind of provider we are
}
STATUSES |= dict.fromkeys(_OF_OUR_SETTINGS, _OUR_SETTINGS)
_OTHER = (Verdict.PERMANENT, "the message, the number, or the gateway maker's own number")

_KINDS: dict[type, Kind] = {
    Login: Kind.LOGIN,
    LoginResp: Kind.LOGIN_ANSWER,
    Submit30: Kind.SUBMIT,
    Submit13: Kind.SUBMIT,
    Deliver: Kind.DELIVER,
    SubmitResp: Kind.ANSWER,
    DeliverResp: Kind.ANSWER,
    ActiveTest: Kind.ALIVE,
    ActiveTestResp: Kind.ALIVE_ANSWER,
    Exit: Kind.END,
    ExitResp: Kind.END_ANSWER,
}
_ID_AT = len(b"id:")


def verdict_of(status: int) -> Verdict:
    return STATUSES.get(status, _OTHER)[0]


def authenticator(account: str, secret: str, timestamp: int, *, pad: bool = False) -> bytes:
    """Prove that we know the shared secret (AuthenticatorClient)."""
    name = account.encode().ljust(LONGEST_ACCOUNT, b"\0") if pad else account.encode()
    return md5(  # noqa: S324 - the protocol asks for MD5
        name + bytes(7) + secret.encode() + f"{timestamp:010}".encode()
    ).digest()


def gateway_authenticator(status: int, width: int, client: bytes, secret: str) -> bytes:
    """Prove the gateway's side of it (AuthenticatorServer); `width` octets of status."""
    return md5(status.to_bytes(width) + client + secret.encode()).digest()  # noqa: S324 - as above


def pack_report(msg_id: bytes, stat: str, minute: str) -> bytes:
    """Write the text of a status report, 122 octets; its id is binary."""
    error = b"000" if stat == "DELIVRD" else b"999"
    dates = b" Submit date:%b done date:%b" % (minute.encode(), minute.encode())
    head = b"id:%b sub:001 dlvrd:001%b" % (msg_id, dates)
    return head + b" stat:%b err:%b Text:" % (stat.encode().ljust(7)[:7], error) + bytes(20)


def unpack_report(text: bytes, mobile: str) -> StatusReport:
    """Read the text of a status report: the id by its place, the rest by its keys."""
    if len(text) < _ID_AT + ID_SIZE:
        raise RemoteProtocolError(f"a status report of {len(text)} octets")
    known_as = text[_ID_AT : _ID_AT + ID_SIZE].hex()
    rest = text[_ID_AT + ID_SIZE :]
    stat = entry(rest, "stat")
    submitted = entry(rest, "submit[ _]date")
    return StatusReport(known_as, mobile[-MOBILE_DIGITS:], stat, delivery_of(stat), submitted)


@dataclass(frozen=True)
class Smgp:
    """One account's SMGP."""

    version: int  # VERSION_13 or VERSION_30
    account: str
    secret: str = field(repr=False)
    source_number: str = ""
    service_id: str = ""
    pad_account_in_digest: bool = False  # some gateways hash ClientID with its NULs
    numbers_with_86: bool = False
    service_as_product: bool = False  # the service code as MServiceID, as mobile traffic wants it
    header_size: int = Vocabulary.HEADER_SIZE
    id_from_number: None = None  # the answer brings it

    @property
    def vocabulary(self) -> Vocabulary:
        return SMGP30 if self.version >= VERSION_30 else SMGP13

    def numbers(self) -> Iterator[int]:
        number = 0
        while True:
            number = (number + 1) % SEQUENCES
            yield number

    def frame(self, message: Any, sequence: int) -> bytes:
        return self.vocabulary.frame(message, sequence)

    def unframe(self, data: bytes) -> Inbound:
        command, sequence, message = self.vocabulary.unframe(data)
        if message is None:
            return Inbound(sequence, Kind.STRANGE, None)
        fallback = Kind.ANSWER if command >= 0x80000000 else Kind.ASK  # noqa: PLR2004 - the answer bit
        return Inbound(sequence, _KINDS.get(type(message), fallback), message)

    def login(self, stamp: str) -> Login:
        timestamp = int(stamp)
        proof = authenticator(self.account, self.secret, timestamp, pad=self.pad_account_in_digest)
        return Login(
            client_id=self.account,
            authenticator_client=proof,
            timestamp=timestamp,
            client_version=self.version,
        )

    def welcome(self, login: Login, answer: LoginResp) -> Welcome:
        if answer.status:
            return Welcome(answer.status, answer.status in PERMANENT_STATUSES)
        proofs = [
            gateway_authenticator(0, width, login.authenticator_client, self.secret)
            for width in (4, 1)
        ]
        if any(compare_digest(proof, answer.authenticator_server) for proof in proofs):
            return Welcome(STATUS_OK)
        return Welcome(STATUS_OK, warning="the gateway does not prove that it knows our secret")

    def compose(self, mobile: str, part: Part) -> Submit:
        values: dict[str, Any] = {
            "service_id": self.service_id,
            "msg_format": int(part.alphabet),
            "src_term_id": self.source_number,
            "dest_term_id": ("86" + mobile if self.numbers_with_86 else mobile,),
            "msg_content": part.content,
            "parameters": self._parameters(part),
        }
        return Submit30(**values) if self.version >= VERSION_30 else Submit13(**values)

    def _parameters(self, part: Part) -> Parameters:
        found = [(MSG_SRC, self.account.encode().ljust(LONGEST_ACCOUNT, b"\0"))]
        if self.service_as_product:
            found.append((M_SERVICE_ID, self.service_id.encode().ljust(_M_SERVICE_ID_SIZE, b"\0")))
        if part.has_header:
            found.append((TP_UDHI, b"\1"))
            found.append((PK_TOTAL, bytes((part.total,))))
            found.append((PK_NUMBER, bytes((part.number,))))
        return tuple(found)

    def reading(self, sequence: int, answer: Any) -> Answer:  # noqa: ARG002 - SGIP's id is its sequence, not ours
        if isinstance(answer, SubmitResp):
            return Answer(verdict_of(answer.status), str(answer.status), answer.msg_id.hex())
        if isinstance(answer, DeliverResp):
            return Answer(verdict_of(answer.status), str(answer.status))
        return Answer(Verdict.ACCEPTED, "0")

    def report(self, message: Deliver) -> StatusReport | None:
        if message.is_report != 1:
            return None
        return unpack_report(message.msg_content, message.src_term_id)

    def alive(self) -> ActiveTest:
        return ActiveTest()

    def end(self) -> Exit:
        return Exit()

    def answer_to(self, message: Any, *, ok: bool) -> Any:
        match message:
            case ActiveTest():
                return ActiveTestResp()
            case Exit():
                return ExitResp()
            case Deliver(msg_id=msg_id):
                return DeliverResp(msg_id=msg_id, status=STATUS_OK if ok else STATUS_BUSY)
        raise LocalProtocolError(f"{type(message).__name__} is not ours to answer")
