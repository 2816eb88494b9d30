"""A report by number is a guess, and is made only where there is one message it can be about."""

from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.messages.matching import CLOCKS_APART, match
from heyan.rules.events import Purpose
from heyan.rules.ledger import Accepted, MessageKey, MessageState, Result
from heyan.rules.phone import Carrier
from heyan.store.early import Early
from heyan.store.messages import Message
from tests.conftest import MORNING as NOW
from tests.fakes.filings import TIANJIN

MINUTE = timedelta(minutes=1)
UNKNOWN = Message(
    key=MessageKey(TIANJIN, 7, 1, 1),
    mobile=b"hash",
    purpose=Purpose.FIRST,
    carrier=Carrier.MOBILE,
    state=MessageState.UNKNOWN,
    attempts=1,
    queued_at=NOW,
    due_at=NOW + 2 * MINUTE,
    takings=1,
    taken_at=NOW,
    submitted_at=NOW,
    account="here",
    unheard_of="here",
    carrier_id=None,
    accepted_at=None,
    settled_at=None,
    stat=None,
)
FRESH = replace(
    UNKNOWN,
    key=replace(UNKNOWN.key, ordinal=2),
    state=MessageState.SUBMITTED,
    attempts=0,
    unheard_of=None,
    due_at=NOW + MINUTE,
)
REPORT = Early(
    account="here",
    carrier_id="7",
    mobile=b"hash",
    submitted_at=NOW,
    received_at=NOW + MINUTE,
)
FOUND = [("here", Result(UNKNOWN.key, Accepted("7")))]


def test_the_one_message_that_has_no_answer_was_accepted_under_the_reports_id() -> None:
    assert match([REPORT], [UNKNOWN], NOW) == FOUND
    given_up = replace(UNKNOWN, attempts=2, due_at=None, settled_at=NOW)
    assert match([REPORT], [given_up], NOW) == FOUND
    again = replace(UNKNOWN, state=MessageState.SUBMITTED, account="there")
    assert match([REPORT], [again], NOW) == FOUND


def test_what_a_link_has_in_hand_has_not_left_so_no_report_is_about_it() -> None:
    in_hand = replace(FRESH, state=MessageState.TAKEN, due_at=NOW)
    assert match([REPORT], [in_hand], NOW) == []
    assert match([REPORT], [replace(in_hand, state=MessageState.SUBMITTED)], NOW)
    left_before = replace(UNKNOWN, state=MessageState.TAKEN, account="there")
    assert match([REPORT], [left_before], NOW) == FOUND


def test_several_reports_settle_a_message_once() -> None:
    assert match([REPORT, replace(REPORT, carrier_id="8"), REPORT], [UNKNOWN], NOW) == FOUND


@pytest.mark.parametrize(
    "other",
    [
        replace(REPORT, account="there"),
        replace(REPORT, mobile=b"other"),
        replace(REPORT, mobile=None),
        replace(REPORT, received_at=NOW - MINUTE),
        replace(REPORT, submitted_at=NOW - CLOCKS_APART - MINUTE),
        replace(REPORT, submitted_at=NOW + CLOCKS_APART + MINUTE),
    ],
)
def test_what_cannot_be_about_it_settles_nothing(other: Early) -> None:
    assert match([other], [UNKNOWN], NOW) == []


def test_a_carrier_that_tells_no_moment_or_keeps_another_time_is_believed_by_the_number() -> None:
    for submitted_at in (None, NOW - CLOCKS_APART, NOW + CLOCKS_APART):
        assert match([replace(REPORT, submitted_at=submitted_at)], [UNKNOWN], NOW) == FOUND


def test_an_answer_that_may_be_on_its_way_is_waited_for() -> None:
    assert match([REPORT], [FRESH], NOW) == []
    assert match([REPORT], [FRESH], NOW + MINUTE) == [
        ("here", Result(FRESH.key, Accepted("7"))),
    ], "its link has died with it"


@pytest.mark.parametrize(
    "rival",
    [FRESH, replace(UNKNOWN, key=FRESH.key), replace(UNKNOWN, state=MessageState.DELIVERED)],
)
def test_where_there_are_two_nothing_is_guessed(rival: Message) -> None:
    rival = replace(rival, key=FRESH.key)
    assert match([REPORT], [UNKNOWN, rival], NOW) == []


def test_what_is_settled_is_not_settled_again() -> None:
    assert match([REPORT], [replace(UNKNOWN, state=MessageState.ACCEPTED)], NOW) == []
