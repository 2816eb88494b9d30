"""How a case stands by its history alone (留痕), to be held against how it is kept (R30)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from heyan.rules.case import TRANSITIONS, ChallengeState, State
from heyan.rules.editions import edition_named
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
from heyan.rules.facts import (
    DELIVERED,
    FAILED,
    LOST,
    Facts,
    OfCase,
    OfChallenge,
    OfMessage,
    is_not_told_who_failed,
)

_MOST_CHALLENGES = 1000  # no filing has as many numbers; who says so would have us count them

_MOVES = {event.type: after for (_, event), after in TRANSITIONS.items()}

# How those stand that had not proved themselves, by the reason for which a case was returned.
_AT_THE_END: Mapping[str | None, str] = {
    Reason.EXPIRED.value: ChallengeState.EXPIRED.value,
    Reason.UNDELIVERABLE.value: ChallengeState.EXPIRED.value,
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


def facts_told(history: Iterable[Happening]) -> Facts:
    """Say how a case stands by its history, oldest first.

    Raises LookupError, TypeError, AttributeError or ValueError where what stands there is none.
    """
    told = _History()
    for each in history:
        told.take(each)
    return told.facts()


@dataclass
class _History:
    """What has been told of a case so far."""

    providers: set[int] = field(default_factory=set)
    case: OfCase = field(default_factory=OfCase)
    challenges: dict[int, OfChallenge] = field(default_factory=dict)
    messages: dict[tuple[int, int], OfMessage] = field(default_factory=dict)
    last_wrong: int = 0  # the challenge whose tail was wrong last

    def take(self, each: Happening) -> None:
        self.providers.add(each.provider)
        if each.type in _MOVES:
            self._move(each)
        elif take := _TAKERS.get(each.type):
            take(self, each)

    def facts(self) -> Facts:
        self.case.provider = " and ".join(map(str, sorted(self.providers)))
        self.case.asked = sum(each.purpose == Purpose.ASKED for each in self.messages.values())
        facts = self.case.facts()
        for n, challenge in self.challenges.items():
            facts |= challenge.facts(n)
        for (n, ordinal), message in self.messages.items():
            facts |= message.facts(n, ordinal)
        return facts

    def accept(self, each: Happening) -> None:
        count = each.data["challenges"]
        if count > _MOST_CHALLENGES:
            raise ValueError("no filing has as many numbers")
        self.challenges = {n: OfChallenge() for n in range(1, count + 1)}
        self.case.edition, self.case.opened = each.data["edition"], each.at
        self.case.state = State.VERIFYING.value

    def erase(self, each: Happening) -> None:
        self.case.erased = each.at

    def queue(self, each: Happening) -> None:
        n, ordinal = each.data["challenge"], each.data["message"]
        self.challenges[n].messages += 1
        self.challenges[n].epoch += each.data["purpose"] == Purpose.NEW_CODE
        self.messages[n, ordinal] = OfMessage(each.data["purpose"], each.at)

    def send(self, each: Happening) -> None:
        self._message(each).accepted = each.at

    def deliver(self, each: Happening) -> None:
        message = self._message(each)
        message.fate, message.settled = DELIVERED, each.at

    def lose(self, each: Happening) -> None:
        message = self._message(each)
        message.fate, message.stat, message.settled = LOST, each.data["stat"], each.at

    def meet(self, each: Happening) -> None:
        self._challenge(each).state = ChallengeState.MET.value

    def err(self, each: Happening) -> None:
        self._challenge(each).wrong_tails += 1
        self.last_wrong = each.data["challenge"]

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
        challenge.epoch += 1
        self.case.corrections += 1

    def _move(self, each: Happening) -> None:
        after = _MOVES[each.type]
        self.case.state = after.value
        self.case.ended = None if after is State.REVIEWING else each.at
        if each.type == FilingReturned.type:
            self.case.reason = each.data["reason"]
        for n, challenge in self.challenges.items():
            if challenge.state != ChallengeState.MET:
                challenge.state = self._end_of(n)

    def _end_of(self, n: int) -> str:
        """Say how a challenge stands that had not proved itself when its case ended."""
        if self.case.reason != Reason.FAILED:
            return _AT_THE_END.get(self.case.reason, ChallengeState.VOID.value)
        if is_not_told_who_failed(edition_named(self.case.edition)):
            return FAILED
        return (ChallengeState.FAILED if n == self.last_wrong else ChallengeState.VOID).value

    def _challenge(self, each: Happening) -> OfChallenge:
        return self.challenges[each.data["challenge"]]

    def _message(self, each: Happening) -> OfMessage:
        return self.messages[each.data["challenge"], each.data["message"]]


_BY_EVENT: Mapping[type[Event], Callable[[_History, Happening], None]] = {
    FilingAccepted: _History.accept,
    FilingErased: _History.erase,
    MessageQueued: _History.queue,
    MessageSent: _History.send,
    MessageDelivered: _History.deliver,
    MessageUndelivered: _History.lose,
    ChallengeMet: _History.meet,
    WrongTail: _History.err,
    WrongField: _History.err,
    CodeSpent: _History.spend,
    ChallengeLocked: _History.lock,
    ChallengeUnlocked: _History.unlock,
    ChallengeCorrected: _History.correct,
}
_TAKERS = {event.type: take for event, take in _BY_EVENT.items()}
