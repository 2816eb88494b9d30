"""How a case is kept is said in words that differ wherever something differs that is told."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from heyan.rules.case import Case, ChallengeState, State
from heyan.rules.editions import NATIONAL_2020, PILOT_2017
from heyan.rules.events import Purpose, Reason
from heyan.rules.facts import Facts, facts_kept
from heyan.rules.ledger import MessageKey, MessageState
from heyan.rules.rulebook import Edition
from tests.fakes.cases import OPENED, opened

LATER = OPENED + timedelta(hours=1)
S, KEY = MessageState, MessageKey(120000, 7, 1, 1)

pytestmark = pytest.mark.rule("R30")


@dataclass(frozen=True)
class Kept:
    """A message as the ledger has it."""

    state: MessageState
    accepted_at: datetime | None = None
    settled_at: datetime | None = None
    stat: str | None = None
    key: MessageKey = KEY
    purpose: Purpose = Purpose.FIRST
    queued_at: datetime = OPENED


def said(message: Kept) -> str:
    facts = facts_kept(opened(), None, None, [message])
    return facts["message 1 of challenge 1"].replace(" at 2018-09-03T01:00:00+00:00", "")


def of(case: Case) -> Facts:
    return facts_kept(case, None, None, ())


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (Kept(S.QUEUED), "first"),
        (Kept(S.TAKEN), "first"),
        (Kept(S.SUBMITTED), "first"),
        (Kept(S.UNKNOWN), "first"),
        (Kept(S.VOID, settled_at=LATER), "first"),
        (Kept(S.ACCEPTED, OPENED), "first, accepted"),
        (Kept(S.DELIVERED, OPENED, OPENED, "DELIVRD"), "first, accepted, delivered"),
        (Kept(S.UNDELIVERED, OPENED, OPENED, "MK:1"), "first, accepted, not delivered MK:1"),
        (Kept(S.EXPIRED, OPENED, OPENED, "EXPIRED"), "first, accepted, not delivered EXPIRED"),
        (Kept(S.UNDELIVERED, None, OPENED, "5"), "first, not delivered 5"),  # refused
        (Kept(S.ACCEPTED), "first, accepted"),
        (Kept(S.QUEUED, OPENED), "first, accepted, queued"),
        (Kept(S.TAKEN, OPENED), "first, accepted, taken"),
        (Kept(S.SUBMITTED, OPENED), "first, accepted, submitted"),
        (Kept(S.UNKNOWN, OPENED), "first, accepted, unknown"),
        (Kept(S.VOID, OPENED), "first, accepted, void"),
    ],
)
def test_that_a_message_was_accepted_is_kept_in_two_ways_that_have_to_agree(
    message: Kept, words: str
) -> None:
    assert said(message) == words


def test_an_acceptance_that_nobody_dated_is_not_taken_for_one_that_somebody_did() -> None:
    dated = facts_kept(opened(), None, None, [Kept(S.ACCEPTED, OPENED)])
    undated = facts_kept(opened(), None, None, [Kept(S.ACCEPTED)])
    assert dated != undated


@pytest.mark.parametrize(
    ("edition", "reason", "state", "words"),
    [
        (NATIONAL_2020, Reason.FAILED, ChallengeState.FAILED, "failed or void"),
        (NATIONAL_2020, Reason.FAILED, ChallengeState.VOID, "failed or void"),
        (NATIONAL_2020, Reason.EXPIRED, ChallengeState.EXPIRED, "expired"),
        (NATIONAL_2020, None, ChallengeState.VOID, "void"),  # withdrawn
        (NATIONAL_2020, None, ChallengeState.FAILED, "failed"),
        (NATIONAL_2020, Reason.EXPIRED, ChallengeState.VOID, "void"),
        (PILOT_2017, Reason.FAILED, ChallengeState.FAILED, "failed"),
        (PILOT_2017, Reason.FAILED, ChallengeState.VOID, "void"),
    ],
)
def test_failed_and_void_are_one_word_only_where_nobody_is_told_which(
    edition: Edition, reason: Reason | None, state: ChallengeState, words: str
) -> None:
    case = replace(opened(), edition=edition)
    challenges = tuple(replace(each, state=state) for each in case.challenges)
    assert of(replace(case, reason=reason, challenges=challenges))["challenge 1"] == words


def test_the_same_moment_is_said_alike_wherever_it_was_written() -> None:
    case = opened()
    elsewhere = replace(case, opened_at=case.opened_at.astimezone())
    assert of(elsewhere) == of(case)
    assert of(replace(case, opened_at=LATER))["opened"] != of(case)["opened"]


def test_what_is_not_there_is_said_with_nothing() -> None:
    facts = of(opened())
    assert (facts["reason"], facts["ended"], facts["erased"]) == ("", "", "")
    assert facts["state"] == State.VERIFYING.value
