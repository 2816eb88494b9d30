"""What happened to a case adds up to how it stands, whatever is done to it and in any order."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heyan.rules.case import (
    ENDED,
    Case,
    Step,
    answer,
    ask_again,
    note_acceptance,
    open_case,
    pass_time,
)
from heyan.rules.correcting import correct
from heyan.rules.editions import EDITIONS, NATIONAL_2020, PILOT_2017
from heyan.rules.erasing import erase
from heyan.rules.events import Erasure, Event, FilingAccepted, MessageQueued, MessageSent, Purpose
from heyan.rules.facts import facts_kept
from heyan.rules.guessing import count_wrong_code, unlock
from heyan.rules.history import facts_told
from heyan.rules.ledger import MessageKey, MessageState
from heyan.rules.phone import Mobile
from heyan.rules.refusals import NoSuchRecord, Refusal
from heyan.rules.rulebook import Edition
from heyan.rules.verdicts import approve, reject, withdraw
from tests.fakes.cases import ASKED, OPENED, OTHER, RIGHT, WRONG, unopened

ELSEWHERE = (Mobile("13902112345"), Mobile("13702112345"))
Verb = Callable[[Case, int, datetime], Step]

pytestmark = pytest.mark.rule("R30")


def guess(case: Case, n: int, now: datetime) -> Step:
    """Guess until the code is spent, or the case says no."""
    step = Step(case)
    for _ in range(case.edition.guesses):
        after = count_wrong_code(step.case, n, now)
        step = Step(after.case, (*step.events, *after.events))
    return step


VERBS: tuple[Verb, ...] = (
    lambda case, n, now: answer(case, n, (RIGHT, OTHER)[n - 1], now),
    lambda case, n, now: answer(case, n, WRONG, now),
    guess,
    guess,
    ask_again,
    unlock,
    lambda case, n, now: note_acceptance(case, n, 1, now),
    lambda case, _, now: pass_time(case, now),
    lambda case, n, now: correct(case, n, ELSEWHERE[n - 1], now),
    lambda case, _, now: withdraw(case, now),
    lambda case, _, __: approve(case, ("津ICP备2018000001号",)),
    lambda case, _, __: reject(case, "网站无内容"),
)
deeds = st.tuples(
    st.sampled_from(VERBS), st.integers(1, 2), st.timedeltas(timedelta(), timedelta(hours=20))
)


@dataclass(frozen=True)
class Told:
    """An entry of a history."""

    at: datetime
    event: Event
    provider: int = 1

    @property
    def type(self) -> str:
        return self.event.type

    @property
    def data(self) -> dict[str, Any]:
        return self.event.data()


@dataclass(frozen=True)
class Kept:
    """A message as the ledger has it."""

    key: MessageKey
    purpose: Purpose
    queued_at: datetime
    accepted_at: datetime | None = None
    state: MessageState = MessageState.QUEUED
    stat: str | None = None
    settled_at: datetime | None = None


def plans(*verbs: int) -> list[tuple[Verb, int, timedelta]]:
    """Do these verbs, one a minute, with the first number."""
    return [(VERBS[verb], 1, timedelta(minutes=1)) for verb in verbs]


@example(edition=PILOT_2017, plan=plans(2, 8, 2, 0), erased=False)
@example(edition=PILOT_2017, plan=plans(2, 2, 2, 2, 2, 5, 2, 1, 0), erased=False)
@example(edition=PILOT_2017, plan=plans(1, 8, 1, 1, 1, 1, 1), erased=True)
@example(edition=NATIONAL_2020, plan=plans(1, 1, 1, 1, 1, 1), erased=True)
@given(edition=st.sampled_from(EDITIONS), plan=st.lists(deeds, max_size=25), erased=st.booleans())
def test_what_happened_adds_up_to_how_a_case_stands(
    *, edition: Edition, plan: list[tuple[Verb, int, timedelta]], erased: bool
) -> None:
    step = open_case(replace(unopened(*ASKED), edition=edition))
    case, now, ended_at = step.case, OPENED, None
    history = [Told(now, event) for event in step.events]
    for verb, n, wait in plan:
        now += wait
        try:
            step = verb(case, n, now)
        except (Refusal, NoSuchRecord):
            continue
        if step.case.state in ENDED and ended_at is None:
            ended_at = now
        case = step.case
        history += [Told(now, event) for event in step.events]
    if erased and ended_at is not None:
        history += [Told(now, event) for event in erase(case, Erasure.ASKED).events]
    erased_at = now if erased and ended_at is not None else None
    ledger = {
        each.event.message * 10 + each.event.challenge: Kept(
            MessageKey(120000, 7, each.event.challenge, each.event.message),
            each.event.purpose,
            each.at,
        )
        for each in history
        if isinstance(each.event, MessageQueued)
    }
    for each in history:
        if isinstance(each.event, MessageSent):
            of_it = each.event.message * 10 + each.event.challenge
            ledger[of_it] = replace(ledger[of_it], accepted_at=each.at, state=MessageState.ACCEPTED)
    kept = facts_kept(case, ended_at, erased_at, ledger.values())
    assert facts_told(history) == kept


def test_who_says_that_a_case_has_millions_of_challenges_is_not_believed() -> None:
    with pytest.raises(ValueError, match="as many"):
        facts_told([Told(OPENED, FilingAccepted("pilot-2017", 3_000_000))])


def test_entries_of_two_providers_are_told_of_both() -> None:
    events = open_case(unopened(*ASKED)).events
    history = [Told(OPENED, event, 1 + n % 2) for n, event in enumerate(events)]
    assert facts_told(history)["provider"] == "1 and 2"
