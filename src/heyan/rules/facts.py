"""What can be said of a case (核验单), in words that its rows and its history share (R30).

What happened to a case is written twice: as it is kept, and as entries of the trail. Whoever
changes one of the two, or takes entries away, leaves them at odds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeAlias

from heyan.rules.case import Case, ChallengeState
from heyan.rules.events import Purpose, Reason
from heyan.rules.ledger import MessageKey, MessageState
from heyan.rules.rulebook import Counted, Edition

Facts: TypeAlias = dict[str, str]  # what can be said of a case -> how it is

# Of those that had not proved themselves when a case failed, where it is not told which failed it.
FAILED = "failed or void"
DELIVERED, LOST = "delivered", "not delivered"

_FATES: Mapping[MessageState, str] = {
    MessageState.DELIVERED: DELIVERED,
    MessageState.UNDELIVERED: LOST,
    MessageState.EXPIRED: LOST,
}
_LOST = {ChallengeState.FAILED, ChallengeState.VOID}
_ACCEPTED = {MessageState.ACCEPTED, *_FATES}  # which of the lost ones may have been refused, too


class KeptMessage(Protocol):
    """A message as the ledger has it."""

    @property
    def key(self) -> MessageKey: ...
    @property
    def purpose(self) -> Purpose: ...
    @property
    def state(self) -> MessageState: ...
    @property
    def stat(self) -> str | None: ...
    @property
    def queued_at(self) -> datetime: ...
    @property
    def accepted_at(self) -> datetime | None: ...
    @property
    def settled_at(self) -> datetime | None: ...


@dataclass
class OfChallenge:
    """What can be said of a challenge."""

    state: str = ChallengeState.OPEN.value
    wrong_tails: int = 0
    spent_codes: int = 0
    messages: int = 0
    epoch: int = 0  # how often its code was drawn anew

    def facts(self, n: int) -> Facts:
        return {
            f"challenge {n}": self.state,
            f"wrong tails of challenge {n}": str(self.wrong_tails),
            f"spent codes of challenge {n}": str(self.spent_codes),
            f"messages of challenge {n}": str(self.messages),
            f"new codes of challenge {n}": str(self.epoch),
        }


@dataclass
class OfMessage:
    """What can be said of a message."""

    purpose: str
    queued: datetime
    accepted: datetime | None = None
    fate: str = ""
    stat: str = ""  # the carrier's word, of what was not delivered
    settled: datetime | None = None

    def facts(self, n: int, ordinal: int) -> Facts:
        steps = [f"{self.purpose} at {moment(self.queued)}"]
        if self.accepted:
            steps.append(f"accepted at {moment(self.accepted)}")
        if self.fate:
            settled = f" at {moment(self.settled)}" if self.settled else ""
            steps.append(" ".join(filter(None, (self.fate, self.stat))) + settled)
        return {f"message {ordinal} of challenge {n}": ", ".join(steps)}


@dataclass
class OfCase:
    """What can be said of a case besides its challenges and messages."""

    provider: str = ""
    edition: str = ""
    opened: datetime | None = None
    ended: datetime | None = None
    erased: datetime | None = None
    state: str = ""
    reason: str | None = None
    corrections: int = 0
    asked: int = 0

    def facts(self) -> Facts:
        return {
            "provider": self.provider,
            "edition": self.edition,
            "opened": moment(self.opened),
            "ended": moment(self.ended),
            "erased": moment(self.erased),
            "state": self.state,
            "reason": "" if self.reason is None else str(self.reason),
            "corrections": str(self.corrections),
            "messages asked for": str(self.asked),
        }


def facts_kept(
    case: Case, ended_at: datetime | None, erased_at: datetime | None, ledger: Iterable[KeptMessage]
) -> Facts:
    """Say how a case is kept."""
    facts = OfCase(
        provider=str(case.provider),
        edition=case.edition.name,
        opened=case.opened_at,
        ended=ended_at,
        erased=erased_at,
        state=case.state.value,
        reason=case.reason,
        corrections=case.corrections,
        asked=case.asked,
    ).facts()
    for c in case.challenges:
        state = c.state.value
        if (
            case.reason is Reason.FAILED
            and c.state in _LOST
            and is_not_told_who_failed(case.edition)
        ):
            state = FAILED
        told = OfChallenge(state, c.wrong_tails, c.spent_codes, c.messages, c.epoch)
        facts |= told.facts(c.n)
    for message in ledger:
        facts |= _kept(message).facts(message.key.challenge, message.key.ordinal)
    return facts


def is_not_told_who_failed(edition: Edition) -> bool:
    """Whether the attempt by which a case fails is no event, as where any field counts (R20)."""
    return edition.counted is Counted.ANY_FIELD


def moment(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(UTC).isoformat()


def _kept(message: KeptMessage) -> OfMessage:
    """Say how a message is kept; that it was accepted shows in two ways, which have to agree."""
    fate, accepted_at = _FATES.get(message.state, ""), message.accepted_at
    if not fate and (message.state in _ACCEPTED) != (accepted_at is not None):
        fate = message.state.value
    return OfMessage(
        message.purpose,
        message.queued_at,
        accepted_at,
        fate,
        (message.stat or "") if fate == LOST else "",
        message.settled_at if message.state in _FATES else None,
    )
