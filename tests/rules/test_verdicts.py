from datetime import timedelta

import pytest

from heyan.rules.case import ChallengeState, State
from heyan.rules.events import FilingReturned, FilingWithdrawn, Reason
from heyan.rules.guessing import count_wrong_code
from heyan.rules.refusals import MovedOn, NeedsReason
from heyan.rules.verdicts import approve, reject, withdraw
from tests.fakes.cases import OPENED, accepted, opened


@pytest.mark.rule("R24")
def test_a_withdrawn_case_waits_for_nobody_locked_numbers_included() -> None:
    case = accepted(opened())
    for _ in range(case.edition.guesses * case.edition.spent_codes):
        case = count_wrong_code(case, 1, OPENED).case
    assert case.challenges[0].state is ChallengeState.LOCKED
    withdrawn = withdraw(case, OPENED).case
    assert withdrawn.state is State.WITHDRAWN
    assert {challenge.state for challenge in withdrawn.challenges} == {ChallengeState.VOID}


@pytest.mark.rule("R23", "R24")
def test_what_is_late_goes_back_and_is_not_withdrawn() -> None:
    case = accepted(opened())
    end = case.deadline(case.challenges[0])
    assert withdraw(case, end - timedelta(microseconds=1)).events == (FilingWithdrawn(),)
    late = withdraw(case, end)
    assert late.events == (FilingReturned(Reason.EXPIRED),)
    assert late.case.state is State.RETURNED


@pytest.mark.rule("R2", "R28")
def test_what_is_not_in_review_takes_no_verdict() -> None:
    with pytest.raises(MovedOn):
        approve(opened(), ())
    with pytest.raises(MovedOn):
        reject(opened(), "reason")


@pytest.mark.rule("R29")
def test_a_rejection_says_why() -> None:
    with pytest.raises(NeedsReason):
        reject(opened(), " ")
