"""How a case stands by its history alone (留痕), to be held against how it is kept (R30).

What happened to a case is written twice: as it stands, and as entries of the trail. Whoever changes
one of the two, or takes entries away, leaves them at odds.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, TypeAlias

from heyan.rules.case import TRANSITIONS, Case, ChallengeState, State
from heyan.rules.events import (
    ChallengeCorrected,
    ChallengeLocked,
    ChallengeMet,
    ChallengeUnlocked,
    CodeSpent,
    Event,
    FilingAccepted,
    FilingErased,
    FilingReturned,
    MessageDelivered,
    MessageQueued,
    MessageSent,
    MessageUndelivered,
    Purpose,
    Reason,
    WrongField,
    WrongTail,
)
from heyan.rules.ledger import MessageKey, MessageState

Facts: TypeAlias = dict[str, str]  # what can be said of a case -> how it is

# Of those that had not proved themselves when a case failed, no event tells which one failed it.
_OVER = "failed or void"
_ENDS = {
    ChallengeState.FAILED: _OVER,
    ChallengeState.VOID: _OVER,
    ChallengeState.EXPIRED: ChallengeState.EXPIRED.value,
}
_FATES = {
    MessageState.DELIVERED: "delivered",
    MessageState.UNDELIVERED: "not delivered",
    MessageState.EXPIRED: "not delivered",
}


class Happening(Protocol):
    """One entry of a case's history."""

    @property
    def provider(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def type(self) -> str: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


class KeptMessage(Protocol):
    """A message as the ledger has it."""

    @property
    def key(self) -> MessageKey: ...
    @property
    def purpose(self) -> Purpose: ...
    @property
    def state(self) -> MessageState: ...
    @property
    def accepted_at(self) -> datetime | None: ...


def facts_kept(
    case: Case, ended_at: datetime | None, erased_at: datetime | None, ledger: Iterable[KeptMessage]
) -> Facts:
    """Say how a case is kept."""
    facts = {
        "provider": str(case.provider),
        "edition": case.edition.name,
        "opened": _moment(case.opened_at),
        "ended": _moment(ended_at),
        "erased": _moment(erased_at),
        "state": case.state.value,
        "reason": _word(case.reason),
        "corrections": str(case.corrections),
        "messages asked for": str(case.asked),
    }
    for c in case.challenges:
        told = _Told(_ENDS.get(c.state, c.state.value), c.wrong_tails, c.spent_codes, c.messages)
        facts |= told.facts(c.n)
    for message in ledger:
        accepted, fate = message.accepted_at is not None, _FATES.get(message.state, "")
        key = message.key
        facts |= _Sent(message.purpose, accepted=accepted, fate=fate).facts(
            key.challenge, key.ordinal
        )
    return facts


def facts_told(history: Iterable[Happening]) -> Facts:
    """Say how a case stands by its history, oldest first.

    Raises KeyError, TypeError or ValueError where what stands there is no history.
    """
    told = _History()
    for each in history:
        told.take(each)
    return told.facts()


@dataclass
class _Told:
    """A challenge so far."""

    state: str = ChallengeState.OPEN.value
    wrong_tails: int = 0
    spent_codes: int = 0
    messages: int = 0

    def facts(self, n: int) -> Facts:
        return {
            f"challenge {n}": self.state,
            f"wrong tails of challenge {n}": str(self.wrong_tails),
            f"spent codes of challenge {n}": str(self.spent_codes),
            f"messages of challenge {n}": str(self.messages),
        }


@dataclass
class _Sent:
    """A message so far."""

    purpose: str
    accepted: bool = False
    fate: str = ""

    def facts(self, n: int, ordinal: int) -> Facts:
        words = (str(self.purpose), "accepted" if self.accepted else "", self.fate)
        return {f"message {ordinal} of challenge {n}": ", ".join(filter(None, words))}


@dataclass
class _History:
    """What has been told of a case so far."""

    providers: set[int] = field(default_factory=set)
    edition: str = ""
    opened: datetime | None = None
    ended: datetime | None = None
    erased: datetime | None = None
    state: str = ""
    reason: str | None = None
    corrections: int = 0
    challenges: dict[int, _Told] = field(default_factory=dict)
    messages: dict[tuple[int, int], _Sent] = field(default_factory=dict)

    def take(self, each: Happening) -> None:
        self.providers.add(each.provider)
        if each.type in _MOVES:
            self._move(each)
        elif take := _TAKERS.get(each.type):
            take(self, each)

    def facts(self) -> Facts:
        asked = sum(sent.purpose == Purpose.ASKED for sent in self.messages.values())
        facts = {
            "provider": " and ".join(map(str, sorted(self.providers))),
            "edition": self.edition,
            "opened": _moment(self.opened),
            "ended": _moment(self.ended),
            "erased": _moment(self.erased),
            "state": self.state,
            "reason": _word(self.reason),
            "corrections": str(self.corrections),
            "messages asked for": str(asked),
        }
        for n, challenge in self.challenges.items():
            facts |= challenge.facts(n)
        for (n, ordinal), sent in self.messages.items():
            facts |= sent.facts(n, ordinal)
        return facts

    def accept(self, each: Happening) -> None:
        self.edition, self.opened = each.data["edition"], each.at
        self.state = State.VERIFYING.value
        self.challenges = {n: _Told() for n in range(1, each.data["challenges"] + 1)}

    def queue(self, each: Happening) -> None:
        n, ordinal = each.data["challenge"], each.data["message"]
        self.challenges[n].messages += 1
        self.messages[n, ordinal] = _Sent(each.data["purpose"])

    def send(self, each: Happening) -> None:
        self._message(each).accepted = True

    def deliver(self, each: Happening) -> None:
        self._message(each).fate = _FATES[MessageState.DELIVERED]

    def fail_to_deliver(self, each: Happening) -> None:
        self._message(each).fate = _FATES[MessageState.UNDELIVERED]

    def meet(self, each: Happening) -> None:
        self._challenge(each).state = ChallengeState.MET.value

    def err(self, each: Happening) -> None:
        self._challenge(each).wrong_tails += 1

    def spend(self, each: Happening) -> None:
        self._challenge(each).spent_codes += 1

    def lock(self, each: Happening) -> None:
        self._challenge(each).state = ChallengeState.LOCKED.value

    def unlock(self, each: Happening) -> None:
        challenge = self._challenge(each)
        challenge.state, challenge.spent_codes = ChallengeState.OPEN.value, 0

    def correct(self, each: Happening) -> None:
        challenge = self._challenge(each)
        challenge.wrong_tails = challenge.spent_codes = 0
        self.corrections += 1

    def erase(self, each: Happening) -> None:
        self.erased = each.at

    def _move(self, each: Happening) -> None:
        after = _MOVES[each.type]
        self.state = after.value
        self.ended = None if after is State.REVIEWING else each.at
        if each.type == FilingReturned.type:
            self.reason = each.data["reason"]
        for challenge in self.challenges.values():
            if challenge.state != ChallengeState.MET:
                challenge.state = _over(self.reason)

    def _challenge(self, each: Happening) -> _Told:
        return self.challenges[each.data["challenge"]]

    def _message(self, each: Happening) -> _Sent:
        return self.messages[each.data["challenge"], each.data["message"]]


_MOVES = {event.type: after for (_, event), after in TRANSITIONS.items()}
_BY_EVENT: Mapping[type[Event], Callable[[_History, Happening], None]] = {
    FilingAccepted: _History.accept,
    FilingErased: _History.erase,
    MessageQueued: _History.queue,
    MessageSent: _History.send,
    MessageDelivered: _History.deliver,
    MessageUndelivered: _History.fail_to_deliver,
    ChallengeMet: _History.meet,
    WrongTail: _History.err,
    WrongField: _History.err,
    CodeSpent: _History.spend,
    ChallengeLocked: _History.lock,
    ChallengeUnlocked: _History.unlock,
    ChallengeCorrected: _History.correct,
}
_TAKERS = {event.type: take for event, take in _BY_EVENT.items()}


def _over(reason: str | None) -> str:
    """Say how those stand that had not proved themselves when the case ended."""
    returned_late = {Reason.EXPIRED.value, Reason.UNDELIVERABLE.value}
    return ChallengeState.EXPIRED.value if reason in returned_late else _OVER


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(UTC).isoformat()


def _word(word: str | None) -> str:
    return "" if word is None else str(word)
