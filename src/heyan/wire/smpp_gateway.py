"""SMPP from the aggregator's side (SMSC): it checks logins, takes messages, sends receipts."""

from hmac import compare_digest

from heyan.wire.alphabet import Alphabet, read
from heyan.wire.gateway_side import Entry, Reply, Submitted, Told
from heyan.wire.smpp import (
    HAS_HEADER,
    MESSAGE_STATE,
    MOBILE_DIGITS,
    RECEIPT,
    RECEIPTED_MESSAGE_ID,
    STATUS_ALREADY_BOUND,
    STATUS_DESTINATION,
    STATUS_OK,
    STATUS_PASSWORD,
    STATUS_SOURCE,
    STATUS_SYSTEM,
    STATUS_SYSTEM_ID,
    STATUS_THROTTLED,
    Smpp,
)
from heyan.wire.smpp_messages import (
    BindTransceiver,
    BindTransceiverResp,
    DeliverSm,
    SubmitSm,
    SubmitSmResp,
)

NAME = "smsc"
OLDEST_VERSION = 0x33
ENTRIES = {
    Entry.WELCOME: STATUS_OK,
    Entry.STRANGER: STATUS_SYSTEM_ID,
    Entry.WRONG_PROOF: STATUS_PASSWORD,
    Entry.WRONG_VERSION: STATUS_SYSTEM,
    Entry.BUSY: STATUS_ALREADY_BOUND,
}
REPLIES = {
    Reply.TAKEN: STATUS_OK,
    Reply.DUPLICATE: STATUS_SYSTEM,
    Reply.TOO_FAST: STATUS_THROTTLED,
    Reply.NOT_SERVED: STATUS_DESTINATION,
    Reply.WRONG_SENDER: STATUS_SOURCE,
}
_STATES = {"DELIVRD": b"\2", "UNDELIV": b"\5", "ACCEPTD": b"\6"}


def opening() -> Smpp:
    return Smpp("", "")


def account_of(login: BindTransceiver) -> str:
    return login.system_id


def is_known_version(login: BindTransceiver) -> bool:
    return login.interface_version >= OLDEST_VERSION


def dialect_for(login: BindTransceiver, stamp: str) -> Smpp:  # noqa: ARG001 - its numbers hold no moment
    return Smpp(login.system_id, "")


def knows_secret(login: BindTransceiver, secret: str) -> bool:
    return compare_digest(login.password.encode(), secret.encode())


def welcome(  # the secret: nothing is proved in SMPP
    dialect: Smpp,  # noqa: ARG001 - there is one version
    login: BindTransceiver,  # noqa: ARG001 - nothing of it is answered
    status: int,
    secret: str,  # noqa: ARG001 - as above
) -> BindTransceiverResp:
    return BindTransceiverResp(command_status=status, system_id=None if status else NAME)


def is_submit(message: object) -> bool:
    return isinstance(message, SubmitSm)


def known_as(sequence: int, own_id: int) -> int:  # noqa: ARG001 - SGIP's id is its sequence
    return own_id


def read_submit(message: SubmitSm) -> Submitted:
    has_header = bool(message.esm_class & HAS_HEADER)
    return Submitted(
        mobiles=(message.destination_addr[-MOBILE_DIGITS:],),
        piece=read(message.short_message, message.data_coding, has_header=has_header),
        sender=message.source_addr,
        wants_report=message.registered_delivery == 1,
    )


def answer_submit(message: SubmitSm, msg_id: int, result: int) -> SubmitSmResp:  # noqa: ARG001 - the header says to what
    return SubmitSmResp(command_status=result, message_id=None if result else f"{msg_id:X}")


def report(dialect: Smpp, told: Told, own_id: int, *, short: bool = False) -> DeliverSm:  # noqa: ARG001 - a receipt has no id of its own
    """Make a receipt; `short`: by its text alone, without the parameters that say it better."""
    dates = f"submit date:{told.minute} done date:{told.minute}"
    text = f"id:{told.msg_id:x} sub:001 dlvrd:001 {dates} stat:{told.stat} err:000 text:"
    known_as = f"{told.msg_id:X}".encode() + b"\0"
    tagged = [(RECEIPTED_MESSAGE_ID, known_as)]
    if told.stat in _STATES:
        tagged.append((MESSAGE_STATE, _STATES[told.stat]))
    return DeliverSm(
        source_addr="86" + told.mobile,
        destination_addr=told.sender,
        esm_class=RECEIPT,
        short_message=text.encode(),
        parameters=() if short else tuple(tagged),
    )


def from_phone(dialect: Smpp, own_id: int, mobile: str, number: str, text: str) -> DeliverSm:  # noqa: ARG001 - as above
    return DeliverSm(
        source_addr="86" + mobile,
        destination_addr=number,
        data_coding=Alphabet.UCS2,
        short_message=text.encode("utf-16-be"),
    )
