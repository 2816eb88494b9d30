"""How a message moves on with what is heard of it, in whatever order it is heard."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.casework.messages.settling import (
    MOST_ATTEMPTS,
    UNKNOWN_WAIT,
    overdue,
    put_back,
    report,
    settle,
    told_of,
    withdraw,
)
from heyan.rules.events import MessageUndelivered, Purpose
from heyan.rules.ledger import (
    TRANSITIONS,
    Accepted,
    Delivery,
    MessageKey,
    MessageState,
    Move,
    Outcome,
    Refused,
    Throttled,
    Unknown,
)
from heyan.rules.phone import Carrier
from heyan.store.messages import Message
from tests.conftest import MORNING as NOW
from tests.fakes.filings import TIANJIN

LATER = NOW + timedelta(minutes=5)
YES, NO = Accepted("carrier 7"), Refused("13", permanent=True)
BUSY = Refused("8", permanent=False)
WAYS = {(before, after) for (before, _), after in TRANSITIONS.items()}
OUTCOMES: tuple[Outcome, ...] = (YES, Accepted("carrier 8"), NO, BUSY, Throttled(), Unknown())


def message(state: MessageState = MessageState.SUBMITTED, attempts: int = 0) -> Message:
    return Message(
        key=MessageKey(TIANJIN, 7, 1, 1),
        mobile=b"hash",
        purpose=Purpose.FIRST,
        carrier=Carrier.MOBILE,
        state=state,
        attempts=attempts,
        queued_at=NOW,
        due_at=NOW,
        takings=1,
        taken_at=NOW,
        submitted_at=NOW,
        account="here",
        unheard_of=None,
        carrier_id=None,
        accepted_at=None,
        settled_at=None,
        stat=None,
    )


@pytest.mark.parametrize("state", ["queued", "taken", "submitted", "unknown"])
def test_an_acceptance_counts_whenever_it_comes(state: str) -> None:
    accepted = settle(message(MessageState(state)), YES, NOW)
    assert (accepted.state, accepted.carrier_id) == (MessageState.ACCEPTED, "carrier 7")
    assert (accepted.accepted_at, accepted.due_at) == (NOW, None)


@pytest.mark.parametrize("state", ["accepted", "delivered", "undelivered", "expired", "void"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_is_decided_is_not_decided_again(state: str, outcome: Outcome) -> None:
    decided = message(MessageState(state))
    assert settle(decided, outcome, NOW) is decided


@pytest.mark.parametrize("outcome", [NO, BUSY, Throttled(), Unknown()])
def test_a_late_no_means_nothing_once_the_message_has_gone_back_into_the_queue(
    outcome: Outcome,
) -> None:
    gone_back = message(MessageState.QUEUED, attempts=1)
    assert settle(gone_back, outcome, NOW) is gone_back


def test_a_late_no_settles_what_nobody_had_heard_of() -> None:
    unheard = settle(message(), Unknown(), NOW)
    refused = settle(unheard, NO, LATER)
    assert (refused.state, refused.stat, refused.settled_at) == (
        MessageState.UNDELIVERED,
        "13",
        LATER,
    )
    for passing in (BUSY, Throttled()):
        queued = settle(unheard, passing, LATER)
        assert (queued.state, queued.attempts, queued.unheard_of) == (MessageState.QUEUED, 0, None)
        assert queued.due_at is not None
        assert queued.due_at > LATER
    assert settle(unheard, Unknown(), LATER) is unheard


@pytest.mark.parametrize("outcome", [NO, BUSY, Throttled(), Unknown()])
def test_a_late_no_says_nothing_of_the_other_of_two_copies(outcome: Outcome) -> None:
    twice = message(MessageState.UNKNOWN, attempts=2)
    assert settle(twice, outcome, NOW) is twice


def test_what_nobody_needs_is_void_only_if_it_has_certainly_not_left() -> None:
    void = withdraw(message(MessageState.TAKEN), LATER)
    assert (void.state, void.account, void.due_at, void.settled_at) == (
        MessageState.VOID,
        None,
        None,
        LATER,
    )
    again = replace(message(MessageState.TAKEN, 1), account="second", unheard_of="first")
    unknown = withdraw(again, LATER)
    assert (unknown.state, unknown.account, unknown.due_at, unknown.settled_at) == (
        MessageState.UNKNOWN,
        "first",
        None,
        LATER,
    )
    late = settle(unknown, YES, LATER)
    assert (late.state, late.settled_at) == (MessageState.ACCEPTED, None)


def test_a_final_no_ends_it_and_a_passing_one_lets_it_wait() -> None:
    refused = settle(message(), NO, NOW)
    assert (refused.state, refused.stat, refused.settled_at) == (
        MessageState.UNDELIVERED,
        "13",
        NOW,
    )
    assert refused.due_at is None
    busy = settle(message(), BUSY, NOW)
    throttled = settle(message(), Throttled(), NOW)
    for waiting in (busy, throttled):
        assert waiting.state is MessageState.QUEUED
        assert waiting.due_at is not None
        assert waiting.due_at > NOW
        assert waiting.attempts == 0, "it certainly has not left"


def test_what_the_account_may_not_send_soon_goes_to_another_and_waits_if_refused_there_too() -> (
    None
):
    wrong = Refused("10", permanent=False, of_account=True)
    first = settle(message(), wrong, NOW)
    assert (first.state, first.attempts, first.stat) == (MessageState.QUEUED, 0, "10")
    assert first.due_at == NOW + timedelta(seconds=1)
    again = settle(replace(first, state=MessageState.SUBMITTED, account="there"), wrong, NOW)
    assert (again.state, again.due_at) == (MessageState.QUEUED, NOW + timedelta(seconds=30))


@pytest.mark.rule("R13")
def test_what_may_have_left_goes_out_once_more_and_then_rests() -> None:
    unheard = settle(message(), Unknown(), NOW)
    assert (unheard.state, unheard.attempts) == (MessageState.UNKNOWN, 1)
    assert unheard.due_at == NOW + UNKNOWN_WAIT
    assert unheard.unheard_of == "here"
    again = overdue(unheard, LATER)
    assert (again.state, again.due_at) == (MessageState.QUEUED, LATER)
    twice = settle(replace(again, state=MessageState.SUBMITTED), Unknown(), LATER)
    assert twice.attempts == MOST_ATTEMPTS
    over = overdue(twice, LATER)
    assert (over.state, over.due_at, over.settled_at) == (MessageState.UNKNOWN, None, LATER)


def test_a_link_that_died_when_a_message_had_left_counts_as_no_answer() -> None:
    left = overdue(message(), LATER)
    assert (left.state, left.attempts, left.due_at) == (
        MessageState.UNKNOWN,
        1,
        LATER + UNKNOWN_WAIT,
    )


def test_the_first_final_report_stands() -> None:
    accepted = settle(message(), YES, NOW)
    assert report(accepted, Delivery.INTERMEDIATE, "ENROUTE", NOW) is accepted
    delivered = report(accepted, Delivery.DELIVERED, "DELIVRD", LATER)
    assert (delivered.state, delivered.stat, delivered.settled_at) == (
        MessageState.DELIVERED,
        "DELIVRD",
        LATER,
    )
    assert report(delivered, Delivery.UNDELIVERED, "EXPIRED", LATER) is delivered
    failed = report(accepted, Delivery.UNDELIVERED, "UNDELIV", LATER)
    assert (failed.state, failed.stat) == (MessageState.UNDELIVERED, "UNDELIV")


def test_what_the_carrier_gave_up_in_its_time_is_expired_and_told_as_undelivered() -> None:
    accepted = settle(message(), YES, NOW)
    expired = report(accepted, Delivery.EXPIRED, "EXPIRED", LATER)
    assert (expired.state, expired.stat, expired.settled_at) == (
        MessageState.EXPIRED,
        "EXPIRED",
        LATER,
    )
    assert told_of(expired) == MessageUndelivered(1, 1, "EXPIRED")
    assert report(expired, Delivery.DELIVERED, "DELIVRD", LATER) is expired


@pytest.mark.parametrize("attempts", [0, 1])
def test_what_died_in_a_links_hand_goes_back_at_once_and_has_used_no_attempt(attempts: int) -> None:
    held = replace(message(MessageState.TAKEN, attempts), submitted_at=None)
    back = overdue(held, LATER)
    assert (back.state, back.attempts, back.due_at) == (MessageState.QUEUED, attempts, LATER)


def test_that_no_answer_came_says_nothing_of_what_is_in_hand_again() -> None:
    again = message(MessageState.TAKEN, attempts=1)
    assert settle(again, Unknown(), LATER) is again


def test_what_did_not_leave_after_all_has_no_moment_of_leaving() -> None:
    for passing in (BUSY, Throttled()):
        assert settle(message(), passing, LATER).submitted_at is None
    assert settle(message(), YES, LATER).submitted_at == NOW
    assert settle(message(), Unknown(), LATER).submitted_at == NOW


def test_a_text_that_cannot_be_made_rests_with_nobody() -> None:
    resting = put_back(message(MessageState.TAKEN), LATER)
    assert (resting.state, resting.account, resting.due_at) == (MessageState.QUEUED, None, LATER)


EVENTS: dict[str, Callable[[Message], Message]] = {
    "taken": lambda one: _by_sql(one, Move.TAKEN),
    "noted": lambda one: _by_sql(one, Move.LEAVING),
    "accepted": lambda one: settle(one, YES, NOW),
    "refused": lambda one: settle(one, NO, NOW),
    "busy": lambda one: settle(one, BUSY, NOW),
    "throttled": lambda one: settle(one, Throttled(), NOW),
    "unanswered": lambda one: settle(one, Unknown(), NOW),
    "late": lambda one: overdue(one, LATER) if one.due_at is not None else one,
    "unneeded": lambda one: withdraw(one, NOW),
    "delivered": lambda one: report(one, Delivery.DELIVERED, "DELIVRD", NOW),
    "undelivered": lambda one: report(one, Delivery.UNDELIVERED, "UNDELIV", NOW),
    "expired": lambda one: report(one, Delivery.EXPIRED, "EXPIRED", NOW),
}


def _by_sql(one: Message, move: Move) -> Message:
    """Do what only a statement does; a test of the store's holds it to the same table."""
    after = TRANSITIONS.get((one.state, move))
    return one if after is None else replace(one, state=after)


@given(st.lists(st.sampled_from(sorted(EVENTS)), max_size=30))
def test_whatever_happens_in_any_order_a_message_leaves_at_most_as_often_as_it_may(
    happened: list[str],
) -> None:
    one, unheard, acceptances = message(MessageState.QUEUED), 0, 0
    for name in happened:
        before, one = one, EVENTS[name](one)
        if one.state is not before.state:
            assert (before.state, one.state) in WAYS
        acceptances += before.state is not one.state is MessageState.ACCEPTED
        left = before.state is MessageState.SUBMITTED is not one.state
        unheard += left and one.state is MessageState.UNKNOWN
        assert one.attempts <= min(unheard, MOST_ATTEMPTS)
        assert one.state is not MessageState.VOID or one.attempts == 0
    assert acceptances <= 1


def test_no_order_of_answers_accepts_a_message_twice() -> None:
    for heard in product(OUTCOMES, repeat=4):
        one, acceptances = message(), 0
        for outcome in heard:
            before, one = one, settle(one, outcome, NOW)
            acceptances += before.state is not one.state is MessageState.ACCEPTED
            one = gone_on(one)
        assert acceptances <= 1
        assert one.attempts <= MOST_ATTEMPTS


def gone_on(one: Message) -> Message:
    """Let it wait in vain, and be taken again."""
    if one.state is MessageState.UNKNOWN:
        one = overdue(one, LATER)
    return replace(one, state=MessageState.SUBMITTED) if one.state is MessageState.QUEUED else one
