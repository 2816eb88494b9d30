"""SMPP 3.4: the few messages that a sender needs, field by field as in the specification.

`command_status` stands in the header on the wire; here it is a field like the others.
"""

from typing import Annotated

from heyan.wire.fields import Sized, UInt
from heyan.wire.frames import StatusVocabulary
from heyan.wire.tables import message
from heyan.wire.tails import Ended, Parameters, Tagged


@message
class BindTransceiver:
    """Log in, to send and to receive (bind_transceiver)."""

    command_status: Annotated[int, UInt(4)] = 0
    system_id: Annotated[str, Ended(16)]
    password: Annotated[str, Ended(9)]
    system_type: Annotated[str, Ended(13)] = ""
    interface_version: Annotated[int, UInt(1)] = 0x34
    addr_ton: Annotated[int, UInt(1)] = 0
    addr_npi: Annotated[int, UInt(1)] = 0
    address_range: Annotated[str, Ended(41)] = ""


@message
class BindTransceiverResp:
    command_status: Annotated[int, UInt(4)] = 0
    system_id: Annotated[str | None, Ended(16, may_lack=True)] = None
    parameters: Annotated[Parameters, Tagged()] = ()


@message
class SubmitSm:
    """Ask to send one short message (submit_sm)."""

    command_status: Annotated[int, UInt(4)] = 0
    service_type: Annotated[str, Ended(6)] = ""
    source_addr_ton: Annotated[int, UInt(1)] = 5
    source_addr_npi: Annotated[int, UInt(1)] = 0
    source_addr: Annotated[str, Ended(21)]
    dest_addr_ton: Annotated[int, UInt(1)] = 1
    dest_addr_npi: Annotated[int, UInt(1)] = 1
    destination_addr: Annotated[str, Ended(21)]
    esm_class: Annotated[int, UInt(1)] = 0
    protocol_id: Annotated[int, UInt(1)] = 0
    priority_flag: Annotated[int, UInt(1)] = 0
    schedule_delivery_time: Annotated[str, Ended(17)] = ""
    validity_period: Annotated[str, Ended(17)] = ""
    registered_delivery: Annotated[int, UInt(1)] = 1
    replace_if_present: Annotated[int, UInt(1)] = 0
    data_coding: Annotated[int, UInt(1)] = 8
    sm_default_msg_id: Annotated[int, UInt(1)] = 0
    short_message: Annotated[bytes, Sized(1)]
    parameters: Annotated[Parameters, Tagged()] = ()


@message
class SubmitSmResp:
    command_status: Annotated[int, UInt(4)] = 0
    message_id: Annotated[str | None, Ended(65, may_lack=True)] = None
    parameters: Annotated[Parameters, Tagged()] = ()


@message
class DeliverSm:
    """What the gateway brings: a message from a phone, or a receipt (deliver_sm)."""

    command_status: Annotated[int, UInt(4)] = 0
    service_type: Annotated[str, Ended(6)] = ""
    source_addr_ton: Annotated[int, UInt(1)] = 1
    source_addr_npi: Annotated[int, UInt(1)] = 1
    source_addr: Annotated[str, Ended(21)]
    dest_addr_ton: Annotated[int, UInt(1)] = 5
    dest_addr_npi: Annotated[int, UInt(1)] = 0
    destination_addr: Annotated[str, Ended(21)]
    esm_class: Annotated[int, UInt(1)] = 0
    protocol_id: Annotated[int, UInt(1)] = 0
    priority_flag: Annotated[int, UInt(1)] = 0
    schedule_delivery_time: Annotated[str, Ended(17)] = ""
    validity_period: Annotated[str, Ended(17)] = ""
    registered_delivery: Annotated[int, UInt(1)] = 0
    replace_if_present: Annotated[int, UInt(1)] = 0
    data_coding: Annotated[int, UInt(1)] = 0
    sm_default_msg_id: Annotated[int, UInt(1)] = 0
    short_message: Annotated[bytes, Sized(1)]
    parameters: Annotated[Parameters, Tagged()] = ()


@message
class DeliverSmResp:
    command_status: Annotated[int, UInt(4)] = 0
    message_id: Annotated[str | None, Ended(65, may_lack=True)] = ""
    parameters: Annotated[Parameters, Tagged()] = ()


@message
class EnquireLink:
    """Ask for a sign of life (enquire_link)."""

    command_status: Annotated[int, UInt(4)] = 0


@message
class EnquireLinkResp:
    command_status: Annotated[int, UInt(4)] = 0


@message
class Unbind:
    """Hang up (unbind)."""

    command_status: Annotated[int, UInt(4)] = 0


@message
class UnbindResp:
    command_status: Annotated[int, UInt(4)] = 0


@message
class GenericNack:
    """Not understood (generic_nack)."""

    command_status: Annotated[int, UInt(4)]


SMPP34 = StatusVocabulary.of(
    {
        0x00000009: BindTransceiver,
        0x80000009: BindTransceiverResp,
        0x00000004: SubmitSm,
        0x80000004: SubmitSmResp,
        0x00000005: DeliverSm,
        0x80000005: DeliverSmResp,
        0x00000015: EnquireLink,
        0x80000015: EnquireLinkResp,
        0x00000006: Unbind,
        0x80000006: UnbindResp,
        0x80000000: GenericNack,
    }
)
