"""中国电信 SMGP from the gateway's side: it checks logins, takes messages, reports."""

from hmac import compare_digest

from heyan.wire.alphabet import Alphabet, read
from heyan.wire.gateway_side import Entry, Reply, Submitted, Told
from heyan.wire.smgp import (
    ID_SIZE,
    MOBILE_DIGITS,
    STATUS_AUTHENTICATION,
    STATUS_BUSY,
    STATUS_CONNECTIONS,
    STATUS_OK,
    STATUS_VERSION,
    TP_UDHI,
    VERSION_13,
    VERSION_30,
    Smgp,
    authenticator,
    gateway_authenticator,
    pack_report,
)
from heyan.wire.smgp_messages import (
    Deliver,
    Login,
    LoginResp,
    Submit,
    Submit13,
    Submit30,
    SubmitResp,
)
from heyan.wire.tails import parameter

ENTRIES = {
    Entry.WELCOME: STATUS_OK,
    Entry.STRANGER: 52,
    Entry.WRONG_PROOF: STATUS_AUTHENTICATION,
    Entry.WRONG_VERSION: STATUS_VERSION,
    Entry.BUSY: STATUS_CONNECTIONS,
}
REPLIES = {
    Reply.TAKEN: STATUS_OK,
    Reply.DUPLICATE: 12,
    Reply.TOO_FAST: STATUS_BUSY,
    Reply.NOT_SERVED: 47,
    Reply.WRONG_SENDER: 46,
}


def opening() -> Smgp:
    return Smgp(VERSION_30, "", "")


def account_of(login: Login) -> str:
    return login.client_id


def is_known_version(login: Login) -> bool:
    return login.client_version in {VERSION_13, VERSION_30}


def dialect_for(login: Login, stamp: str) -> Smgp:  # noqa: ARG001 - its numbers hold no moment
    version = VERSION_13 if login.client_version == VERSION_13 else VERSION_30
    return Smgp(version, login.client_id, "")


def knows_secret(login: Login, secret: str) -> bool:
    """Check AuthenticatorClient; an account's name may be hashed with or without its NULs."""
    proofs = [
        authenticator(login.client_id, secret, login.timestamp, pad=pad) for pad in (False, True)
    ]
    return any(compare_digest(proof, login.authenticator_client) for proof in proofs)


def welcome(dialect: Smgp, login: Login, status: int, secret: str) -> LoginResp:
    proof = bytes(16)
    if status == STATUS_OK:
        proof = gateway_authenticator(status, 4, login.authenticator_client, secret)
    return LoginResp(status=status, authenticator_server=proof, server_version=dialect.version)


def is_submit(message: object) -> bool:
    return isinstance(message, Submit30 | Submit13)


def known_as(sequence: int, own_id: int) -> int:  # noqa: ARG001 - SGIP's id is its sequence
    return own_id


def read_submit(message: Submit) -> Submitted:
    has_header = parameter(message.parameters, TP_UDHI) == b"\1"
    return Submitted(
        mobiles=tuple(number[-MOBILE_DIGITS:] for number in message.dest_term_id),
        piece=read(message.msg_content, message.msg_format, has_header=has_header),
        sender=message.src_term_id,
        wants_report=message.need_report == 1,
    )


def answer_submit(message: Submit, msg_id: int, result: int) -> SubmitResp:  # noqa: ARG001 - both versions answer alike
    return SubmitResp(msg_id=msg_id.to_bytes(ID_SIZE), status=result)


def report(dialect: Smgp, told: Told, own_id: int, *, short: bool = False) -> Deliver:  # noqa: ARG001 - a report has one form
    return Deliver(
        msg_id=own_id.to_bytes(ID_SIZE),
        is_report=1,
        src_term_id=told.mobile,
        dest_term_id=told.sender,
        msg_content=pack_report(told.msg_id.to_bytes(ID_SIZE), told.stat, told.minute),
    )


def from_phone(dialect: Smgp, own_id: int, mobile: str, number: str, text: str) -> Deliver:  # noqa: ARG001 - as above
    return Deliver(
        msg_id=own_id.to_bytes(ID_SIZE),
        is_report=0,
        msg_format=Alphabet.UCS2,
        src_term_id=mobile,
        dest_term_id=number,
        msg_content=text.encode("utf-16-be"),
    )
