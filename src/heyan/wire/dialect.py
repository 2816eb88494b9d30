"""What a protocol tells the session engine about itself, and the words they share.

The engine knows logins, windows, heartbeats and endings; the dialect knows which message is
which. A sequence number is an integer to the engine, however long it is on the wire (SGIP: 96
bits), and comes from an iterator that the dialect hands out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, Protocol

from heyan.wire.alphabet import Part


class Kind(Enum):
    """What a message is to the session."""

    LOGIN = "login"
    LOGIN_ANSWER = "login answer"
    SUBMIT = "submit"
    DELIVER = "deliver"
    ASK = "ask"  # any other request
    ANSWER = "answer"  # to a submit, a deliver or another request
    ALIVE = "alive"
    ALIVE_ANSWER = "alive answer"
    END = "end"
    END_ANSWER = "end answer"
    STRANGE = "strange"  # skipped by its length


class Verdict(Enum):
    """What the answer to a submit means for the message."""

    ACCEPTED = "accepted"
    PERMANENT = "permanent"  # the same message would be refused here again
    REFUSED = "refused"  # elsewhere or later it may be taken
    ACCOUNT = "account"  # our settings are wrong: the account's every message would be refused
    THROTTLED = "throttled"  # too fast: not taken, to be sent again
    UNKNOWN = "unknown"  # it may have been taken before


class Delivery(StrEnum):
    """What a status report says of a message."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    EXPIRED = "expired"
    INTERMEDIATE = "intermediate"


@dataclass(frozen=True)
class Inbound:
    """One frame, read."""

    sequence: int
    kind: Kind
    message: Any


@dataclass(frozen=True)
class Welcome:
    """The answer to our login."""

    status: int
    permanent: bool = False
    warning: str = ""

    @property
    def welcome(self) -> bool:
        return self.status == 0


@dataclass(frozen=True)
class Answer:
    """The answer to a request of ours."""

    verdict: Verdict
    code: str  # the peer's own number
    carrier_id: str = ""


@dataclass(frozen=True)
class StatusReport:
    """What a carrier reports of one message."""

    carrier_id: str
    mobile: str = field(repr=False)
    stat: str
    delivery: Delivery
    submitted: str = ""  # when the message was taken, in China's time as it is written


class Dialect(Protocol):
    """One protocol, one version, one account."""

    @property
    def header_size(self) -> int: ...
    @property
    def id_from_number(self) -> Callable[[int], str] | None:
        """Where a submit's own number is the id that reports name (SGIP): how it is written."""
        ...

    def numbers(self) -> Iterator[int]:
        """Hand out the sequence numbers of our requests."""
        ...

    def frame(self, message: Any, sequence: int) -> bytes: ...
    def unframe(self, data: bytes) -> Inbound: ...

    def login(self, stamp: str) -> Any:
        """Make the login for the moment `stamp`, MMDDHHMMSS in China time."""
        ...

    def welcome(self, login: Any, answer: Any) -> Welcome: ...

    def compose(self, mobile: str, part: Part) -> Any:
        """Make the request that sends one part to one phone."""
        ...

    def reading(self, sequence: int, answer: Any) -> Answer:
        """Say what an answer means; `sequence` is the request's (in SGIP it is the id)."""
        ...

    def report(self, message: Any) -> StatusReport | None:
        """Read a status report; a message from a phone is none."""
        ...

    def alive(self) -> Any | None:
        """Make the heartbeat, where the protocol has one."""
        ...

    def end(self) -> Any: ...

    def answer_to(self, message: Any, *, ok: bool) -> Any:
        """Make the answer to a heartbeat, an ending or a deliver."""
        ...
