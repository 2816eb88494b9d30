from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.rules.case import Case, ChallengeState, State, answer, note_acceptance
from heyan.rules.correcting import correct, corrected_filing
from heyan.rules.events import MessageQueued, Purpose
from heyan.rules.filing import FilingKind
from heyan.rules.phone import Mobile
from heyan.rules.refusals import (
    MovedOn,
    NoMoreCorrections,
    NumberFromRegister,
    NumberInCase,
    SameNumber,
)
from tests.fakes.cases import FIRST, OPENED, RIGHT, SECOND, accepted, opened
from tests.fakes.filings import HAN, LI, cancel_site, new_filing

NEW = Mobile("13912345678")
LATER = OPENED + timedelta(hours=40)


def corrected() -> Case:
    return correct(accepted(opened()), 1, NEW, LATER).case


@pytest.mark.rule("R8")
def test_a_corrected_number_begins_anew() -> None:
    challenge = corrected().challenges[0]
    assert (challenge.mobile, challenge.epoch, challenge.accepted_at) == (NEW, 1, None)
    assert corrected().deadline(challenge) == LATER + timedelta(hours=48)


@pytest.mark.rule("R8", "R13")
def test_the_new_number_gets_a_first_message() -> None:
    events = correct(accepted(opened()), 1, NEW, LATER).events
    assert events[-1] == MessageQueued(1, 2, Purpose.FIRST)


@pytest.mark.rule("R8", "R22")
def test_a_late_acceptance_of_the_old_numbers_message_starts_no_clock() -> None:
    case = note_acceptance(corrected(), 1, 1, LATER).case
    assert case.challenges[0].accepted_at is None
    case = note_acceptance(corrected(), 1, 2, LATER).case
    assert case.challenges[0].accepted_at == LATER


@pytest.mark.rule("R7", "R8")
def test_a_registered_number_is_not_corrected_here() -> None:
    case = replace(opened(), kind=FilingKind.NEW_ACCESS)
    with pytest.raises(NumberFromRegister):
        correct(case, 1, NEW, OPENED)


@pytest.mark.rule("R8", "R24")
def test_a_correction_after_the_deadline_returns_the_case() -> None:
    case = accepted(opened())
    step = correct(case, 1, NEW, OPENED + timedelta(hours=48))
    assert step.case.state is State.RETURNED


@pytest.mark.rule("R8")
def test_a_number_that_is_met_stays() -> None:
    case = answer(accepted(opened()), 1, RIGHT, OPENED).case
    assert case.challenges[0].state is ChallengeState.MET
    with pytest.raises(MovedOn):
        correct(case, 1, NEW, OPENED)


@pytest.mark.rule("R8", "R28")
def test_the_filing_has_the_number_of_those_who_were_corrected_and_no_others() -> None:
    filing = corrected_filing(new_filing(), ("site:0",), NEW)
    assert filing.subject is not None
    assert filing.subject.principal == LI
    site = filing.sites[0].site
    assert site is not None
    assert site.principal == replace(HAN, mobiles=(NEW,))
    filing = corrected_filing(new_filing(), ("subject",), NEW)
    assert filing.subject is not None
    assert filing.subject.principal.mobiles == (NEW, *LI.mobiles[1:])


def test_a_filing_that_states_nobody_stays_as_it_is() -> None:
    assert corrected_filing(cancel_site(), ("site:0",), NEW) == cancel_site()


@pytest.mark.rule("R8")
def test_a_case_is_corrected_twice_at_most() -> None:
    case = correct(corrected(), 2, Mobile("13912345679"), LATER).case
    with pytest.raises(NoMoreCorrections):
        correct(case, 1, Mobile("13912345670"), LATER)


@pytest.mark.rule("R4", "R8")
def test_a_correction_is_to_a_number_that_the_case_does_not_ask_yet() -> None:
    with pytest.raises(SameNumber):
        correct(opened(), 1, FIRST, OPENED)
    with pytest.raises(NumberInCase):
        correct(opened(), 1, SECOND, OPENED)
