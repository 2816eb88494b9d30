"""中国移动 CMPP 2.0 and 3.0: the messages, field by field as in the specification's tables.

Where the versions differ the class says so: `…20`, `…30`. Widths grow, pseudo-number types are
added, and LinkID takes the place of Reserve.
"""

from typing import Annotated

from heyan.wire.fields import Counted, Octets, Sized, Text, UInt
from heyan.wire.frames import Vocabulary
from heyan.wire.tables import message


@message
class Connect:
    """Log in (CMPP_CONNECT)."""

    source_addr: Annotated[str, Text(6)]
    authenticator_source: Annotated[bytes, Octets(16)]
    version: Annotated[int, UInt(1)]
    timestamp: Annotated[int, UInt(4)]  # MMDDHHMMSS read as a number


@message
class ConnectResp20:
    status: Annotated[int, UInt(1)]
    authenticator_ismg: Annotated[bytes, Octets(16)]
    version: Annotated[int, UInt(1)]


@message
class ConnectResp30:
    status: Annotated[int, UInt(4)]
    authenticator_ismg: Annotated[bytes, Octets(16)]
    version: Annotated[int, UInt(1)]


@message
class Terminate:
    """Hang up (CMPP_TERMINATE)."""


@message
class TerminateResp:
    pass


@message
class Submit20:
    """Ask the gateway to send one short message (CMPP_SUBMIT)."""

    msg_id: Annotated[int, UInt(8)] = 0
    pk_total: Annotated[int, UInt(1)] = 1
    pk_number: Annotated[int, UInt(1)] = 1
    registered_delivery: Annotated[int, UInt(1)] = 1
    msg_level: Annotated[int, UInt(1)] = 0
    service_id: Annotated[str, Text(10)] = ""
    fee_user_type: Annotated[int, UInt(1)] = 2
    fee_terminal_id: Annotated[str, Text(21)] = ""
    tp_pid: Annotated[int, UInt(1)] = 0
    tp_udhi: Annotated[int, UInt(1)] = 0
    msg_fmt: Annotated[int, UInt(1)] = 8
    msg_src: Annotated[str, Text(6)]
    fee_type: Annotated[str, Text(2)] = "01"
    fee_code: Annotated[str, Text(6)] = "0"
    valid_time: Annotated[str, Text(17)] = ""
    at_time: Annotated[str, Text(17)] = ""
    src_id: Annotated[str, Text(21)]
    dest_terminal_id: Annotated[tuple[str, ...], Counted(1, Text(21))]
    msg_content: Annotated[bytes, Sized(1)]
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


@message
class Submit30:
    """Ask the gateway to send one short message (CMPP_SUBMIT)."""

    msg_id: Annotated[int, UInt(8)] = 0
    pk_total: Annotated[int, UInt(1)] = 1
    pk_number: Annotated[int, UInt(1)] = 1
    registered_delivery: Annotated[int, UInt(1)] = 1
    msg_level: Annotated[int, UInt(1)] = 0
    service_id: Annotated[str, Text(10)] = ""
    fee_user_type: Annotated[int, UInt(1)] = 2
    fee_terminal_id: Annotated[str, Text(32)] = ""
    fee_terminal_type: Annotated[int, UInt(1)] = 0
    tp_pid: Annotated[int, UInt(1)] = 0
    tp_udhi: Annotated[int, UInt(1)] = 0
    msg_fmt: Annotated[int, UInt(1)] = 8
    msg_src: Annotated[str, Text(6)]
    fee_type: Annotated[str, Text(2)] = "01"
    fee_code: Annotated[str, Text(6)] = "0"
    valid_time: Annotated[str, Text(17)] = ""
    at_time: Annotated[str, Text(17)] = ""
    src_id: Annotated[str, Text(21)]
    dest_terminal_id: Annotated[tuple[str, ...], Counted(1, Text(32))]
    dest_terminal_type: Annotated[int, UInt(1)] = 0
    msg_content: Annotated[bytes, Sized(1)]
    link_id: Annotated[bytes, Octets(20)] = bytes(20)


@message
class SubmitResp20:
    msg_id: Annotated[int, UInt(8)]
    result: Annotated[int, UInt(1)]


@message
class SubmitResp30:
    msg_id: Annotated[int, UInt(8)]
    result: Annotated[int, UInt(4)]


@message
class Deliver20:
    """What the gateway brings: a message from a phone, or a status report (CMPP_DELIVER)."""

    msg_id: Annotated[int, UInt(8)]  # of this deliver, not of the submit it reports on
    dest_id: Annotated[str, Text(21)]
    service_id: Annotated[str, Text(10)] = ""
    tp_pid: Annotated[int, UInt(1)] = 0
    tp_udhi: Annotated[int, UInt(1)] = 0
    msg_fmt: Annotated[int, UInt(1)] = 0
    src_terminal_id: Annotated[str, Text(21)]
    registered_delivery: Annotated[int, UInt(1)]  # 1: msg_content is a report
    msg_content: Annotated[bytes, Sized(1)]
    reserved: Annotated[bytes, Octets(8)] = bytes(8)


@message
class Deliver30:
    """What the gateway brings: a message from a phone, or a status report (CMPP_DELIVER)."""

    msg_id: Annotated[int, UInt(8)]  # of this deliver, not of the submit it reports on
    dest_id: Annotated[str, Text(21)]
    service_id: Annotated[str, Text(10)] = ""
    tp_pid: Annotated[int, UInt(1)] = 0
    tp_udhi: Annotated[int, UInt(1)] = 0
    msg_fmt: Annotated[int, UInt(1)] = 0
    src_terminal_id: Annotated[str, Text(32)]
    src_terminal_type: Annotated[int, UInt(1)] = 0
    registered_delivery: Annotated[int, UInt(1)]  # 1: msg_content is a report
    msg_content: Annotated[bytes, Sized(1)]
    link_id: Annotated[bytes, Octets(20)] = bytes(20)


@message
class DeliverResp20:
    msg_id: Annotated[int, UInt(8)]
    result: Annotated[int, UInt(1)]


@message
class DeliverResp30:
    msg_id: Annotated[int, UInt(8)]
    result: Annotated[int, UInt(4)]


@message
class Query:
    """Ask for the counts of a day (CMPP_QUERY)."""

    time: Annotated[str, Text(8)]  # YYYYMMDD
    query_type: Annotated[int, UInt(1)] = 0
    query_code: Annotated[str, Text(10)] = ""
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


@message
class QueryResp:
    time: Annotated[str, Text(8)]
    query_type: Annotated[int, UInt(1)]
    query_code: Annotated[str, Text(10)]
    mt_tlmsg: Annotated[int, UInt(4)]
    mt_tlusr: Annotated[int, UInt(4)]
    mt_scs: Annotated[int, UInt(4)]
    mt_wt: Annotated[int, UInt(4)]
    mt_fl: Annotated[int, UInt(4)]
    mo_scs: Annotated[int, UInt(4)]
    mo_wt: Annotated[int, UInt(4)]
    mo_fl: Annotated[int, UInt(4)]


@message
class Cancel:
    """Take a message back before it is sent (CMPP_CANCEL)."""

    msg_id: Annotated[int, UInt(8)]


@message
class CancelResp20:
    success_id: Annotated[int, UInt(1)]


@message
class CancelResp30:
    success_id: Annotated[int, UInt(4)]


@message
class ActiveTest:
    """Ask for a sign of life (CMPP_ACTIVE_TEST)."""


@message
class ActiveTestResp:
    reserved: Annotated[int, UInt(1)] = 0


RESPONSE = 0x80000000
CONNECT, CONNECT_RESP = 0x00000001, 0x80000001

_BOTH: dict[int, type] = {
    CONNECT: Connect,
    0x00000002: Terminate,
    0x80000002: TerminateResp,
    0x00000006: Query,
    0x80000006: QueryResp,
    0x00000007: Cancel,
    0x00000008: ActiveTest,
    0x80000008: ActiveTestResp,
}
CMPP20 = Vocabulary.of(
    {
        **_BOTH,
        CONNECT_RESP: ConnectResp20,
        0x00000004: Submit20,
        0x80000004: SubmitResp20,
        0x00000005: Deliver20,
        0x80000005: DeliverResp20,
        0x80000007: CancelResp20,
    }
)
CMPP30 = Vocabulary.of(
    {
        **_BOTH,
        CONNECT_RESP: ConnectResp30,
        0x00000004: Submit30,
        0x80000004: SubmitResp30,
        0x00000005: Deliver30,
        0x80000005: DeliverResp30,
        0x80000007: CancelResp30,
    }
)

Submit = Submit20 | Submit30
SubmitResp = SubmitResp20 | SubmitResp30
Deliver = Deliver20 | Deliver30
DeliverResp = DeliverResp20 | DeliverResp30
ConnectResp = ConnectResp20 | ConnectResp30
