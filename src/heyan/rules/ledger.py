"""The send ledger (发送台账): the words in which a message's way is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from heyan.rules.phone import Mobile


class MessageState(StrEnum):
    """How far a message has come."""

    QUEUED = "queued"
    TAKEN = "taken"  # a link has it in hand; it has certainly not left
    SUBMITTED = "submitted"  # its link has written down that it is about to leave: it may have
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    EXPIRED = "expired"  # the carrier gave up: the phone could not be reached in its time
    UNKNOWN = "unknown"  # the answer never came
    VOID = "void"  # no longer needed, and it has certainly not left


class Move(StrEnum):
    """What moves a message on."""

    TAKEN = "taken by a link"
    LEAVING = "about to leave"
    BACK = "back into the queue"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNANSWERED = "no answer"
    UNNEEDED = "not needed any more"
    LEFT_AND_UNNEEDED = "not needed any more, may have left before"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    EXPIRED = "expired"


_S = MessageState

# What is not named here changes nothing: an acceptance stands, and so does the first final report.
TRANSITIONS: Mapping[tuple[MessageState, Move], MessageState] = {
    (_S.QUEUED, Move.TAKEN): _S.TAKEN,
    (_S.QUEUED, Move.ACCEPTED): _S.ACCEPTED,  # it had left before, and was answered late
    (_S.QUEUED, Move.UNNEEDED): _S.VOID,
    (_S.QUEUED, Move.LEFT_AND_UNNEEDED): _S.UNKNOWN,
    (_S.TAKEN, Move.LEAVING): _S.SUBMITTED,
    (_S.TAKEN, Move.BACK): _S.QUEUED,
    (_S.TAKEN, Move.ACCEPTED): _S.ACCEPTED,  # as above
    (_S.TAKEN, Move.REFUSED): _S.UNDELIVERED,  # by ourselves: it cannot be written
    (_S.TAKEN, Move.UNNEEDED): _S.VOID,
    (_S.TAKEN, Move.LEFT_AND_UNNEEDED): _S.UNKNOWN,
    (_S.SUBMITTED, Move.BACK): _S.QUEUED,
    (_S.SUBMITTED, Move.ACCEPTED): _S.ACCEPTED,
    (_S.SUBMITTED, Move.REFUSED): _S.UNDELIVERED,
    (_S.SUBMITTED, Move.UNANSWERED): _S.UNKNOWN,
    (_S.UNKNOWN, Move.BACK): _S.QUEUED,
    (_S.UNKNOWN, Move.ACCEPTED): _S.ACCEPTED,
    (_S.UNKNOWN, Move.REFUSED): _S.UNDELIVERED,
    (_S.ACCEPTED, Move.DELIVERED): _S.DELIVERED,
    (_S.ACCEPTED, Move.UNDELIVERED): _S.UNDELIVERED,
    (_S.ACCEPTED, Move.EXPIRED): _S.EXPIRED,
}


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
    # Which of its takings this is, from 1 on; a test message is not taken.
    taking: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Departure:
    """Of a message about to leave: which of its takings, and its id where that is known before."""

    taking: int
    carrier_id: str | None = None


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
    `taking`: which of its takings that was; None where nobody knows, as in a report. An acceptance
    is one whenever it left, and all else is about that taking alone.
    """

    key: MessageKey
    outcome: Outcome
    taking: int | None = None


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
