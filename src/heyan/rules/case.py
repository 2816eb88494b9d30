"""A case (核验单): one filing on its way through verification.

Every change of a case's state is in TRANSITIONS, and nothing outside this file changes a case.
Each verb takes a case and the moment, and returns a Step: the case after it, and what happened.
What must be remembered is an event; what leaves no trace is a refusal. Once a case has ended,
no verb changes it (R24).
"""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from heyan.rules.calendar import next_day_at
from heyan.rules.code import Seed
from heyan.rules.documents import same_tail
from heyan.rules.events import (
    ChallengeMet,
    Event,
    FilingAccepted,
    FilingApproved,
    FilingRejected,
    FilingReturned,
    FilingVerified,
    FilingWithdrawn,
    MessageQueued,
    MessageSent,
    Purpose,
    Reason,
    WrongTail,
)
from heyan.rules.filing import FilingKind
from heyan.rules.ids import CaseId
from heyan.rules.phone import Mobile
from heyan.rules.policy import Demand
from heyan.rules.refusals import MovedOn, NeedsReason, NoSuchRecord
from heyan.rules.rulebook import Edition


class State(StrEnum):
    VERIFYING = "verifying"  # 核验中
    REVIEWING = "reviewing"  # 管局审核中
    APPROVED = "approved"  # 审核通过
    REJECTED = "rejected"  # 审核不通过
    RETURNED = "returned"  # 已退回
    WITHDRAWN = "withdrawn"  # 已撤回


class ChallengeState(StrEnum):
    OPEN = "open"
    MET = "met"
    FAILED = "failed"
    EXPIRED = "expired"
    LOCKED = "locked"
    VOID = "void"


TRANSITIONS: dict[tuple[State, type[Event]], State] = {
    (State.VERIFYING, FilingVerified): State.REVIEWING,
    (State.VERIFYING, FilingReturned): State.RETURNED,
    (State.VERIFYING, FilingWithdrawn): State.WITHDRAWN,
    (State.REVIEWING, FilingApproved): State.APPROVED,
    (State.REVIEWING, FilingRejected): State.REJECTED,
    (State.REVIEWING, FilingWithdrawn): State.WITHDRAWN,
}

# What neither a page nor the trail can hold: control characters, halves of surrogate pairs.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

ENDED = frozenset({State.APPROVED, State.REJECTED, State.RETURNED, State.WITHDRAWN})


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """One mobile number that has to prove itself within a case (一码一号)."""

    n: int
    mobile: Mobile
    tails: frozenset[str]
    because: tuple[str, ...]  # which principals asked for it: "subject", "site:0"
    code_key: str  # the id of the key that its code is derived from
    state: ChallengeState = ChallengeState.OPEN
    epoch: int = 0
    redraw: int = 0
    wrong_tails: int = 0
    messages: int = 0
    accepted_at: datetime | None = None  # when the carrier accepted its first message
    noon_passed: bool = False  # R11 asks for one resend

    @property
    def open(self) -> bool:
        return self.state is ChallengeState.OPEN


@dataclass(frozen=True, kw_only=True)
class Case:
    id: CaseId
    provider: int
    kind: FilingKind
    edition: Edition
    opened_at: datetime
    challenges: tuple[Challenge, ...]
    state: State = State.VERIFYING
    reason: Reason | None = None

    @property
    def due_at(self) -> datetime | None:
        """When time next acts on this case."""
        if self.state is not State.VERIFYING:
            return None
        moments = [self.deadline(c) for c in self.challenges if c.open]
        moments += [noon for c in self.challenges if (noon := self.noon(c)) is not None]
        return min(moments, default=None)

    def deadline(self, challenge: Challenge) -> datetime:
        """When the challenge's time is over; until a message is accepted, the first's (R22)."""
        return (challenge.accepted_at or self.opened_at) + self.edition.window

    def noon(self, challenge: Challenge) -> datetime | None:
        """When the challenge is sent once more by itself (R11)."""
        noon = self.edition.noon
        accepted_at = challenge.accepted_at
        if noon is None or accepted_at is None or challenge.noon_passed or not challenge.open:
            return None
        return next_day_at(noon, accepted_at)

    def seed(self, challenge: Challenge) -> Seed:
        """Return what the challenge's code is derived from."""
        return Seed(self.id, challenge.n, challenge.epoch, challenge.redraw)


class Step(NamedTuple):
    """How a case stands after one verb, and what happened on the way."""

    case: Case
    events: tuple[Event, ...] = ()


def open_case(case: Case) -> Step:
    """Begin: order each challenge's first message, or go straight to review (R1, R2)."""
    step = Step(case, (FilingAccepted(case.edition.name, len(case.challenges)),))
    for challenge in case.challenges:
        step = _queue(step, challenge, Purpose.FIRST)
    return step if case.challenges else _move(step, FilingVerified())


def challenges_for(demands: Iterable[Demand], code_key: str) -> tuple[Challenge, ...]:
    """Return one challenge per distinct number, in the order of the filing (R4)."""
    asked: dict[Mobile, list[Demand]] = {}
    for demand in demands:
        asked.setdefault(demand.mobile, []).append(demand)
    return tuple(
        Challenge(
            n=n,
            mobile=mobile,
            tails=frozenset(demand.tail for demand in those),  # R4: any of them is right
            because=tuple(demand.because for demand in those),
            code_key=code_key,
        )
        for n, (mobile, those) in enumerate(asked.items(), 1)
    )


def answer(case: Case, n: int, tail: str, now: datetime) -> Step:
    """Take the answer of someone whose number and code are right."""
    if case.state is not State.VERIFYING:
        raise NoSuchRecord
    challenge = challenge_of(case, n)
    late = _late(case, now)  # the clockwork may be a moment behind (R24)
    if late is not None:
        return _return(Step(case), late)
    if not challenge.open:
        raise NoSuchRecord
    if _is_right(tail, challenge.tails):
        met = replace(challenge, state=ChallengeState.MET)
        step = Step(_with(case, met), (ChallengeMet(n),))
        done = all(c.state is ChallengeState.MET for c in step.case.challenges)
        return _move(step, FilingVerified()) if done else step  # R2
    return _count_wrong_tail(case, challenge)


def ask_again(case: Case, n: int, now: datetime) -> Step:
    """Order the message once more, with the same code (R12, R13)."""
    if case.state is not State.VERIFYING or not challenge_of(case, n).open or _late(case, now):
        raise NoSuchRecord
    return _queue(Step(case), challenge_of(case, n), Purpose.ASKED)


def note_acceptance(case: Case, n: int, message: int, now: datetime) -> Step:
    """Note that the carrier accepted a message; the first one starts the clock (R22)."""
    challenge = challenge_of(case, n)
    step = Step(case, (MessageSent(n, message),))
    if case.state is not State.VERIFYING:
        return step
    late = _late(case, now)
    if late is not None:  # an acceptance after the end begins nothing anew (R24)
        return _return(step, late)
    if challenge.open and challenge.accepted_at is None:
        return step._replace(case=_with(case, replace(challenge, accepted_at=now)))
    return step


def pass_time(case: Case, now: datetime) -> Step:
    """Do what time demands: return the case when its time is over, resend at noon."""
    if case.state is not State.VERIFYING:
        return Step(case)
    late = _late(case, now)
    if late is not None:
        return _return(Step(case), late)
    step = Step(case)
    for challenge in case.challenges:
        noon = case.noon(challenge)
        if noon is not None and noon <= now:  # R11
            step = _queue(step, replace(challenge, noon_passed=True), Purpose.NOON)
    return step


def withdraw(case: Case) -> Step:
    """Take the filing back, before the verdict."""
    return _move(Step(_void(case, ChallengeState.VOID)), FilingWithdrawn())


def approve(case: Case, numbers: tuple[str, ...]) -> Step:
    """Take the bureau's yes, with the register's numbers (R28)."""
    return _move(Step(case), FilingApproved(numbers))


def reject(case: Case, reason: str) -> Step:
    """Take the bureau's no, with the officer's reason (R29)."""
    told = _UNPRINTABLE.sub("", reason).strip()
    if not told:
        raise NeedsReason
    return _move(Step(case), FilingRejected(told))


def challenge_of(case: Case, n: int) -> Challenge:
    """Return a case's nth challenge."""
    for challenge in case.challenges:
        if challenge.n == n:
            return challenge
    raise NoSuchRecord


def _count_wrong_tail(case: Case, challenge: Challenge) -> Step:
    wrong = replace(challenge, wrong_tails=challenge.wrong_tails + 1)  # R20
    left = case.edition.wrong_tails - wrong.wrong_tails
    event = WrongTail(challenge.n, left)
    if left > 0:
        return Step(_with(case, wrong), (event,))
    failed = replace(wrong, state=ChallengeState.FAILED)
    return _return(Step(_with(case, failed), (event,)), Reason.FAILED)


def _is_right(tail: str, tails: frozenset[str]) -> bool:
    given = same_tail(tail).encode(errors="replace")
    right = [hmac.compare_digest(given, each.encode()) for each in sorted(tails)]
    return any(right)  # every tail was compared, so that the time does not tell which one (R19)


def _late(case: Case, now: datetime) -> Reason | None:
    """Why the case has to go back by now, if it has."""
    first = min((c for c in case.challenges if c.open), key=case.deadline, default=None)
    if first is None or now < case.deadline(first):
        return None
    return Reason.EXPIRED if first.accepted_at else Reason.UNDELIVERABLE  # R22, R23


def _queue(step: Step, challenge: Challenge, purpose: Purpose) -> Step:
    message = challenge.messages + 1
    case = _with(step.case, replace(challenge, messages=message))
    return Step(case, (*step.events, MessageQueued(challenge.n, message, purpose)))


def _return(step: Step, reason: Reason) -> Step:
    failed = reason is Reason.FAILED
    case = _void(step.case, ChallengeState.VOID if failed else ChallengeState.EXPIRED)
    return _move(Step(replace(case, reason=reason), step.events), FilingReturned(reason))


def _void(case: Case, end: ChallengeState) -> Case:
    ended = (replace(c, state=end) if c.open else c for c in case.challenges)
    return replace(case, challenges=tuple(ended))


def _move(step: Step, event: Event) -> Step:
    state = TRANSITIONS.get((step.case.state, type(event)))
    if state is None:
        raise MovedOn
    return Step(replace(step.case, state=state), (*step.events, event))


def _with(case: Case, new: Challenge) -> Case:
    return replace(case, challenges=tuple(new if c.n == new.n else c for c in case.challenges))
