"""An answer that never came: a report may speak for the message, else it goes out once more."""

import asyncio
from datetime import timedelta

import pytest

from heyan.casework.messages.departing import note_departures
from heyan.casework.messages.overdue import work_overdue_messages
from heyan.casework.messages.sending import record_results, take_messages
from heyan.casework.messages.settling import ANSWER_WITHIN, IN_HAND_FOR, UNKNOWN_WAIT
from heyan.rules.documents import tail
from heyan.rules.ledger import Accepted, MessageState, Refused, Result, Throttled, Unknown
from heyan.rules.phone import Carrier
from tests.casework.sent import Sent, departing, hear, submit, take
from tests.fakes.clock import Clock
from tests.fakes.filings import LI, TIANJIN
from tests.fakes.journeys import ACCOUNT, accept, code_in, report


@pytest.mark.rule("R13")
async def test_a_message_without_answer_goes_out_once_more_with_the_same_code(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await submit(sent)
    await hear(sent, message, Unknown())
    assert await work_overdue_messages(sent.desk) == 0
    clock.turn(UNKNOWN_WAIT)
    assert await work_overdue_messages(sent.desk) == 1
    assert await submit(sent) == [message]
    await hear(sent, message, Unknown())
    clock.turn(UNKNOWN_WAIT)
    assert await work_overdue_messages(sent.desk) == 1
    assert await submit(sent) == []
    assert await work_overdue_messages(sent.desk) == 0
    await accept(sent.desk, [message])
    assert await sent.history() == ["message.sent"], "an acceptance counts whenever it comes"


async def test_who_accepts_late_is_whose_reports_are_heard(sent: Sent, clock: Clock) -> None:
    (message,) = await submit(sent)
    await hear(sent, message, Unknown())
    clock.turn(UNKNOWN_WAIT)
    await work_overdue_messages(sent.desk)
    assert await submit(sent, account="other") == [message]
    await hear(sent, message, Refused("8", permanent=True))
    assert await sent.history() == [], "the message is another account's now"
    await accept(sent.desk, [message])
    await report(sent.desk, [message])
    assert await sent.history() == ["message.sent", "message.delivered"]


async def test_what_a_link_died_with_after_it_had_left_is_sent_again_when_its_answer_is_overdue(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await submit(sent)
    clock.turn(ANSWER_WITHIN - timedelta(seconds=1))
    assert await work_overdue_messages(sent.desk) == 0
    clock.turn(timedelta(seconds=1))
    assert await work_overdue_messages(sent.desk) == 1
    row = await sent.row(message)
    assert (row.state, row.attempts) == (MessageState.UNKNOWN, 1)
    clock.turn(UNKNOWN_WAIT)
    assert await work_overdue_messages(sent.desk) == 1
    assert await submit(sent) == [message]


@pytest.mark.rule("R13")
async def test_what_a_link_died_with_in_hand_goes_out_soon_however_often_that_happens(
    sent: Sent, clock: Clock
) -> None:
    for _ in range(4):
        (message,) = await take(sent)
        clock.turn(IN_HAND_FOR - timedelta(seconds=1))
        assert await work_overdue_messages(sent.desk) == 0
        clock.turn(timedelta(seconds=1))
        assert await work_overdue_messages(sent.desk) == 1
        row = await sent.row(message)
        assert (row.state, row.attempts, row.submitted_at) == (MessageState.QUEUED, 0, None)
    assert await submit(sent) == [message]
    await accept(sent.desk, [message])
    assert await sent.history() == ["message.sent"]


async def test_who_was_only_slow_sends_nothing_of_what_went_back(sent: Sent, clock: Clock) -> None:
    (message,) = await take(sent)
    clock.turn(IN_HAND_FOR)
    assert await work_overdue_messages(sent.desk) == 1
    assert await note_departures(sent.desk, ACCOUNT, departing(message)) == set()
    assert await submit(sent, account="other") == [message]
    assert await note_departures(sent.desk, ACCOUNT, departing(message)) == set()


async def test_of_two_processes_of_one_account_the_one_that_notes_it_first_sends_it(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await take(sent)
    clock.turn(IN_HAND_FOR)
    await work_overdue_messages(sent.desk)
    (again,) = await take(sent)
    assert again == message
    leaving = departing(again)
    may_leave = await asyncio.gather(
        *(note_departures(sent.desk, ACCOUNT, leaving) for _ in range(5))
    )
    assert sorted(map(len, may_leave)) == [0, 0, 0, 0, 1]


@pytest.mark.rule("R13", "R22")
async def test_a_report_that_came_while_the_answer_was_awaited_speaks_for_the_message(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await submit(sent)
    await report(sent.desk, [message])
    assert await sent.history() == [], "its answer may be on its way"
    await hear(sent, message, Unknown())
    clock.turn(UNKNOWN_WAIT)
    assert await work_overdue_messages(sent.desk) == 1
    assert await sent.history() == ["message.sent", "message.delivered"]
    assert await submit(sent) == []
    assert await work_overdue_messages(sent.desk) == 0


async def test_a_report_speaks_for_a_message_whose_link_has_died(sent: Sent, clock: Clock) -> None:
    taken = await submit(sent)
    await report(sent.desk, taken, "UNDELIV")
    clock.turn(ANSWER_WITHIN)
    assert await work_overdue_messages(sent.desk) == 1
    assert await sent.history() == ["message.sent", "message.undelivered"]
    await accept(sent.desk, taken)  # the answer, after all
    assert await sent.history() == ["message.sent", "message.undelivered"]


async def test_the_ledger_says_how_often_it_left_and_who_never_answered(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await submit(sent)
    first = await sent.row(message)
    assert (first.attempts, first.unheard_of, first.taken_at) == (0, None, clock.now)
    await hear(sent, message, Unknown())
    clock.turn(UNKNOWN_WAIT)
    await work_overdue_messages(sent.desk)
    assert await submit(sent, account="other") == [message]
    again = await sent.row(message)
    assert (again.attempts, again.unheard_of, again.account) == (1, ACCOUNT, "other")
    assert again.taken_at == clock.now
    await record_results(sent.desk, "other", [Result(message.key, Accepted("7"))])
    accepted = await sent.row(message)
    assert (accepted.state, accepted.attempts, accepted.unheard_of) == (
        MessageState.ACCEPTED,
        1,
        ACCOUNT,
    )


@pytest.mark.rule("R12")
async def test_what_waits_for_another_account_stays_with_the_one_that_may_have_it(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await submit(sent)
    await hear(sent, message, Unknown())
    clock.turn(UNKNOWN_WAIT)
    await work_overdue_messages(sent.desk)
    (again,) = await take_messages(sent.desk, "other", Carrier.MOBILE, 1)
    await record_results(sent.desk, "other", [Result(again.key, Throttled())])
    waiting = await sent.row(message)
    assert (waiting.state, waiting.account) == (MessageState.QUEUED, "other")
    assert waiting.due_at, "it waits for its next moment"
    await sent.journey.answer(TIANJIN, LI.mobile, tail(LI.document.number), code_in(message.text))
    row = await sent.row(message)
    assert (row.state, row.account) == (MessageState.UNKNOWN, ACCOUNT)
    assert (row.due_at, row.settled_at) == (None, clock.now)
