"""中国电信 SMGP 3.0, and 1.3 where it differs: the messages as in the specification's tables."""

from typing import Annotated

from heyan.wire.fields import Counted, Octets, Sized, Text, UInt
from heyan.wire.frames import Vocabulary
from heyan.wire.tables import message
from heyan.wire.tails import Parameters, Rest, Tagged


@message
class Login:
    """Log in (Login)."""

    client_id: Annotated[str, Text(8)]
    authenticator_client: Annotated[bytes, Octets(16)]
    login_mode: Annotated[int, UInt(1)] = 2  # 0 sends, 1 receives, 2 both
    timestamp: Annotated[int, UInt(4)]  # MMDDHHMMSS read as a number
    client_version: Annotated[int, UInt(1)] = 0x30


@message
class LoginResp:
    status: Annotated[int, UInt(4)]
    authenticator_server: Annotated[bytes, Octets(16)]
    server_version: Annotated[int, UInt(1)]


@message
class Submit30:
    """Ask the gateway to send one short message (Submit)."""

    msg_type: Annotated[int, UInt(1)] = 6
    need_report: Annotated[int, UInt(1)] = 1
    priority: Annotated[int, UInt(1)] = 1
    service_id: Annotated[str, Text(10)] = ""
    fee_type: Annotated[str, Text(2)] = "00"
    fee_code: Annotated[str, Text(6)] = "0"
    fixed_fee: Annotated[str, Text(6)] = "0"
    msg_format: Annotated[int, UInt(1)] = 8
    valid_time: Annotated[str, Text(17)] = ""
    at_time: Annotated[str, Text(17)] = ""
    src_term_id: Annotated[str, Text(21)]
    charge_term_id: Annotated[str, Text(21)] = ""
    dest_term_id: Annotated[tuple[str, ...], Counted(1, Text(21))]
    msg_content: Annotated[bytes, Sized(1)]
    reserve: Annotated[bytes, Octets(8)] = bytes(8)
    parameters: Annotated[Parameters, Tagged()] = ()


@message
class Submit13:
    """Ask the gateway to send one short message: without FixedFee."""

    msg_type: Annotated[int, UInt(1)] = 6
    need_report: Annotated[int, UInt(1)] = 1
    priority: Annotated[int, UInt(1)] = 1
    service_id: Annotated[str, Text(10)] = ""
    fee_type: Annotated[str, Text(2)] = "00"
    fee_code: Annotated[str, Text(6)] = "0"
    msg_format: Annotated[int, UInt(1)] = 8
    valid_time: Annotated[str, Text(17)] = ""
    at_time: Annotated[str, Text(17)] = ""
    src_term_id: Annotated[str, Text(21)]
    charge_term_id: Annotated[str, Text(21)] = ""
    dest_term_id: Annotated[tuple[str, ...], Counted(1, Text(21))]
    msg_content: Annotated[bytes, Sized(1)]
    reserve: Annotated[bytes, Octets(8)] = bytes(8)
    parameters: Annotated[Parameters, Tagged()] = ()


@message
class SubmitResp:
    msg_id: Annotated[bytes, Octets(10)]
    status: Annotated[int, UInt(4)]


@message
class Deliver:
    """What the gateway brings: a message from a phone, or a status report (Deliver)."""

    msg_id: Annotated[bytes, Octets(10)]  # of this deliver, not of the submit it reports on
    is_report: Annotated[int, UInt(1)]
    msg_format: Annotated[int, UInt(1)] = 0
    recv_time: Annotated[str, Text(14)] = ""
    src_term_id: Annotated[str, Text(21)]
    dest_term_id: Annotated[str, Text(21)]
    msg_content: Annotated[bytes, Sized(1)]
    reserve: Annotated[bytes, Octets(8)] = bytes(8)
    parameters: Annotated[Parameters, Tagged()] = ()


@message
class DeliverResp:
    msg_id: Annotated[bytes, Octets(10)]
    status: Annotated[int, UInt(4)]


@message
class ActiveTest:
    """Ask for a sign of life (Active_Test)."""


@message
class ActiveTestResp:
    rest: Annotated[bytes, Rest()] = b""  # some makers add an octet


@message
class Exit:
    """Hang up (Exit)."""


@message
class ExitResp:
    rest: Annotated[bytes, Rest()] = b""


@message
class Query:
    """Ask for the counts of a day (Query)."""

    query_time: Annotated[str, Text(8)]  # YYYYMMDD
    query_type: Annotated[int, UInt(1)] = 0
    query_code: Annotated[str, Text(10)] = ""


@message
class QueryResp:
    query_time: Annotated[str, Text(8)]
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
    reserve: Annotated[bytes, Octets(8)] = bytes(8)


_BOTH: dict[int, type] = {
    0x00000001: Login,
    0x80000001: LoginResp,
    0x80000002: SubmitResp,
    0x00000003: Deliver,
    0x80000003: DeliverResp,
    0x00000004: ActiveTest,
    0x80000004: ActiveTestResp,
    0x00000006: Exit,
    0x80000006: ExitResp,
    0x00000007: Query,
    0x80000007: QueryResp,
}
SMGP30 = Vocabulary.of({**_BOTH, 0x00000002: Submit30})
SMGP13 = Vocabulary.of({**_BOTH, 0x00000002: Submit13})

Submit = Submit30 | Submit13
