"""Every walk of a few verbs through a case: what must hold whatever happens in whatever order."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from heyan.rules.case import (
    ENDED,
    TRANSITIONS,
    Case,
    ChallengeState,
    State,
    Step,
    answer,
    ask_again,
    late_reason,
    note_acceptance,
    open_case,
    pass_time,
)
from heyan.rules.correcting import correct
from heyan.rules.events import Event, FilingReturned, MessageSent, Reason
from heyan.rules.guessing import count_wrong_code, unlock
from heyan.rules.phone import Mobile
from heyan.rules.refusals import Refusal
from heyan.rules.verdicts import approve, reject, withdraw
from tests.fakes.cases import (
    ASKED,
    FIRST,
    OPENED,
    OTHER,
    RIGHT,
    SECOND,
    WRONG,
    opened,
    unopened,
)

HOURS = (0, 27, 48)
NEW = Mobile("13902112345")
LONG = settings(max_examples=60, stateful_step_count=30)
VERBS: tuple[Callable[[Case, timedelta], Step], ...] = (
    lambda case, at: answer(case, 1, RIGHT, OPENED + at),
    lambda case, at: answer(case, 2, OTHER, OPENED + at),
    lambda case, at: answer(case, 1, WRONG, OPENED + at),
    lambda case, at: note_acceptance(case, 1, 1, OPENED + at),
    lambda case, at: ask_again(case, 1, OPENED + at),
    lambda case, at: pass_time(case, OPENED + at),
    lambda case, at: correct(case, 1, NEW, OPENED + at),
    lambda case, at: guesses(case, OPENED + at),
    lambda case, at: unlock(case, 1, OPENED + at),
    lambda case, _: withdraw(case),
    lambda case, _: approve(case, ("津ICP备2018000001号",)),
    lambda case, _: reject(case, "域名未实名"),
)


def guesses(case: Case, now: datetime) -> Step:
    """Guess until something happens, as far as the budget of one code goes."""
    step = count_wrong_code(case, 1, now)
    while not step.events:
        step = count_wrong_code(step.case, 1, now)
    return step


def nearly_locked() -> Case:
    """Return a case whose first number has four spent codes."""
    case = opened()
    for _ in range(4):
        case = guesses(case, OPENED).case
    return case


def steps(case: Case, since: int) -> Iterator[tuple[int, Step]]:
    """Take every verb at every hour that is not past."""
    for hour in HOURS:
        for verb in VERBS if hour >= since else ():
            try:
                yield hour, verb(case, timedelta(hours=hour))
            except Refusal:
                continue


def check(before: Case, step: Step) -> None:
    after = step.case
    if before.state in ENDED:
        assert after == before, "nothing changes after the end"
        assert all(isinstance(event, MessageSent) for event in step.events)
    if after.state in {State.REVIEWING, State.APPROVED, State.REJECTED}:
        assert {c.state for c in after.challenges} == {ChallengeState.MET}
    waiting = {ChallengeState.OPEN, ChallengeState.LOCKED}
    if after.state is not State.VERIFYING:
        assert not {c.state for c in after.challenges} & waiting
        assert after.due_at is None
    else:
        assert {c.state for c in after.challenges} & waiting
        assert (after.due_at is not None) == any(c.open for c in after.challenges)
    assert after.corrections <= after.edition.corrections
    assert all(c.spent_codes <= after.edition.spent_codes for c in after.challenges)
    assert all(c.wrong_codes < after.edition.guesses for c in after.challenges)
    assert all(c.wrong_tails <= after.edition.wrong_tails for c in after.challenges)
    assert (after.reason is not None) == (after.state is State.RETURNED)
    assert after.id == before.id
    moved = [event for event in step.events if outcome(before.state, event)]
    assert (len(moved) == 1) == (before.state is not after.state)


def outcome(state: State, event: Event) -> State | None:
    return TRANSITIONS.get((state, type(event)))


@pytest.mark.rule("R2", "R20", "R24")
def test_no_walk_of_five_verbs_breaks_the_law() -> None:
    frontier = {0: [opened(), nearly_locked()]}
    numbers = set()
    ends = set()
    for _ in range(5):
        reached: dict[object, tuple[int, Case]] = {}
        for since, cases in frontier.items():
            for case in cases:
                for hour, step in steps(case, since):
                    check(case, step)
                    after = step.case
                    stands = after.state, after.reason, after.corrections, after.challenges
                    reached[hour, stands] = hour, step.case
        frontier = {hour: [c for at, c in reached.values() if at == hour] for hour in HOURS}
        ends |= {(case.state, case.reason) for _, case in reached.values()}
        numbers |= {c.state for _, case in reached.values() for c in case.challenges}
    assert {state for state, _ in ends} == set(State)
    assert {reason for _, reason in ends} == {None, *Reason}
    assert numbers == set(ChallengeState)


class AnyWalk(RuleBasedStateMachine):
    """A longer walk, in which time goes on by any stretch."""

    def __init__(self) -> None:
        super().__init__()
        self.now = OPENED
        self.case = open_case(unopened(*ASKED)).case
        self.outcomes: list[Event] = []

    def take(self, verb: Callable[[], Step]) -> None:
        before = self.case
        try:
            step = verb()
        except Refusal:
            return
        check(before, step)
        self.case = step.case
        self.outcomes += [event for event in step.events if outcome(before.state, event)]

    @rule(by=st.timedeltas(timedelta(), timedelta(hours=20)))
    def wait(self, by: timedelta) -> None:
        self.now += by

    @rule(n=st.integers(1, 2), tail=st.sampled_from((RIGHT, OTHER, WRONG)))
    def answer(self, n: int, tail: str) -> None:
        late = late_reason(self.case, self.now) is not None
        self.take(partial(answer, self.case, n, tail, self.now))
        assert not (late and self.case.state is not State.RETURNED)

    @rule(n=st.integers(1, 2), message=st.integers(1, 9))
    def accept(self, n: int, message: int) -> None:
        self.take(partial(note_acceptance, self.case, n, message, self.now))

    @rule(n=st.integers(1, 2))
    def ask_again(self, n: int) -> None:
        self.take(partial(ask_again, self.case, n, self.now))

    @rule(n=st.integers(1, 2), mobile=st.sampled_from((NEW, FIRST, SECOND)))
    def correct(self, n: int, mobile: Mobile) -> None:
        self.take(partial(correct, self.case, n, mobile, self.now))

    @rule()
    def guess(self) -> None:
        self.take(partial(guesses, self.case, self.now))

    @rule()
    def unlock(self) -> None:
        self.take(partial(unlock, self.case, 1, self.now))

    @rule()
    def pass_time(self) -> None:
        self.take(partial(pass_time, self.case, self.now))
        due_at = self.case.due_at
        assert due_at is None or due_at > self.now, "what was due is done"

    @precondition(lambda self: self.case.state is State.REVIEWING)
    @rule(yes=st.booleans())
    def judge(self, *, yes: bool) -> None:
        self.take(partial(approve, self.case, ()) if yes else partial(reject, self.case, "no"))

    @precondition(lambda self: self.now > OPENED + timedelta(hours=40))
    @rule()
    def withdraw(self) -> None:
        self.take(partial(withdraw, self.case))

    @invariant()
    def one_outcome_at_most(self) -> None:
        ends = [event for event in self.outcomes if event.type != "filing.verified"]
        assert len(ends) <= 1
        assert len(self.outcomes) <= 2
        assert not any(isinstance(event, FilingReturned) for event in self.outcomes[1:])


@pytest.mark.rule("R2", "R20", "R22", "R24")
def test_no_long_walk_breaks_the_law_either() -> None:
    run_state_machine_as_test(AnyWalk, settings=LONG)
