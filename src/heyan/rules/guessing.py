"""The guess budget (R25): wrong codes spend a code, and spent codes lock the number.

With twenty guesses at each of five codes the chance to guess one is at most 10⁻⁴.
"""

from datetime import datetime

from heyan.rules.altered import altered
from heyan.rules.case import (
    Case,
    Challenge,
    ChallengeState,
    State,
    Step,
    challenge_of,
    fail,
    give_back,
    late_reason,
    queue,
    with_challenge,
)
from heyan.rules.events import (
    ChallengeLocked,
    ChallengeUnlocked,
    CodeSpent,
    Purpose,
    WrongField,
)
from heyan.rules.outages import Outage
from heyan.rules.refusals import NoSuchRecord, NotLocked
from heyan.rules.rulebook import Counted


def count_wrong_code(case: Case, n: int, now: datetime) -> Step:
    """Count a wrong code for a challenge's number. Raises NoSuchRecord where none is open.

    Where a new code follows, its redraw is still to be settled: codes stay distinct (R9).
    """
    challenge = challenge_of(case, n)
    if case.state is not State.VERIFYING or not challenge.open:
        raise NoSuchRecord
    late = late_reason(case, now)
    if late is not None:
        return give_back(Step(case), late)
    if case.edition.counted is Counted.ANY_FIELD:
        return _count_field(case, challenge)
    guessed = altered(challenge, wrong_codes=challenge.wrong_codes + 1)
    if guessed.wrong_codes < case.edition.guesses:
        return Step(with_challenge(case, guessed))
    return _spend(case, guessed, now)


def unlock(case: Case, n: int, now: datetime) -> Step:
    """Open a locked challenge again, with a new code; its clock goes on where it stood still.

    A noon that lay in the lock is past: the number was not open then (R11), and is sent a code now.
    Where another number's time is over by now, the case goes back instead. Raises NotLocked.
    """
    challenge = challenge_of(case, n)
    locked_at = challenge.locked_at
    if challenge.state is not ChallengeState.LOCKED or locked_at is None:
        raise NotLocked
    late = late_reason(case, now)
    if late is not None:
        return give_back(Step(case), late)
    opened = altered(
        challenge,
        state=ChallengeState.OPEN,
        epoch=challenge.epoch + 1,
        redraw=0,
        wrong_codes=0,
        spent_codes=0,
        locked_at=None,
        locks=(*challenge.locks, Outage(locked_at, now)) if now > locked_at else challenge.locks,
    )
    noon = case.noon(opened)
    if noon is not None and locked_at <= noon <= now:
        opened = altered(opened, noon_passed=True)
    step = Step(with_challenge(case, opened), (ChallengeUnlocked(n),))
    return queue(step, opened, Purpose.NEW_CODE)


def _spend(case: Case, challenge: Challenge, now: datetime) -> Step:
    spent = altered(challenge, wrong_codes=0, spent_codes=challenge.spent_codes + 1)
    events = (CodeSpent(challenge.n, spent.spent_codes),)
    if spent.spent_codes >= case.edition.spent_codes:
        locked = altered(spent, state=ChallengeState.LOCKED, locked_at=now)
        return Step(with_challenge(case, locked), (*events, ChallengeLocked(challenge.n)))
    renewed = altered(spent, epoch=spent.epoch + 1, redraw=0)
    return queue(Step(with_challenge(case, renewed), events), renewed, Purpose.NEW_CODE)


def _count_field(case: Case, challenge: Challenge) -> Step:
    """Count an error of any field, in the editions that do."""
    if challenge.wrong_tails >= case.edition.wrong_tails:
        return fail(Step(case), challenge)
    wrong = altered(challenge, wrong_tails=challenge.wrong_tails + 1)
    left = case.edition.wrong_tails - wrong.wrong_tails
    return Step(with_challenge(case, wrong), (WrongField(challenge.n, left),))
