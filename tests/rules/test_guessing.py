from datetime import UTC, datetime, timedelta

import pytest

from heyan.rules.case import Case, ChallengeState, State
from heyan.rules.editions import EDITIONS
from heyan.rules.events import ChallengeLocked, CodeSpent, MessageQueued
from heyan.rules.guessing import count_wrong_code, unlock
from heyan.rules.refusals import NoSuchRecord, NotLocked
from heyan.rules.rulebook import Edition
from tests.fakes.cases import opened

NOW = datetime(2018, 9, 3, 2, 0, tzinfo=UTC)


def guessed(case: Case, times: int) -> Case:
    for _ in range(times):
        case = count_wrong_code(case, 1, NOW).case
    return case


@pytest.mark.rule("R25")
@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.name)
def test_a_code_is_guessed_once_in_ten_thousand_challenges_at_most(edition: Edition) -> None:
    budget = edition.guesses * edition.spent_codes
    assert budget / 10**6 <= 1e-4


@pytest.mark.rule("R25")
def test_the_twentieth_wrong_code_begins_a_new_epoch_and_orders_a_message() -> None:
    case = guessed(opened(), 19)
    step = count_wrong_code(case, 1, NOW)
    assert [type(event) for event in step.events] == [CodeSpent, MessageQueued]
    assert (step.case.challenges[0].epoch, step.case.challenges[0].wrong_codes) == (1, 0)


@pytest.mark.rule("R25")
def test_the_fifth_spent_code_locks_the_number_and_its_clock_stands_still() -> None:
    case = guessed(opened(), 99)
    step = count_wrong_code(case, 1, NOW)
    assert [type(event) for event in step.events] == [CodeSpent, ChallengeLocked]
    locked = step.case.challenges[0]
    assert locked.state is ChallengeState.LOCKED
    with pytest.raises(NoSuchRecord):
        count_wrong_code(step.case, 1, NOW)
    before = case.deadline(case.challenges[0])
    later = unlock(step.case, 1, NOW + timedelta(days=3)).case
    assert later.deadline(later.challenges[0]) == before + timedelta(days=3)


@pytest.mark.rule("R24", "R25")
def test_a_guess_after_the_deadline_returns_the_case() -> None:
    case = opened()
    step = count_wrong_code(case, 1, case.deadline(case.challenges[0]))
    assert step.case.state is State.RETURNED


def test_only_what_is_locked_is_unlocked() -> None:
    with pytest.raises(NotLocked):
        unlock(opened(), 1, NOW)
