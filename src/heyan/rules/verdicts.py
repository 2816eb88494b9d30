"""How a case ends by somebody's word: the provider's, or the bureau's (R28, R29)."""

import re
from datetime import datetime

from heyan.rules.case import Case, ChallengeState, Step, close, give_back, late_reason, move
from heyan.rules.events import FilingApproved, FilingRejected, FilingWithdrawn
from heyan.rules.refusals import NeedsReason

LONGEST_REASON = 500

# What neither a page nor the trail can hold: control characters, halves of surrogate pairs.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def withdraw(case: Case, now: datetime) -> Step:
    """Take the filing back, before the verdict; one whose time is over goes back by itself."""
    late = late_reason(case, now)
    if late is not None:  # the clockwork may be a moment behind (R24)
        return give_back(Step(case), late)
    return move(Step(close(case, ChallengeState.VOID)), FilingWithdrawn())


def approve(case: Case, numbers: tuple[str, ...]) -> Step:
    """Take the bureau's yes, with the register's numbers (R28)."""
    return move(Step(case), FilingApproved(numbers))


def reject(case: Case, reason: str) -> Step:
    """Take the bureau's no, with the officer's reason (R29)."""
    told = _UNPRINTABLE.sub("", reason).strip()
    if not 0 < len(told) <= LONGEST_REASON:
        raise NeedsReason
    return move(Step(case), FilingRejected(told))
