"""A case (核验单): one filing on its way through verification.

Every change of a case's state is in TRANSITIONS, and nothing outside this file changes a case.
Each verb takes a case and the moment, and returns a Step: the case after it, and what happened.
What must be remembered is an event; what leaves no trace is a refusal. Once a case has ended,
no verb changes it (R24).
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from heyan.rules.altered import altered
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
from heyan.rules.outages import Outage, extended, joined
from heyan.rules.phone import Mobile
from heyan.rules.refusals import MovedOn, NoSuchRecord
from heyan.rules.rulebook import Counted, Edition


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

_WAITING = frozenset({ChallengeState.OPEN, ChallengeState.LOCKED})
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
    wrong_codes: int = 0  # against the present code (R25)
    spent_codes: int = 0
    locked_at: datetime | None = None
    locks: tuple[Outage, ...] = ()  # spans for which it was locked: its clock stood still
    asked_at: datetime | None = None  # when its number was corrected (R8); None: with the case
    first_message: int = 1  # of its present number: earlier ones start no clock

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
    corrections: int = 0
    asked: int = 0  # messages sent again by hand
    outages: tuple[Outage, ...] = ()  # declared ones, oldest first

    @property
    def due_at(self) -> datetime | None:
        """When time next acts on this case."""
        if self.state is not State.VERIFYING:
            return None
        moments = [self.deadline(c) for c in self.challenges if c.open]
        moments += [noon for c in self.challenges if (noon := self.noon(c)) is not None]
        return min(moments, default=None)

    def deadline(self, challenge: Challenge) -> datetime:
        """When the challenge's time is over; no clock runs in an outage or a lock (R22, R25)."""
        start = challenge.accepted_at or challenge.asked_at or self.opened_at
        still = joined((*self.outages, *challenge.locks)) if challenge.locks else self.outages
        return extended(start, start + self.edition.window, still)

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
        step = queue(step, challenge, Purpose.FIRST)
    return step if case.challenges else move(step, FilingVerified())


def answer(case: Case, n: int, tail: str, now: datetime) -> Step:
    """Take the answer of someone whose number and code are right."""
    if case.state is not State.VERIFYING:
        raise NoSuchRecord
    challenge = challenge_of(case, n)
    late = late_reason(case, now)  # the clockwork may be a moment behind (R24)
    if late is not None:
        return give_back(Step(case), late)
    if not challenge.open:
        raise NoSuchRecord
    if _tries_are_over(case, challenge):
        return fail(Step(case), challenge)
    if _is_right(tail, challenge.tails):
        met = altered(challenge, state=ChallengeState.MET)
        step = Step(with_challenge(case, met), (ChallengeMet(n),))
        done = all(c.state is ChallengeState.MET for c in step.case.challenges)
        return move(step, FilingVerified()) if done else step  # R2
    return _count_wrong_tail(case, challenge)


def ask_again(case: Case, n: int, now: datetime) -> Step:
    """Order the message once more, with the same code (R12, R13)."""
    challenge = challenge_of(case, n)
    most = case.edition.resending.a_case
    if case.state is not State.VERIFYING or not challenge.open or late_reason(case, now):
        raise NoSuchRecord
    if most is not None and case.asked >= most:
        raise NoSuchRecord
    asked = altered(case, asked=case.asked + 1)
    return queue(Step(asked), challenge, Purpose.ASKED)


def note_acceptance(case: Case, n: int, message: int, now: datetime) -> Step:
    """Note that the carrier accepted a message; the first one starts the clock (R22)."""
    challenge = challenge_of(case, n)
    step = Step(case, (MessageSent(n, message),))
    if case.state is not State.VERIFYING:
        return step
    late = late_reason(case, now)
    if late is not None:  # an acceptance after the end begins nothing anew (R24)
        return give_back(step, late)
    waits = challenge.state in _WAITING and challenge.accepted_at is None
    if waits and message >= challenge.first_message:
        return step._replace(case=with_challenge(case, altered(challenge, accepted_at=now)))
    return step


def see_time(case: Case, now: datetime) -> Step:
    """Return the case to its provider if its time is over (R24)."""
    late = late_reason(case, now) if case.state is State.VERIFYING else None
    return Step(case) if late is None else give_back(Step(case), late)


def pass_time(case: Case, now: datetime) -> Step:
    """Do what time demands: return the case when its time is over, resend at noon."""
    step = see_time(case, now)
    if step.case.state is not State.VERIFYING:
        return step
    for challenge in case.challenges:
        noon = case.noon(challenge)
        if noon is not None and noon <= now:  # R11
            step = queue(step, altered(challenge, noon_passed=True), Purpose.NOON)
    return step


def challenge_of(case: Case, n: int) -> Challenge:
    """Return a case's nth challenge."""
    for challenge in case.challenges:
        if challenge.n == n:
            return challenge
    raise NoSuchRecord


def fail(step: Step, challenge: Challenge) -> Step:
    """Fail a challenge, and with it the case (R20)."""
    failed = altered(challenge, state=ChallengeState.FAILED)
    return give_back(Step(with_challenge(step.case, failed), step.events), Reason.FAILED)


def late_reason(case: Case, now: datetime) -> Reason | None:
    """Return why the case has to go back by now, if it has."""
    late = [(end, c) for c in case.challenges if c.open and (end := case.deadline(c)) <= now]
    if not late:
        return None
    _, first = min(late, key=itemgetter(0))
    return Reason.EXPIRED if first.accepted_at else Reason.UNDELIVERABLE  # R22, R23


def queue(step: Step, challenge: Challenge, purpose: Purpose) -> Step:
    """Order a message."""
    message = challenge.messages + 1
    case = with_challenge(step.case, altered(challenge, messages=message))
    return Step(case, (*step.events, MessageQueued(challenge.n, message, purpose)))


def give_back(step: Step, reason: Reason) -> Step:
    """Return the case to its provider."""
    failed = reason is Reason.FAILED
    case = close(step.case, ChallengeState.VOID if failed else ChallengeState.EXPIRED)
    return move(Step(altered(case, reason=reason), step.events), FilingReturned(reason))


def close(case: Case, end: ChallengeState) -> Case:
    """End the challenges that still wait."""
    ended = (altered(c, state=end) if c.state in _WAITING else c for c in case.challenges)
    return altered(case, challenges=tuple(ended))


def move(step: Step, event: Event) -> Step:
    """Take the case where the event leads. Raises MovedOn where it leads nowhere."""
    state = TRANSITIONS.get((step.case.state, type(event)))
    if state is None:
        raise MovedOn
    return Step(altered(step.case, state=state), (*step.events, event))


def with_challenge(case: Case, new: Challenge) -> Case:
    """Return the case with a challenge as it is now."""
    return altered(case, challenges=tuple(new if c.n == new.n else c for c in case.challenges))


def _tries_are_over(case: Case, challenge: Challenge) -> bool:
    """Tell whether this attempt fails whatever it holds, in the editions that count any field."""
    counts_any = case.edition.counted is Counted.ANY_FIELD
    return counts_any and challenge.wrong_tails >= case.edition.wrong_tails


def _count_wrong_tail(case: Case, challenge: Challenge) -> Step:
    wrong = altered(challenge, wrong_tails=challenge.wrong_tails + 1)  # R20
    left = case.edition.wrong_tails - wrong.wrong_tails
    step = Step(with_challenge(case, wrong), (WrongTail(challenge.n, left),))
    if left > 0 or case.edition.counted is Counted.ANY_FIELD:
        return step
    return fail(step, wrong)


def _is_right(tail: str, tails: frozenset[str]) -> bool:
    given = same_tail(tail).encode(errors="replace")
    right = [hmac.compare_digest(given, each.encode()) for each in sorted(tails)]
    return any(right)  # every tail was compared, so that the time does not tell which one (R19)
