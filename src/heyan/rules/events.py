"""What can happen to a case. History, feed and callbacks speak these words (R27)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar


class Reason(StrEnum):
    """Why a case goes back to its provider (退回)."""

    EXPIRED = "expired"
    FAILED = "failed"
    UNDELIVERABLE = "undeliverable"


class Purpose(StrEnum):
    """Why a message is sent."""

    FIRST = "first"
    NOON = "noon"  # R11
    ASKED = "asked"  # R12
    NEW_CODE = "new_code"  # R25


class Erasure(StrEnum):
    """Why what was personal of a case is gone."""

    ASKED = "asked"
    KEPT_LONG_ENOUGH = "kept_long_enough"


@dataclass(frozen=True)
class Event:
    """Something that happened; its fields hold no code, and nothing personal but what it names."""

    type: ClassVar[str]
    personal: ClassVar[tuple[str, ...]] = ()  # fields that the trail keeps sealed

    def data(self) -> dict[str, Any]:
        return dict(
            vars(self)
        )  # fields are plain: `asdict`, which copies deep, takes ten times as long


@dataclass(frozen=True)
class FilingAccepted(Event):
    type: ClassVar[str] = "filing.accepted"
    edition: str
    challenges: int


@dataclass(frozen=True)
class MessageQueued(Event):
    """A message was ordered; the ledger of messages follows it from here."""

    type: ClassVar[str] = "message.queued"
    challenge: int
    message: int
    purpose: Purpose


@dataclass(frozen=True)
class MessageSent(Event):
    type: ClassVar[str] = "message.sent"
    challenge: int
    message: int


@dataclass(frozen=True)
class MessageDelivered(Event):
    type: ClassVar[str] = "message.delivered"
    challenge: int
    message: int


@dataclass(frozen=True)
class MessageUndelivered(Event):
    type: ClassVar[str] = "message.undelivered"
    challenge: int
    message: int
    stat: str  # the carrier's own word


@dataclass(frozen=True)
class ChallengeMet(Event):
    type: ClassVar[str] = "challenge.met"
    challenge: int


@dataclass(frozen=True)
class WrongTail(Event):
    type: ClassVar[str] = "challenge.wrong_tail"
    challenge: int
    left: int


@dataclass(frozen=True)
class WrongField(Event):
    """A wrong code or tail, in the editions that count any field."""

    type: ClassVar[str] = "challenge.wrong_field"
    challenge: int
    left: int


@dataclass(frozen=True)
class CodeSpent(Event):
    """So many wrong codes were tried that the code serves no more (R25)."""

    type: ClassVar[str] = "challenge.code_spent"
    challenge: int
    spent: int


@dataclass(frozen=True)
class ChallengeLocked(Event):
    type: ClassVar[str] = "challenge.locked"
    challenge: int


@dataclass(frozen=True)
class ChallengeUnlocked(Event):
    type: ClassVar[str] = "challenge.unlocked"
    challenge: int


@dataclass(frozen=True)
class ChallengeCorrected(Event):
    """The provider gave the challenge another number (R8)."""

    type: ClassVar[str] = "challenge.corrected"
    challenge: int
    left: int


@dataclass(frozen=True)
class FilingVerified(Event):
    type: ClassVar[str] = "filing.verified"


@dataclass(frozen=True)
class FilingReturned(Event):
    type: ClassVar[str] = "filing.returned"
    reason: Reason


@dataclass(frozen=True)
class FilingWithdrawn(Event):
    type: ClassVar[str] = "filing.withdrawn"


@dataclass(frozen=True)
class FilingApproved(Event):
    type: ClassVar[str] = "filing.approved"
    numbers: tuple[str, ...]  # the register's


@dataclass(frozen=True)
class FilingRejected(Event):
    type: ClassVar[str] = "filing.rejected"
    personal: ClassVar[tuple[str, ...]] = ("reason",)
    reason: str  # the officer's


@dataclass(frozen=True)
class FilingErased(Event):
    """What was personal of the filing is gone; how it went stays."""

    type: ClassVar[str] = "filing.erased"
    why: Erasure


@dataclass(frozen=True)
class OutageDeclared(Event):
    """People could not answer for our fault; the clocks stood still (R22)."""

    type: ClassVar[str] = "outage.declared"
    starts_at: str
    ends_at: str
    reason: str
