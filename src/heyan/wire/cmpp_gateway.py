"""中国移动 CMPP from the gateway's side (ISMG): it checks logins, takes messages, reports."""

from hmac import compare_digest

from heyan.wire.alphabet import read
from heyan.wire.cmpp import (
    CONNECT_AUTHENTICATION,
    CONNECT_OK,
    CONNECT_OTHER,
    CONNECT_SOURCE,
    CONNECT_VERSION,
    MOBILE_DIGITS,
    RESULT_FLOW,
    RESULT_OK,
    VERSION_20,
    VERSION_30,
    Cmpp,
    authenticator,
    gateway_authenticator,
    pack_report,
)
from heyan.wire.cmpp_messages import (
    Connect,
    ConnectResp,
    ConnectResp20,
    ConnectResp30,
    Deliver,
    Deliver20,
    Deliver30,
    Submit,
    Submit20,
    Submit30,
    SubmitResp,
    SubmitResp20,
    SubmitResp30,
)
from heyan.wire.gateway_side import Entry, Reply, Submitted, Told

REPORT_WIDTH_20, REPORT_WIDTH_30 = 21, 32  # of the number: bodies of 60 and 71 octets


ENTRIES = {
    Entry.WELCOME: CONNECT_OK,
    Entry.STRANGER: CONNECT_SOURCE,
    Entry.WRONG_PROOF: CONNECT_AUTHENTICATION,
    Entry.WRONG_VERSION: CONNECT_VERSION,
    Entry.BUSY: CONNECT_OTHER,
}
REPLIES = {
    Reply.TAKEN: RESULT_OK,
    Reply.DUPLICATE: 3,
    Reply.TOO_FAST: RESULT_FLOW,
    Reply.NOT_SERVED: 13,
    Reply.WRONG_SENDER: 10,
}


def opening() -> Cmpp:
    return Cmpp(VERSION_30, "", "")


def account_of(login: Connect) -> str:
    return login.source_addr


def is_known_version(login: Connect) -> bool:
    return login.version in {VERSION_20, VERSION_20 + 1, VERSION_30}


def dialect_for(login: Connect, stamp: str) -> Cmpp:  # noqa: ARG001 - its numbers hold no moment
    """Speak to the caller in the version of its login, the newest if we know it not."""
    version = VERSION_20 if VERSION_20 <= login.version < VERSION_30 else VERSION_30
    return Cmpp(version, login.source_addr, secret="")


def knows_secret(login: Connect, secret: str) -> bool:
    """Check AuthenticatorSource; an account's name may be hashed with or without its NULs."""
    proofs = [
        authenticator(login.source_addr, secret, login.timestamp, pad=pad) for pad in (False, True)
    ]
    return any(compare_digest(proof, login.authenticator_source) for proof in proofs)


def welcome(dialect: Cmpp, login: Connect, status: int, secret: str) -> ConnectResp:
    """Answer a login; only who is let in gets our proof."""
    newest = dialect.version >= VERSION_30
    proof = bytes(16)
    if status == 0:
        width = 4 if newest else 1
        proof = gateway_authenticator(status, width, login.authenticator_source, secret)
    kind = ConnectResp30 if newest else ConnectResp20
    return kind(status=status, authenticator_ismg=proof, version=dialect.version)


def is_submit(message: object) -> bool:
    return isinstance(message, Submit20 | Submit30)


def known_as(sequence: int, own_id: int) -> int:  # noqa: ARG001 - SGIP's id is its sequence
    return own_id


def read_submit(message: Submit) -> Submitted:
    piece = read(message.msg_content, message.msg_fmt, has_header=message.tp_udhi == 1)
    return Submitted(
        mobiles=tuple(mobile[-MOBILE_DIGITS:] for mobile in message.dest_terminal_id),
        piece=piece,
        sender=message.src_id,
        wants_report=message.registered_delivery == 1,
    )


def answer_submit(message: Submit, msg_id: int, result: int) -> SubmitResp:
    kind = SubmitResp30 if isinstance(message, Submit30) else SubmitResp20
    return kind(msg_id=msg_id, result=result)


def report(dialect: Cmpp, told: Told, own_id: int, *, short: bool = False) -> Deliver:
    """Make a status report; `short`: with the 60 octets that some makers send in 3.0 too."""
    newest = dialect.version >= VERSION_30
    width = REPORT_WIDTH_30 if newest and not short else REPORT_WIDTH_20
    times = (told.minute, told.minute)
    kind = Deliver30 if newest else Deliver20
    return kind(
        msg_id=own_id,
        dest_id=told.sender,
        src_terminal_id=told.mobile,
        registered_delivery=1,
        msg_content=pack_report(told.msg_id, told.stat, times, told.mobile, width),
    )


def from_phone(dialect: Cmpp, own_id: int, mobile: str, number: str, text: str) -> Deliver:
    """Make a message that a phone sends to us (MO)."""
    kind = Deliver30 if dialect.version >= VERSION_30 else Deliver20
    return kind(
        msg_id=own_id,
        dest_id=number,
        src_terminal_id=mobile,
        registered_delivery=0,
        msg_fmt=8,
        msg_content=text.encode("utf-16-be"),
    )
