"""中国联通 SGIP from the gateway's side (SMG): it checks logins, takes messages, calls us back."""

from collections.abc import Iterator
from hmac import compare_digest
from itertools import count

from heyan.wire.alphabet import Alphabet, read
from heyan.wire.gateway_side import Entry, Reply, Submitted, Told
from heyan.wire.sgip import (
    FAILED,
    MOBILE_DIGITS,
    RESULT_LOGIN,
    RESULT_LOGIN_TYPE,
    RESULT_OK,
    TO_GATEWAY,
    TO_PROVIDER,
    WAITING,
    Sgip,
)
from heyan.wire.sgip_messages import Bind, BindResp, Deliver, Report, Submit, SubmitResp

NODE = 100101  # 1AAAAX
BEFORE_LOGIN = "0101000000"  # nothing is asked of a caller before its login
ENTRIES = {
    Entry.WELCOME: RESULT_OK,
    Entry.STRANGER: RESULT_LOGIN,
    Entry.WRONG_PROOF: RESULT_LOGIN,
    Entry.WRONG_VERSION: RESULT_LOGIN_TYPE,
    Entry.BUSY: 3,
}
REPLIES = {
    Reply.TAKEN: RESULT_OK,
    Reply.DUPLICATE: 9,
    Reply.TOO_FAST: 88,
    Reply.NOT_SERVED: 6,
    Reply.WRONG_SENDER: 5,
}
_STATES = {"DELIVRD": (0, 0), "ACCEPTD": (WAITING, 0), "UNDELIV": (FAILED, 21)}
_ODD_STATE = (9, 99)


def _numbers(stamp: str = BEFORE_LOGIN) -> Iterator[int]:
    """Hand out numbers: node, moment, counter. Makers read the moment and write it again."""
    return count(NODE << 64 | int(stamp) << 32 | 1)


def opening() -> Sgip:
    return Sgip(_numbers())


def calling(account: str, secret: str, stamp: str) -> Sgip:
    """Call the account at its own door, to bring reports there."""
    return Sgip(_numbers(stamp), account, secret, login_type=TO_PROVIDER)


def account_of(login: Bind) -> str:
    return login.login_name


def is_known_version(login: Bind) -> bool:
    return login.login_type == TO_GATEWAY


def dialect_for(login: Bind, stamp: str) -> Sgip:
    return Sgip(_numbers(stamp), login.login_name)


def knows_secret(login: Bind, secret: str) -> bool:
    return compare_digest(login.login_password.encode(), secret.encode())


def welcome(dialect: Sgip, login: Bind, status: int, secret: str) -> BindResp:  # noqa: ARG001 - nothing is proved in SGIP
    return BindResp(result=status)


def is_submit(message: object) -> bool:
    return isinstance(message, Submit)


def known_as(sequence: int, own_id: int) -> int:  # noqa: ARG001 - other protocols' ids are the gateway's own
    return sequence


def read_submit(message: Submit) -> Submitted:
    piece = read(message.message_content, message.message_coding, has_header=message.tp_udhi == 1)
    mobiles = tuple(number[-MOBILE_DIGITS:] for number in message.user_number)
    return Submitted(mobiles, piece, message.sp_number, wants_report=message.report_flag == 1)


def answer_submit(message: Submit, msg_id: int, result: int) -> SubmitResp:  # noqa: ARG001 - the answer carries no id
    return SubmitResp(result=result)


def report(dialect: Sgip, told: Told, own_id: int, *, short: bool = False) -> Report:  # noqa: ARG001 - a report has one form
    state, error = _STATES.get(told.stat, _ODD_STATE)
    return Report(
        submit_sequence=told.msg_id.to_bytes(12),
        user_number="86" + told.mobile,
        state=state,
        error_code=error,
    )


def from_phone(dialect: Sgip, own_id: int, mobile: str, number: str, text: str) -> Deliver:  # noqa: ARG001 - as above
    return Deliver(
        user_number="86" + mobile,
        sp_number=number,
        message_coding=Alphabet.UCS2,
        message_content=text.encode("utf-16-be"),
    )
