"""The send ledger (发送台账): the words in which a message's way is told."""

from dataclasses import dataclass, field
from enum import StrEnum

from heyan.rules.phone import Mobile


@dataclass(frozen=True)
class MessageKey:
    """One message of a challenge: its first is ordinal 1, each resend counts on."""

    province: int
    case: int
    challenge: int
    ordinal: int

    def __str__(self) -> str:
        return f"{self.province}/{self.case}/{self.challenge}/{self.ordinal}"


@dataclass(frozen=True)
class Outgoing:
    """A message on its way to the socket, the only place where its text exists (R13)."""

    key: MessageKey
    mobile: Mobile = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True)
class Accepted:
    """The carrier has taken the message and calls it `carrier_id`."""

    carrier_id: str
    further_ids: tuple[str, ...] = ()  # of the second part and on, where a text needs several


@dataclass(frozen=True)
class Refused:
    """The carrier will not have the message; `permanent`: nowhere, however often."""

    code: str
    permanent: bool
    of_account: bool = False  # it is the account that it will not have; another may send it


@dataclass(frozen=True)
class Throttled:
    """The carrier has certainly not taken the message; it goes back into the queue."""


@dataclass(frozen=True)
class Unknown:
    """The answer never came: the carrier may or may not have taken the message."""


Outcome = Accepted | Refused | Throttled | Unknown


@dataclass(frozen=True)
class Result:
    """What became of one message at the carrier's door.

    After `Unknown` a second result may follow, when the answer comes late after all.
    """

    key: MessageKey
    outcome: Outcome


class Delivery(StrEnum):
    """What a status report (状态报告) says of a message."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    EXPIRED = "expired"  # the phone could not be reached in the carrier's time
    INTERMEDIATE = "intermediate"  # still on its way; another report follows


@dataclass(frozen=True)
class CarrierReport:
    """A status report, which may come first, twice, late and on any connection."""

    carrier_id: str
    mobile: str = field(repr=False)
    stat: str  # verbatim, as the carrier wrote it
    outcome: Delivery
    submitted: str = ""  # when the carrier took the message, in its own digits; "": it says nothing
