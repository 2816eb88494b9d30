from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from heyan.rules.case import Case, ChallengeState, State, answer, note_acceptance, pass_time
from heyan.rules.editions import EDITIONS, PILOT_2017
from heyan.rules.events import (
    ChallengeLocked,
    CodeSpent,
    FilingReturned,
    MessageQueued,
    Purpose,
    Reason,
    WrongField,
)
from heyan.rules.guessing import count_wrong_code, unlock
from heyan.rules.outages import Outage
from heyan.rules.refusals import NoSuchRecord, NotLocked
from heyan.rules.rulebook import Counted, Edition
from tests.fakes.cases import ASKED, OPENED, RIGHT, WRONG, opened

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
    case = guessed(opened(ASKED[0]), 99)
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
def test_nothing_is_unlocked_in_a_case_whose_other_number_is_late() -> None:
    locked = guessed(opened(), 100)
    other = locked.deadline(locked.challenges[1])
    step = unlock(locked, 1, other)
    assert step.events == (FilingReturned(Reason.UNDELIVERABLE),)
    before = unlock(locked, 1, other - timedelta(microseconds=1)).case
    assert before.challenges[0].state is ChallengeState.OPEN


@pytest.mark.rule("R22", "R25")
def test_an_outage_within_a_lock_holds_up_the_clock_once() -> None:
    hour = timedelta(hours=1)
    case = guessed(opened(ASKED[0]), 100)
    case = unlock(case, 1, NOW + 4 * hour).case
    inside = replace(case, outages=(Outage(NOW + hour, NOW + 2 * hour),))
    across = replace(case, outages=(Outage(NOW + 3 * hour, NOW + 6 * hour),))
    end = OPENED + case.edition.window
    assert case.deadline(case.challenges[0]) == end + 4 * hour
    assert inside.deadline(case.challenges[0]) == end + 4 * hour
    assert across.deadline(case.challenges[0]) == end + 6 * hour


@pytest.mark.rule("R22", "R25")
def test_a_lock_before_the_clock_began_moves_nothing_and_one_at_its_beginning_what_is_left() -> (
    None
):
    hour = timedelta(hours=1)
    locked = guessed(opened(ASKED[0]), 100)
    unlocked = unlock(locked, 1, NOW + hour).case
    accepted = note_acceptance(unlocked, 1, 1, NOW + 2 * hour).case
    assert accepted.deadline(accepted.challenges[0]) == NOW + 2 * hour + accepted.edition.window
    meanwhile = note_acceptance(locked, 1, 1, NOW + hour).case
    assert meanwhile.challenges[0].accepted_at == NOW + hour
    unlocked = unlock(meanwhile, 1, NOW + 3 * hour).case
    assert unlocked.deadline(unlocked.challenges[0]) == NOW + 3 * hour + unlocked.edition.window


@pytest.mark.rule("R11", "R25")
@pytest.mark.parametrize(
    ("locked", "unlocked", "resent"),
    [
        (-1, 3, False),
        (-1, 0, False),
        (0, 3, False),
        (-2, -1, True),
        (1, 3, True),
    ],
    ids=["over noon", "until noon", "from noon", "before noon", "after noon"],
)
def test_a_number_that_was_locked_at_noon_is_not_sent_once_more(
    locked: int, unlocked: int, *, resent: bool
) -> None:
    hour = timedelta(hours=1)
    case = note_acceptance(opened(ASKED[0]), 1, 1, OPENED).case
    noon = case.noon(case.challenges[0])
    assert noon is not None
    for _ in range(100):
        case = count_wrong_code(case, 1, noon + locked * hour).case
    case = unlock(case, 1, noon + unlocked * hour).case
    later = pass_time(case, noon + 4 * hour)
    queued = [event.purpose for event in later.events if isinstance(event, MessageQueued)]
    assert queued == [Purpose.NOON] * resent
    assert case.due_at == (noon if resent else case.deadline(case.challenges[0]))


@pytest.mark.rule("R24", "R25")
def test_a_guess_after_the_deadline_returns_the_case() -> None:
    case = opened()
    step = count_wrong_code(case, 1, case.deadline(case.challenges[0]))
    assert step.case.state is State.RETURNED


def test_only_what_is_locked_is_unlocked() -> None:
    with pytest.raises(NotLocked):
        unlock(opened(), 1, NOW)


@pytest.mark.rule("R20", "R25")
def test_an_edition_may_count_an_error_of_any_field_and_fail_the_next_attempt() -> None:
    edition = replace(PILOT_2017, counted=Counted.ANY_FIELD)
    case = replace(opened(), edition=edition)
    for left in (4, 3, 2):
        step = count_wrong_code(case, 1, NOW)
        assert step.events == (WrongField(1, left),)
        case = step.case
    case = answer(case, 1, WRONG, NOW).case
    case = answer(case, 1, WRONG, NOW).case
    assert case.challenges[0].wrong_tails == 5
    for last in (count_wrong_code(case, 1, NOW), answer(case, 1, RIGHT, NOW)):
        assert last.events == (FilingReturned(Reason.FAILED),)
        assert last.case.challenges[0].state is ChallengeState.FAILED
