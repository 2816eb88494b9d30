from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from heyan.rules.calendar import BEIJING
from heyan.rules.case import (
    ENDED,
    TRANSITIONS,
    Case,
    ChallengeState,
    State,
    answer,
    ask_again,
    challenge_of,
    note_acceptance,
    open_case,
    pass_time,
)
from heyan.rules.editions import PILOT_2017
from heyan.rules.events import (
    ChallengeMet,
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
from heyan.rules.policy import Demand
from heyan.rules.refusals import MovedOn, NeedsReason, NoSuchRecord
from heyan.rules.verdicts import approve, reject, withdraw
from tests.fakes.cases import (
    ASKED,
    FIRST,
    OPENED,
    OTHER,
    RIGHT,
    SECOND,
    WRONG,
    accepted,
    nth,
    opened,
    unopened,
)

HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)
END = OPENED + 48 * HOUR
NOON = datetime(2018, 9, 4, 12, 0, tzinfo=BEIJING)


def reviewing() -> Case:
    case = answer(accepted(opened()), 1, RIGHT, OPENED).case
    return answer(case, 2, OTHER, OPENED).case


@pytest.mark.rule("R2", "R9")
def test_a_case_opens_with_one_first_message_for_each_number() -> None:
    step = open_case(unopened(*ASKED))
    assert step.case.state is State.VERIFYING
    assert step.events == (
        FilingAccepted("pilot-2017", 2),
        MessageQueued(1, 1, Purpose.FIRST),
        MessageQueued(2, 1, Purpose.FIRST),
    )
    assert [challenge.messages for challenge in step.case.challenges] == [1, 1]


@pytest.mark.rule("R1", "R2")
def test_a_case_that_asks_nobody_goes_straight_to_review() -> None:
    step = open_case(unopened())
    assert step.case.state is State.REVIEWING
    assert step.events == (FilingAccepted("pilot-2017", 0), FilingVerified())
    assert step.case.due_at is None


@pytest.mark.rule("R4")
def test_one_number_is_one_challenge_and_any_of_its_tails_is_right() -> None:
    shared = (Demand(FIRST, RIGHT, "subject"), Demand(FIRST, OTHER, "site:0"))
    case = opened(*shared, Demand(SECOND, WRONG, "site:1"))
    assert [c.mobile for c in case.challenges] == [FIRST, SECOND]
    assert nth(case, 1).because == ("subject", "site:0")
    for tail in (RIGHT, OTHER):
        assert nth(answer(case, 1, tail, OPENED).case, 1).state is ChallengeState.MET


@pytest.mark.rule("R2", "R18")
def test_a_right_answer_meets_its_number_and_the_last_one_goes_to_review() -> None:
    first = answer(opened(), 1, RIGHT, OPENED)
    assert first.events == (ChallengeMet(1),)
    assert first.case.state is State.VERIFYING
    last = answer(first.case, 2, OTHER, OPENED)
    assert last.events == (ChallengeMet(2), FilingVerified())
    assert last.case.state is State.REVIEWING


@pytest.mark.rule("R21")
@pytest.mark.parametrize("typed", ["07282x", " 07282X", "０７２８２ｘ", "07 28 2X"])
def test_a_tail_is_right_however_it_is_typed(typed: str) -> None:
    assert answer(opened(), 2, typed, OPENED).events == (ChallengeMet(2),)


@pytest.mark.rule("R20")
@pytest.mark.parametrize("tail", [OTHER, "", "15301", "0153019", "\ud800", "x" * 9999])
def test_any_other_tail_is_wrong(tail: str) -> None:
    assert answer(opened(), 1, tail, OPENED).events == (WrongTail(1, 4),)


@pytest.mark.rule("R20", "R23")
def test_the_fifth_wrong_tail_fails_the_challenge_and_returns_the_case() -> None:
    case = opened()
    for left in (4, 3, 2, 1):
        step = answer(case, 1, WRONG, OPENED)
        assert step.events == (WrongTail(1, left),)
        case = step.case
    last = answer(case, 1, WRONG, OPENED)
    assert last.events == (WrongTail(1, 0), FilingReturned(Reason.FAILED))
    assert (last.case.state, last.case.reason) == (State.RETURNED, Reason.FAILED)
    assert [c.state for c in last.case.challenges] == [ChallengeState.FAILED, ChallengeState.VOID]


@pytest.mark.rule("R20")
def test_four_wrong_tails_do_no_harm_to_the_right_one() -> None:
    case = opened()
    for _ in range(4):
        case = answer(case, 1, WRONG, OPENED).case
    assert nth(answer(case, 1, RIGHT, OPENED).case, 1).state is ChallengeState.MET


def test_a_number_is_met_once() -> None:
    case = answer(opened(), 1, RIGHT, OPENED).case
    with pytest.raises(NoSuchRecord):
        answer(case, 1, RIGHT, OPENED)
    with pytest.raises(NoSuchRecord):
        answer(case, 9, RIGHT, OPENED)


@pytest.mark.rule("R22", "R24")
def test_the_time_of_a_number_runs_from_its_first_acceptance() -> None:
    case = note_acceptance(opened(), 1, 1, OPENED + HOUR).case
    case = note_acceptance(case, 2, 1, OPENED + 2 * HOUR).case
    assert case.deadline(nth(case, 1)) == END + HOUR
    assert case.deadline(nth(case, 2)) == END + 2 * HOUR
    assert note_acceptance(case, 1, 2, OPENED + 5 * HOUR).case == case
    met = answer(case, 1, RIGHT, END + HOUR - MOMENT).case
    assert nth(met, 1).state is ChallengeState.MET


@pytest.mark.rule("R22", "R24")
def test_an_answer_at_the_deadline_is_late_though_the_clockwork_has_not_come() -> None:
    step = answer(accepted(opened()), 1, RIGHT, END)
    assert step.events == (FilingReturned(Reason.EXPIRED),)
    assert {c.state for c in step.case.challenges} == {ChallengeState.EXPIRED}


@pytest.mark.rule("R22", "R23")
def test_what_no_carrier_accepts_is_returned_as_undeliverable() -> None:
    assert pass_time(opened(), END - MOMENT).events == ()
    assert pass_time(opened(), END).events == (FilingReturned(Reason.UNDELIVERABLE),)


@pytest.mark.rule("R22", "R24")
def test_an_acceptance_after_the_end_begins_nothing_anew() -> None:
    step = note_acceptance(opened(), 1, 1, END)
    assert step.events == (MessageSent(1, 1), FilingReturned(Reason.UNDELIVERABLE))


@pytest.mark.rule("R22")
def test_an_acceptance_after_the_answer_is_only_told() -> None:
    met = answer(opened(), 1, RIGHT, OPENED).case
    assert note_acceptance(met, 1, 1, OPENED + HOUR) == (met, (MessageSent(1, 1),))
    ended = withdraw(met, OPENED).case
    assert note_acceptance(ended, 2, 1, END) == (ended, (MessageSent(2, 1),))


@pytest.mark.rule("R22")
def test_the_first_number_to_expire_ends_the_case() -> None:
    case = note_acceptance(opened(), 1, 1, OPENED).case
    case = note_acceptance(case, 2, 1, OPENED + HOUR).case
    assert pass_time(case, END).events == (FilingReturned(Reason.EXPIRED),)
    met = answer(case, 1, RIGHT, OPENED + 2 * HOUR).case
    assert pass_time(met, END).case.state is State.VERIFYING
    assert pass_time(met, END + HOUR).events == (FilingReturned(Reason.EXPIRED),)


@pytest.mark.rule("R11", "R13")
def test_noon_of_the_next_day_resends_once_what_is_still_open() -> None:
    case = answer(accepted(opened()), 1, RIGHT, OPENED).case
    assert case.due_at == NOON
    assert pass_time(case, NOON - MOMENT) == (case, ())
    step = pass_time(case, NOON)
    assert step.events == (MessageQueued(2, 2, Purpose.NOON),)
    assert step.case.seed(nth(step.case, 2)) == case.seed(nth(case, 2))
    assert pass_time(step.case, NOON + HOUR).events == ()
    assert step.case.due_at == END


@pytest.mark.rule("R11")
def test_no_noon_for_a_message_that_has_not_left_and_in_editions_without_one() -> None:
    assert pass_time(opened(), NOON).events == ()
    case = accepted(opened())
    without = replace(case, edition=replace(case.edition, noon=None))
    assert pass_time(without, NOON).events == ()
    assert without.due_at == END


@pytest.mark.rule("R12", "R13")
def test_a_message_asked_for_again_carries_the_same_code() -> None:
    case = accepted(opened())
    step = ask_again(case, 1, OPENED + HOUR)
    assert step.events == (MessageQueued(1, 2, Purpose.ASKED),)
    assert step.case.seed(nth(step.case, 1)) == case.seed(nth(case, 1))
    assert step.case.deadline(nth(step.case, 1)) == case.deadline(nth(case, 1))


@pytest.mark.rule("R12")
def test_an_edition_may_limit_how_often_a_case_is_asked_for_again() -> None:
    edition = PILOT_2017
    case = replace(
        accepted(opened()),
        edition=replace(edition, resending=replace(edition.resending, a_case=2)),
    )
    case = ask_again(ask_again(case, 1, OPENED).case, 2, OPENED).case
    with pytest.raises(NoSuchRecord):
        ask_again(case, 1, OPENED)


@pytest.mark.rule("R12")
def test_nothing_is_sent_again_after_the_end() -> None:
    case = accepted(opened())
    met = answer(case, 1, RIGHT, OPENED).case
    for over in (withdraw(case, OPENED).case, met, reviewing()):
        with pytest.raises(NoSuchRecord):
            ask_again(over, 1, OPENED)
    with pytest.raises(NoSuchRecord):
        ask_again(case, 1, END)


@pytest.mark.rule("R24")
def test_a_filing_is_withdrawn_before_the_verdict_and_never_after() -> None:
    step = withdraw(opened(), OPENED)
    assert step.events == (FilingWithdrawn(),)
    assert {c.state for c in step.case.challenges} == {ChallengeState.VOID}
    assert withdraw(reviewing(), OPENED).case.state is State.WITHDRAWN
    for over in (approve(reviewing(), ()).case, step.case, pass_time(opened(), END).case):
        with pytest.raises(MovedOn):
            withdraw(over, OPENED)


@pytest.mark.rule("R2", "R28", "R29")
def test_a_verdict_is_given_in_review_only_and_once() -> None:
    case = reviewing()
    yes, no = approve(case, ("津ICP备2018000001号",)), reject(case, " 域名未实名 ")
    assert yes.events == (FilingApproved(("津ICP备2018000001号",)),)
    assert no.events == (FilingRejected("域名未实名"),)
    for over in (opened(), yes.case, no.case):
        with pytest.raises(MovedOn):
            approve(over, ())
        with pytest.raises(MovedOn):
            reject(over, "no")


@pytest.mark.rule("R29")
@pytest.mark.parametrize("reason", ["", " \n", "\u3000", "\x00", "\ud800"])
def test_a_rejection_says_why(reason: str) -> None:
    with pytest.raises(NeedsReason):
        reject(reviewing(), reason)


@pytest.mark.rule("R29")
def test_a_reason_loses_what_cannot_be_printed() -> None:
    assert reject(reviewing(), "a\x00\x1fb\n\tc\ud800").events == (FilingRejected("ab\n\tc"),)


@pytest.mark.rule("R24")
def test_time_does_nothing_to_a_case_that_has_ended_or_is_in_review() -> None:
    far = datetime(2060, 1, 1, tzinfo=UTC)
    for case in (reviewing(), withdraw(opened(), OPENED).case):
        assert pass_time(case, far) == (case, ())
        assert case.due_at is None
    assert all(state not in ENDED for state, _ in TRANSITIONS)
    assert challenge_of(reviewing(), 2).mobile == SECOND
