"""中国联通 SGIP 1.2: the messages, field by field as in the specification's tables."""

from typing import Annotated

from heyan.wire.fields import Counted, Octets, Sized, Text, UInt
from heyan.wire.frames import LongVocabulary
from heyan.wire.tables import message


@message
class Bind:
    """Log in (SGIP_BIND), in clear."""

    login_type: Annotated[int, UInt(1)] = 1  # 1: provider to gateway, 2: gateway to provider
    login_name: Annotated[str, Text(16)]
    login_password: Annotated[str, Text(16)]
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


@message
class BindResp:
    result: Annotated[int, UInt(1)]
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


@message
class Unbind:
    """Hang up (SGIP_UNBIND)."""


@message
class UnbindResp:
    pass


@message
class Submit:
    """Ask the gateway to send one short message (SGIP_SUBMIT)."""

    sp_number: Annotated[str, Text(21)]
    charge_number: Annotated[str, Text(21)] = "0" * 21  # the provider pays
    user_number: Annotated[tuple[str, ...], Counted(1, Text(21))]
    corp_id: Annotated[str, Text(5)]
    service_type: Annotated[str, Text(10)] = ""
    fee_type: Annotated[int, UInt(1)] = 1
    fee_value: Annotated[str, Text(6)] = "0"
    given_value: Annotated[str, Text(6)] = "0"
    agent_flag: Annotated[int, UInt(1)] = 0
    morelateto_mt_flag: Annotated[int, UInt(1)] = 2
    priority: Annotated[int, UInt(1)] = 0
    expire_time: Annotated[str, Text(16)] = ""
    schedule_time: Annotated[str, Text(16)] = ""
    report_flag: Annotated[int, UInt(1)] = 1
    tp_pid: Annotated[int, UInt(1)] = 0
    tp_udhi: Annotated[int, UInt(1)] = 0
    message_coding: Annotated[int, UInt(1)] = 8
    message_type: Annotated[int, UInt(1)] = 0
    message_content: Annotated[bytes, Sized(4)]
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


@message
class SubmitResp:
    """Answer a submit; the submit's own number is the message's id."""

    result: Annotated[int, UInt(1)]
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


@message
class Deliver:
    """Bring a message from a phone (SGIP_DELIVER)."""

    user_number: Annotated[str, Text(21)]
    sp_number: Annotated[str, Text(21)]
    tp_pid: Annotated[int, UInt(1)] = 0
    tp_udhi: Annotated[int, UInt(1)] = 0
    message_coding: Annotated[int, UInt(1)] = 8
    message_content: Annotated[bytes, Sized(4)]
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


@message
class DeliverResp:
    result: Annotated[int, UInt(1)]
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


@message
class Report:
    """Report on one receiver of a submit (SGIP_REPORT)."""

    submit_sequence: Annotated[bytes, Octets(12)]
    report_type: Annotated[int, UInt(1)] = 0  # 1: on a deliver
    user_number: Annotated[str, Text(21)]
    state: Annotated[int, UInt(1)]
    error_code: Annotated[int, UInt(1)] = 0
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


@message
class ReportResp:
    result: Annotated[int, UInt(1)]
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


@message
class UserRpt:
    """Tell that a user's state has changed (SGIP_USERRPT)."""

    sp_number: Annotated[str, Text(21)]
    user_number: Annotated[str, Text(21)]
    user_condition: Annotated[int, UInt(1)]
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


@message
class UserRptResp:
    result: Annotated[int, UInt(1)]
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


SGIP12 = LongVocabulary.of(
    {
        0x00000001: Bind,
        0x80000001: BindResp,
        0x00000002: Unbind,
        0x80000002: UnbindResp,
        0x00000003: Submit,
        0x80000003: SubmitResp,
        0x00000004: Deliver,
        0x80000004: DeliverResp,
        0x00000005: Report,
        0x80000005: ReportResp,
        0x00000011: UserRpt,
        0x80000011: UserRptResp,
    }
)
